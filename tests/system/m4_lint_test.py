#!/usr/bin/env python3
"""Compiles each faulty .mc of m4_lint_cases/ and compares the findings with what its first lines expect:
    dnl expect LINE error|warning TEXT      a finding there whose words begin with TEXT (line 0: no line)
    dnl exit STATUS                         of --lint
Each with --lint and without it: then the findings are warnings, and status and standard output are
those of a run that finds nothing. Then holds that nothing is found in any sample .mc, nor in a .mc for
each feature, mailer and system type of our macro library, and of sendmail's in SENDMAIL_CF_TREE.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ.get("abs_top_srcdir", ".")).resolve()
OURS = pathlib.Path(os.environ.get("abs_top_builddir", ".")).resolve() / "m4/sendwright-m4"
CASES = TOP / "tests/system/m4_lint_cases"
FINDING = re.compile(rb"^[^:\n]*sendwright-m4:(?:(?P<file>[^:\n]+):)?(?:(?P<line>\d+):)? "
                     rb"(?P<kind>error|warning): (?P<text>.*)$", re.M)
# Some samples are meant to be pasted into another .mc, or have forgotten it: the library complains too.
NO_SYSTEM_TYPE = "no OSTYPE is called"
failures = 0


def fail(text):
    global failures
    failures += 1
    print("FAIL " + text)


def run(arguments, folder):
    done = subprocess.run([str(OURS), *arguments], cwd=folder, timeout=20, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    # The line that says who built it when is not the same twice.
    return re.sub(rb"(?m)^#+ +built by .*$", b"", done.stdout), done.stderr, done.returncode


def findings(errors):
    return sorted((int(m["line"] or 0), m["kind"].decode(), m["text"].decode(errors="replace"))
                  for m in FINDING.finditer(errors))


def expected(text):
    wanted = sorted((int(line), kind, words) for line, kind, words in
                    re.findall(r"(?m)^dnl expect (\d+) (error|warning) (.*)$", text))
    return wanted, int(re.search(r"(?m)^dnl exit (\d+)$", text)[1])


def same(found, wanted):
    return len(found) == len(wanted) and all(
        f[:2] == w[:2] and f[2].startswith(w[2]) for f, w in zip(found, wanted))


def check_case(path, tree, folder):
    text = path.read_bytes().replace(b"@CF@", os.fsencode(tree))
    (folder / path.name).write_bytes(text)
    wanted, status = expected(text.decode(errors="replace"))
    output, errors, found_status = run(["--lint", path.name], folder)
    if not same(findings(errors), wanted):
        fail(f"{path.name} with {tree}:\n  wanted {wanted}\n  found  {findings(errors)}")
    count = [sum(w[1] == kind for w in wanted) for kind in ("error", "warning")]
    summary = "{} error{}, {} warning{}\n".format(count[0], "s" * (count[0] != 1),
                                                  count[1], "s" * (count[1] != 1))
    if wanted and not errors.decode(errors="replace").endswith(summary):
        fail(f"{path.name}: the last line is not {summary!r}")
    if output or found_status != status:
        fail(f"{path.name}: --lint exits with {found_status} and prints {output[:60]!r}")
    check_automatic(path.name, wanted, folder)


def check_automatic(name, wanted, folder):
    """Without the option: warnings only, and nothing else changes (-Q silences them)."""
    quiet = run(["-Q", name], folder)
    loud = run([name], folder)
    if (loud[0], loud[2]) != (quiet[0], quiet[2]):
        fail(f"{name}: the warnings change the output or the exit status")
    if findings(quiet[1]):
        fail(f"{name}: -Q does not silence the warnings")
    if b" error: " in loud[1] or b" errors, " in loud[1]:
        fail(f"{name}: errors are told without --lint")
    if "cf.m4" in (folder / name).read_text(errors="replace") and wanted and wanted[0][0] > 0:
        lines = sorted((w[0], "warning") for w in wanted)
        if sorted(f[:2] for f in findings(loud[1])) != lines:
            fail(f"{name}: without --lint {findings(loud[1])}")


def samples(tree):
    """Each sample .mc, and a .mc for each part of the library: (name, text or path)."""
    sites = TOP / "tests/system/m4_sites"
    for path in sorted([*tree.glob("cf/**/*.mc"), *tree.glob("debian/*.mc"), *sites.glob("*.mc")]):
        yield path.name, path
    head = f"include(`{tree}/m4/cf.m4')dnl\n"
    foot = "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"
    for folder, macro, arguments in (("feature", "FEATURE", ", `a', `b'"), ("hack", "HACK", ", `a'"),
                                     ("domain", "DOMAIN", "")):
        for part in sorted((tree / folder).glob("*.m4")):
            yield (f"{macro}-{part.stem}.mc",
                   f"{head}OSTYPE(`linux')dnl\nFEATURE(`access_db')dnl\n"
                   f"{macro}(`{part.stem}'{arguments})dnl\n{foot}")
    for part in sorted((tree / "mailer").glob("*.m4")):
        own = "" if part.stem in ("local", "smtp") else f"MAILER(`{part.stem}')dnl\n"
        yield f"MAILER-{part.stem}.mc", f"{head}OSTYPE(`linux')dnl\n{foot}{own}"
    for part in sorted((tree / "ostype").glob("*.m4")):
        yield f"OSTYPE-{part.stem}.mc", f"{head}OSTYPE(`{part.stem}')dnl\n{foot}"


def check_silence(tree, folder):
    count = 0
    for name, source in samples(tree):
        count += 1
        if isinstance(source, pathlib.Path):
            text = source.read_text(errors="replace")
            includes = "cf.m4" in text and "@CF_DIR@" not in text
            text = text.replace("@CF_DIR@", str(tree))
            text = text.replace("/usr/share/sendmail/cf/", f"{tree}/").replace("../m4/", f"{tree}/m4/")
            text = re.sub(r"include\(`[^']*m4/cf\.m4'\)", f"include(`{tree}/m4/cf.m4')", text)
            (folder / name).write_text(text)
            before = [] if includes or "cf.m4" in text else [str(tree / "m4/cf.m4")]
        else:
            (folder / name).write_text(source)
            before = []
        for options in (["--lint"], []):
            found = findings(run([*options, *before, name], folder)[1])
            if "OSTYPE(" not in (folder / name).read_text():
                found = [f for f in found if not f[2].startswith(NO_SYSTEM_TYPE)]
            if found:
                fail(f"{name} of {tree} {options}: {found}")
    print(f"{count} configurations of {tree} give no finding")


def check_spellings(tree, folder):
    """The command line may name the library in one way and its first file in another."""
    (folder / "spelled.mc").write_text("OSTYPE(`linux')dnl\nFEATURE(`access_db')dnl\nMAILER(`smtp')dnl\n")
    first = os.path.relpath(tree / "m4/cf.m4", folder)
    for root in (f"{tree}/", f"{tree}/cf/../"):
        found = findings(run([f"-D_CF_DIR_={root}", first, "spelled.mc"], folder)[1])
        if found:
            fail(f"{first} with {root}: {found}")


def main():
    cases = sorted(CASES.glob("*.mc"))
    trees = [TOP / "cf"]
    if os.environ.get("SENDMAIL_CF_TREE"):
        trees.append(pathlib.Path(os.environ["SENDMAIL_CF_TREE"]))
    if not cases:
        fail(f"no cases in {CASES}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="m4lint"))
    try:
        for tree in trees:
            if not (tree / "m4/cf.m4").exists():
                continue
            for path in cases:
                check_case(path, tree, folder)
            print(f"{len(cases)} faulty configurations with {tree}")
            check_silence(tree, folder)
            check_spellings(tree, folder)
    finally:
        shutil.rmtree(folder)
    print(f"{failures} failures")
    return 1 if failures else 0


sys.exit(main())
