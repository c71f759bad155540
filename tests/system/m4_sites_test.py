#!/usr/bin/env python3
"""Compiles the .mc files in m4_sites/, which are in the style of other systems, as they stand: the
path by which each includes the macro library does not exist here. Checks exit status, the note that
says which library was read, and that GNU m4 makes the same bytes once the path is put right. Then
the other ways to name a library, and where `make install' puts the program.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from m4_programs import BUILD, HERE, LIBRARY, OURS, find_gnu, run, without_date

OTHERS = ["/usr/share/sendmail-cf/m4/cf.m4", "/usr/share/sendmail/cf/m4/cf.m4", "../m4/cf.m4",
          "m4/cf.m4", "/usr/lib/mail/cf/m4/cf.m4", "/dev/null/m4/cf.m4"]
# What the library itself says, with either program.
EXPECTED_WARNING = re.compile(rb"\*\*\* WARNING: [^ ]+ FEATURE\(blacklist_recipients\) is now named "
                              rb"blocklist_recipients\n")
HERE_INSTEAD = {"SENDWRIGHT_CF_DIR": str(LIBRARY)}
failures = []


def check(ok, what):
    if not ok:
        failures.append(what)
        print("FAIL " + what)


def note(path, place, library=LIBRARY):
    return (f"m4:{place} note: there is no `{path}' here: reading `{library}/m4/cf.m4' "
            "(SENDWRIGHT_CF_DIR names another library)\n").encode()


def compare_site(gnu, folder, site):
    text = site.read_text()
    include = re.search(r"include\(`(.*m4/cf\.m4)'\)", text)
    line = text[:include.start()].count("\n") + 1
    (folder / site.name).write_text(text)
    ours = run(OURS, [site.name], "", folder, HERE_INSTEAD)
    (folder / site.name).write_text(text.replace(include.group(1), str(LIBRARY / "m4/cf.m4")))
    theirs = run(gnu, [site.name], "", folder)
    check(ours[2] == 0 and theirs[2] == 0, f"{site.name}: exit status {ours[2]}, {theirs[2]}")
    check(ours[1] == note(include.group(1), f"{site.name}:{line}:") + theirs[1],
          f"{site.name}: says {ours[1]!r}")
    check(EXPECTED_WARNING.sub(b"", theirs[1]) == b"", f"{site.name}: GNU m4 says {theirs[1]!r}")
    check(len(theirs[0]) > 20000 and without_date(ours[0]) == without_date(theirs[0]),
          f"{site.name}: other bytes than GNU m4's")


def compare_ways(gnu, folder):
    """A library that is absent under each name, in each way to ask for it."""
    rest = "OSTYPE(`linux')\nMAILER(`smtp')\n"
    # The .cf tells lines of the .mc: as many stand in front as the ways below have.
    expected = [without_date(run(gnu, [str(LIBRARY / "m4/cf.m4"), "-"], "dnl\n" * lines + rest,
                                 folder)[0]) for lines in range(3)]
    for path in OTHERS:
        root = path[:-len("m4/cf.m4")]
        for title, arguments, text, place in [
                ("command line", [path, "-"], rest, ""),
                ("-D_CF_DIR_", [f"-D_CF_DIR_={root}", path, "-"], rest, ""),
                ("include", ["-"], f"include(`{path}')dnl\n" + rest, "stdin:1:"),
                ("sinclude", ["-"], f"sinclude(`{path}')dnl\n" + rest, "stdin:1:"),
                ("define _CF_DIR_", ["-"],
                 f"define(`_CF_DIR_', `{root}')dnl\ninclude(`{path}')dnl\n" + rest, "stdin:2:")]:
            out, errors, status = run(OURS, arguments, text, folder, HERE_INSTEAD)
            lines = text.count("\n") - rest.count("\n")
            check(without_date(out) == expected[lines] and status == 0,
                  f"{path} by {title}: exit {status}")
            check(errors == note(path, place), f"{path} by {title}: says {errors!r}")


def check_limits_of_it(gnu, folder):
    """A file that exists is taken; without a library, and for other names, all is as in GNU m4."""
    (folder / "own/m4").mkdir(parents=True)
    (folder / "own/m4/cf.m4").write_text("own\n")
    out = run(OURS, ["own/m4/cf.m4"], "", folder, HERE_INSTEAD)
    check(out == (b"own\n", b"", 0), f"a library that exists: {out}")
    out = run(OURS, ["-Iown", "m4/cf.m4"], "", folder, HERE_INSTEAD)
    check(out == (b"own\n", b"", 0), f"a library on the include path: {out}")
    for path in ("/nonexistent/m4/cf.m4x", "/nonexistent/xm4/cf.m4", "cf.m4", "/nonexistent/m4/"):
        for arguments, text in (([path], ""), (["-"], f"include(`{path}')a\n")):
            theirs = run(gnu, arguments, text, folder)
            ours = run(OURS, arguments, text, folder, HERE_INSTEAD)
            check(theirs == ours, f"{path}: GNU {theirs}, our {ours}")
    for library in ("", "/nonexistent/cf"):
        theirs = run(gnu, [OTHERS[0]], "", folder)
        ours = run(OURS, [OTHERS[0]], "", folder, {"SENDWRIGHT_CF_DIR": library})
        check(theirs == ours, f"library `{library}': GNU {theirs}, our {ours}")


def check_installation(folder):
    """Installs both programs below a folder: never one named bin/m4, that is the system's."""
    if not (BUILD / "Makefile").exists():
        return
    target = folder / "root"
    done = subprocess.run(["make", "DESTDIR=" + str(target), "install-binPROGRAMS",
                           "install-pkglibexecPROGRAMS", "bin_PROGRAMS=m4/sendwright-m4",
                           "pkglibexec_PROGRAMS=m4/m4"], cwd=BUILD, timeout=120, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    check(done.returncode == 0, f"make install: {done.stdout[-300:]}")
    found = sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())
    ends = [re.sub(r".*/(bin|libexec/[^/]+)/", r"\1/", path) for path in found]
    check(ends == ["bin/sendwright-m4", "libexec/sendwright/m4"], f"installed: {found}")
    listed = subprocess.run(["make", "-s", "-f", "-", "programs"], cwd=BUILD, timeout=60, text=True,
                            input="include Makefile\nprograms:\n\t@echo $(bin_PROGRAMS)\n",
                            stdout=subprocess.PIPE, check=False).stdout.split()
    names = [os.path.basename(program) for program in listed]
    check("sendwright-m4" in names and "m4" not in names, f"programs for bin: {names}")


def main():
    gnu = find_gnu()
    sites = sorted((HERE / "m4_sites").glob("*.mc"))
    with tempfile.TemporaryDirectory(prefix="m4sites") as name:
        folder = pathlib.Path(name) / "etc/mail"
        folder.mkdir(parents=True)
        for site in sites:
            compare_site(gnu, folder, site)
        compare_ways(gnu, folder)
        check_limits_of_it(gnu, folder)
        check_installation(folder)
    print(f"{len(sites)} sites of other systems, {len(OTHERS)} absent libraries in 5 ways: "
          f"{len(failures)} failures")
    return 1 if failures or len(sites) < 4 else 0


sys.exit(main())
