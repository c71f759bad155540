#!/usr/bin/env python3
"""Each conf name of the macro library beside the original's: the option line, name and value.

What comes in: the conf names (of our cf/m4/options.m4, and OTHERS below) and the original's library.
For all defaults, for each name with a value and with an empty one, and for all names at once, both
libraries make a .cf with GNU m4; the lines that are no rules and classes (options, the comments that
show a default, headers, macros D with one letter ...) have to be the same. Exits 77 without the
original's library or m4.
"""

import concurrent.futures
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import cf_outcome_test
from cf_outcome_test import TOP, Skip

LEAST_NAMES = 170

# Names that are no options, and values that mean something to the library.
OTHERS = """confDONT_BLAME_SENDMAIL confLDAP_DEFAULT_SPEC confLDAP_CLUSTER confDOMAIN_NAME confMAILER_NAME
confCF_VERSION confFROM_HEADER confMESSAGEID_HEADER confRECEIVED_HEADER confCR_FILE confTRUSTED_USERS
confDEQUOTE_OPTS confMESSAGE_TIMEOUT SMART_HOST""".split()
VALUES = {"confTIME_ZONE": ["USE_SYSTEM", "USE_TZ"], "confMESSAGE_TIMEOUT": ["3d", "3d/2h"],
          "confDELIVERY_MODE": ["queue", "deferred"], "confUNSAFE_GROUP_WRITES": ["False"],
          "confMIN_FREE_BLOCKS": ["50"], "confDONT_BLAME_SENDMAIL": ["a,b", "a, b"]}
NOT_EMPTY = {"confMESSAGE_TIMEOUT"}
NOT_UNDEFINED = {"confTIME_ZONE", "confFROM_HEADER", "confMESSAGEID_HEADER", "confRECEIVED_HEADER"}

NONE = "none of them"


def conf_names():
    """Of the one table of options; those of ours alone (_OURS_) are not compared."""
    with open(os.path.join(TOP, "cf/m4/options.m4")) as f:
        return re.findall(r"(?m)^_(?:ON|OFF|BARE|MILTER|ZONE)_\(`[\w.-]+', `(\w+)'", f.read())


def unlike_defaults():
    """The rows of options.m4 that say _ON_ and the definitions of defaults.m4 must be the same."""
    with open(os.path.join(TOP, "cf/m4/options.m4")) as f:
        rows = re.findall(r"(?m)^_ON_\(`[^']*', (`[^']*', `[^']*')\)", f.read())
    with open(os.path.join(TOP, "cf/m4/defaults.m4")) as f:
        names = re.findall(r"(?m)^define\((.*)\)$", f.read())
    return sorted(set(rows) ^ set(names))


def settings(cf):
    lines = re.sub(r"\n[ \t]", " ", cf).split("\n")
    wanted = re.compile(r"#?O \w|[HXQPTEV]|D\w|D\{send|FR")
    return [" ".join(l.split()).rstrip("=") for l in lines
            if wanted.match(l) and not l.startswith("DZ")]


def compile_cf(library, definitions, folder):
    handle, path = tempfile.mkstemp(".mc", dir=folder)
    with os.fdopen(handle, "w") as f:
        f.write("OSTYPE(`linux')dnl\n%sMAILER(`local')dnl\n" % definitions)
    run = subprocess.run(["m4", "-D_NO_MAKEINFO_", "-D_CF_DIR_=" + library + "/",
                          library + "/m4/cf.m4", path], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=60, cwd=library + "/cf")
    return settings(run.stdout.decode("latin-1"))


def definitions():
    """Pairs (what is tried, the text of it)."""
    names = conf_names() + OTHERS
    yield "all defaults", ""
    for name in names:
        for value in VALUES.get(name, ["some/value"]) + ([] if name in NOT_EMPTY else [""]):
            yield "%s=%s" % (name, value), "define(`%s', `%s')dnl\n" % (name, value)
    yield "all at once", "".join("define(`%s', `some/value')dnl\n" % n for n in names
                                 if n not in VALUES)
    yield "all empty", "".join("define(`%s', `')dnl\n" % n for n in names if n not in NOT_EMPTY)
    yield "all filters", "INPUT_MAIL_FILTER(`one', `S=inet:1@localhost')dnl\n"
    yield NONE, "".join("undefine(`%s')dnl\n" % n for n in names if n not in NOT_UNDEFINED)


def main():
    if not shutil.which("m4"):
        raise Skip("needs m4")
    libraries = cf_outcome_test.find_oracle() + "/usr/share/sendmail/cf", os.path.join(TOP, "cf")
    tried = wrong = 0
    with tempfile.TemporaryDirectory(prefix="cf-options.") as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        todo = list(definitions())
        made = pool.map(lambda one: [compile_cf(l, one[1], folder) for l in libraries], todo)
        for (what, _), (theirs, ours) in zip(todo, made):
            tried += 1
            if what == NONE:  # the comments show other values then
                theirs, ours = ([l for l in lines if l[0] != "#"] for lines in (theirs, ours))
            if len(theirs) < 20 or sorted(theirs) != sorted(ours):
                wrong += 1
                print("FAIL %s (%d lines)" % (what, len(theirs)))
                for line in difflib.unified_diff(sorted(theirs), sorted(ours), n=0, lineterm=""):
                    if line[0] != "@" and line[:3] not in ("---", "+++"):
                        print("  " + line)
    for row in unlike_defaults():
        wrong += 1
        print("FAIL in only one of options.m4 and defaults.m4: " + row)
    print("%d names, %d configurations, %d differ" % (len(conf_names()), tried, wrong))
    return 0 if not wrong and len(conf_names()) >= LEAST_NAMES else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
