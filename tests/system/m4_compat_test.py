#!/usr/bin/env python3
"""Runs the inputs in m4_snippets/ with our m4 and the installed GNU m4 and compares what they print,
what they say on standard error (the program's name apart), and how they exit. Then compiles with both
every sample .mc of our macro library; and where sendmail's own library is at hand (SENDMAIL_CF_TREE,
or the packages that interop/fetch_oracle.sh unpacks), its samples and one .mc for each of its
features, mailers, ostypes and domains.

A .lines file has an input on each line; in a .blocks file each begins with `=== title | options'.
A .bytes file is one in which \\NNN is the byte of that octal number and the last newline of a block
does not count.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from m4_programs import (HERE, LIBRARY, OURS, TOP, find_gnu, run, show_difference, side_by_side,
                         without_date)

FILES = {"inc.m4": "in1\nin2\n", "word": "le", "lines": "\n\n__file__ __line__\n",
         "uses_x": "x y\n", "sub/deep.m4": "deep __file__\n", "nul": "p\0q\0\n",
         "state": "V1\nT1,4\nx<$1>\nF3,3\nlenlen\nF1,3\nznew\nT4,3\nlineabc\nD2,4\ntwo\n\nD0,0\n\n"}
# Arguments without which a feature of sendmail's library refuses to work or does nothing.
FEATURE_ARGUMENTS = {"dnsbl": "list.example", "enhdnsbl": "list.example", "nullclient": "hub.example",
                     "msp": "[127.0.0.1]", "queuegroup": "default", "mailertable": "hash -o /m",
                     "rhsbl": "list.example", "check_other": "x", "drac": "hash /d",
                     "greet_pause": "5000", "domaintable": "hash -o /d", "bitdomain": "hash -o /b"}


def octal(text):
    return re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match.group(1), 8)]), text.encode())


def blocks(path):
    for block in re.split(r"^=== ", path.read_text(), flags=re.M)[1:]:
        title, _, text = block.partition("\n")
        title, _, options = title.partition(" | ")
        yield f"{path.name}: {title}", shlex.split(options), text


def snippets():
    """All inputs as (title, options, text)."""
    for path in sorted((HERE / "m4_snippets").glob("*.lines")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line and not line.startswith("##"):
                yield f"{path.name}:{number} {line}", [], line + "\n"
    for path in sorted((HERE / "m4_snippets").glob("*.blocks")):
        yield from blocks(path)
    for path in sorted((HERE / "m4_snippets").glob("*.bytes")):
        for title, options, text in blocks(path):
            yield title, options, octal(text.removesuffix("\n"))


def in_fresh_folder(program, arguments, text):
    with tempfile.TemporaryDirectory(prefix="m4compat") as name:
        folder = pathlib.Path(name)
        for file, content in FILES.items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(content)
        return run(program, arguments, text, folder)


def compare_snippets(gnu):
    def compare(case):
        title, options, text = case
        theirs = in_fresh_folder(gnu, options, text)
        ours = in_fresh_folder(OURS, options, text)
        if theirs != ours:
            show_difference(title, theirs, ours)
        return theirs == ours

    same = side_by_side(compare, list(snippets()))
    print(f"{len(same)} snippets, {same.count(False)} differ")
    return same.count(False)


def compare_compiles(gnu, what, cases):
    """Cases are (arguments, standard input, folder)."""
    def compare(case):
        arguments, text, folder = case
        theirs, ours = (run(program, arguments, text, folder) for program in (gnu, OURS))
        theirs, ours = ((without_date(one[0]), one[1], one[2]) for one in (theirs, ours))
        if theirs != ours:
            show_difference(f"{what}: {arguments} {text}", theirs, ours)
        return theirs == ours

    same = side_by_side(compare, cases)
    print(f"{len(same)} {what}, {same.count(False)} differ")
    return same.count(False)


def samples(tree):
    """Each cf/*.mc of a library, in its own folder, as its Makefile would compile it."""
    for sample in sorted((tree / "cf").glob("**/*.mc")):
        yield [str(tree / "m4/cf.m4"), str(sample)], "", sample.parent


def generated(tree):
    """One configuration for each part of a library."""
    def configuration(part, ostype="linux", feature="", mailers=("local", "smtp")):
        lines = [f"VERSIONID(`{part}')", f"OSTYPE(`{ostype}')", feature]
        lines += [f"MAILER(`{mailer}')" for mailer in mailers]
        return [str(tree / "m4/cf.m4"), "-"], "\n".join(lines) + "\n", tree / "cf"

    def names(folder):
        return [path.stem for path in sorted((tree / folder).glob("*.m4"))]

    for name in names("ostype"):
        yield configuration("ostype", ostype=name)
    for name in names("domain"):
        yield configuration("domain", feature=f"DOMAIN(`{name}')")
    for name in names("hack"):
        yield configuration("hack", feature=f"HACK(`{name}')")
    for name in names("feature"):
        arguments = f", `{FEATURE_ARGUMENTS[name]}'" if name in FEATURE_ARGUMENTS else ""
        yield configuration("feature", feature=f"FEATURE(`{name}'{arguments})")
    for name in names("mailer"):
        before = ("local", "smtp") if name not in ("local", "smtp") else ()
        yield configuration("mailer", mailers=(*before, name))


def sendmail_tree():
    """Sendmail's own macro library, or nothing where it is not to be had."""
    if os.environ.get("SENDMAIL_CF_TREE"):
        return pathlib.Path(os.environ["SENDMAIL_CF_TREE"])
    root = os.environ.get("SENDMAIL_ORACLE")
    if not root:
        fetched = subprocess.run(["sh", str(TOP / "tests/interop/fetch_oracle.sh")], check=False,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, timeout=60, text=True)
        root = fetched.stdout.strip() if fetched.returncode == 0 else ""
    for place in ("usr/share/sendmail/cf", "usr/share/sendmail-cf"):
        if root and (pathlib.Path(root) / place / "m4/cf.m4").exists():
            return pathlib.Path(root) / place
    return None


def main():
    gnu = find_gnu()
    failures = compare_snippets(gnu)
    failures += compare_compiles(gnu, "samples of our library", list(samples(LIBRARY)))
    failures += compare_compiles(gnu, "parts of our library", list(generated(LIBRARY)))
    tree = sendmail_tree()
    if tree is None:
        print("sendmail's library is not here (SENDMAIL_CF_TREE): not compared")
    else:
        failures += compare_compiles(gnu, "samples of sendmail's library", list(samples(tree)))
        failures += compare_compiles(gnu, "parts of sendmail's library", list(generated(tree)))
    return 1 if failures else 0


sys.exit(main())
