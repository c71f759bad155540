#!/usr/bin/env python3
"""Runs the inputs in m4_snippets/ with our m4 and the installed GNU m4 and compares what they print,
what they say on standard error (the program's name apart), and how they exit. Then compiles every
sample .mc of our macro library with both, and of the library in SENDMAIL_CF_TREE if that is set.

A .lines file has an input on each line; in a .blocks file each begins with `=== title | options'.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(os.environ.get("abs_top_srcdir", ".")) / "tests/system"
OURS = pathlib.Path(os.environ.get("abs_top_builddir", ".")) / "m4/sendwright-m4"
SKIPPED = 77
FILES = {"inc.m4": "in1\nin2\n", "word": "le", "lines": "\n\n__file__ __line__\n",
         "uses_x": "x y\n", "sub/deep.m4": "deep __file__\n"}


def snippets():
    """All inputs as (title, options, text)."""
    for path in sorted((HERE / "m4_snippets").glob("*.lines")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line and not line.startswith("##"):
                yield f"{path.name}:{number} {line}", [], line + "\n"
    for path in sorted((HERE / "m4_snippets").glob("*.blocks")):
        for block in re.split(r"^=== ", path.read_text(), flags=re.M)[1:]:
            title, _, text = block.partition("\n")
            title, _, options = title.partition(" | ")
            yield f"{path.name}: {title}", options.split(), text


def run(program, arguments, text, folder):
    done = subprocess.run([program, *arguments], input=text.encode(), cwd=folder, timeout=20,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          env={**os.environ, "LC_ALL": "C"})
    # GNU's name is the path it was started by, ours its last part.
    output, errors = (text.replace(os.fsencode(program), b"m4").replace(b"sendwright-m4", b"m4")
                      for text in (done.stdout, done.stderr))
    return output, errors, done.returncode


def in_fresh_folder(program, arguments, text):
    with tempfile.TemporaryDirectory(prefix="m4compat") as name:
        folder = pathlib.Path(name)
        for file, content in FILES.items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(content)
        return run(program, arguments, text, folder)


def compare_snippets(gnu):
    failures = 0
    count = 0
    for title, options, text in snippets():
        count += 1
        theirs = in_fresh_folder(gnu, options, text)
        ours = in_fresh_folder(str(OURS), options, text)
        if theirs == ours:
            continue
        failures += 1
        print(f"FAIL {title}")
        for what, expected, found in zip(("stdout", "stderr", "exit"), theirs, ours):
            if expected != found:
                print(f"  {what}: GNU {expected!r}\n  {what}: our {found!r}")
    print(f"{count} snippets, {failures} differ")
    return failures


def without_date(text):
    """The line that says who built it when is not the same twice."""
    return re.sub(rb"(?m)^#+ +built by .*$", b"", text)


def compare_library(gnu, tree):
    """Compiles each cf/*.mc of a macro library, in its own folder, as its Makefile would."""
    failures = 0
    samples = sorted((tree / "cf").glob("**/*.mc"))
    for sample in samples:
        arguments = [str(tree / "m4/cf.m4"), str(sample)]
        theirs = run(gnu, arguments, "", sample.parent)
        ours = run(str(OURS), arguments, "", sample.parent)
        same = (without_date(theirs[0]) == without_date(ours[0]), theirs[1] == ours[1],
                theirs[2] == ours[2])
        if not all(same):
            failures += 1
            print(f"FAIL {sample}: same stdout, stderr, exit: {same}")
    print(f"{len(samples)} configurations of {tree}, {failures} differ")
    return failures


def main():
    gnu = shutil.which("m4")
    version = subprocess.run([gnu, "--version"], capture_output=True, check=False).stdout if gnu else b""
    if b"GNU M4" not in version:
        print("SKIP: GNU m4 is not installed (apt-get install m4)")
        return SKIPPED
    failures = compare_snippets(gnu)
    trees = [HERE.parent.parent / "cf"]
    if os.environ.get("SENDMAIL_CF_TREE"):
        trees.append(pathlib.Path(os.environ["SENDMAIL_CF_TREE"]))
    for tree in trees:
        if (tree / "m4/cf.m4").exists():
            failures += compare_library(gnu, tree)
    return 1 if failures else 0


sys.exit(main())
