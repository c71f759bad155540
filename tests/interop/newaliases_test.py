#!/usr/bin/env python3
"""newaliases beside sendmail's own: what is said of which line, the counts, the exit code, the map.

Both programs get the same alias files. A case that is not the same on purpose has the reason beside it,
and must differ. Needs what file_safety_test.py needs; exits 77 without it.
"""

import concurrent.futures
import glob
import os
import re
import sys

from cf_outcome_test import Skip
from file_safety_test import two_sides

# Name, lines of the .cf with @ for the folder, words of the command line, files, why ours differs.
ONE = "O AliasFile=@/a"
CASES = [
    ("plain", ONE, ["-bi"], {"a": "foo: bar\nlist: a, b,c\n"}, ""),
    ("empty", ONE, ["-bi"], {"a": ""}, ""),
    ("comments and blank lines", ONE, ["-bi"], {"a": "# c\n\nfoo: bar # no comment\n   \n"}, ""),
    ("continued", ONE, ["-bi"], {"a": "foo: bar,\n\tbaz,\n  last\nx: y\n"}, ""),
    ("continued nothing", ONE, ["-bi"], {"a": "  foo: bar\n  more\nx: y\n"},
     "the first such line is named, not the last"),
    ("missing colon", ONE, ["-bi"], {"a": "foo bar\nx: y\nlast\n"}, ""),
    ("missing value", ONE, ["-bi"], {"a": "foo:\nbar:  \nx: y\n"}, ""),
    ("missing name", ONE, ["-bi"], {"a": ": y\n"}, ""),
    ("duplicate", ONE, ["-bi"], {"a": "foo: a\nFoo: b\nfoo: c\n"}, ""),
    ("quoted", ONE, ["-bi"], {"a": "\"Foo Bar\": a\nx: \"|/bin/p a\"\n"}, ""),
    ("not local", ONE, ["-bi"], {"a": "foo@elsewhere.example: a\n"}, ""),
    ("no end of line", ONE, ["-bi"], {"a": "foo: bar"}, ""),
    ("eight bits", ONE, ["-bi"], {"a": "f\xf6\xf6: b\xe4r\n"}, ""),
    ("long", ONE, ["-bi"], {"a": "foo: " + "user@host.example, " * 2000 + "x\n"},
     "long lists are taken"),
    ("verbose", ONE, ["-bi", "-v"], {"a": "foo: bar\n"}, ""),
    ("checked", ONE + "\nO CheckAliases=True", ["-bi"], {"a": "foo: bar, <, x@y@z\n"},
     "the check finds other mistakes"),
    ("other file", ONE, ["-bi", "-oA@/b"], {"a": "foo: bar\n", "b": "x: y\n"}, ""),
    ("two files", "O AliasFile=@/a, @/b", ["-bi"], {"a": "foo: bar\n", "b": "x: y\nz: y\n"}, ""),
    ("two files, one missing", "O AliasFile=@/none, @/b", ["-bi"], {"b": "x: y\n"}, ""),
    ("with class", "O AliasFile=hash:@/a", ["-bi"], {"a": "foo: bar\n"}, ""),
    ("optional", "O AliasFile=hash:-o @/a", ["-bi"], {}, "that nothing was done is said"),
    ("unknown class", "O AliasFile=nosuch:@/a", ["-bi"], {"a": "foo: bar\n"}, ""),
    ("no files", "", ["-bi"], {}, ""),
]


def outcome(side, number, lines, words, files):
    folder = "%s/n%d" % (side.folder, number)
    os.makedirs(folder)
    for name, text in files.items():
        side.put("%s/%s" % (folder, name), text.encode("latin-1"))
    cf = side.cf(lines.replace("@", folder))
    code, said = side.run("sendmail", "-C", cf, *(w.replace("@", folder) for w in words))
    maps = {}
    for path in sorted(glob.glob(folder + "/*.db")):
        dump = side.run("makemap", "-C", cf, "-u", "hash", path[:-3])[1]
        maps[os.path.basename(path)] = sorted(dump.split("\n"))
    return code, re.sub(re.escape(side.folder) + r"(/n\d+)?", "@", said).split("\n"), maps


def main():
    _, ours, theirs = two_sides()
    failed = 0
    both_at_once = concurrent.futures.ThreadPoolExecutor(2)
    for number, (name, lines, words, files, reason) in enumerate(CASES):
        mine, original = both_at_once.map(
            lambda side: outcome(side, number, lines, words, files), (ours, theirs))
        if (mine != original) != bool(reason):
            failed += 1
            print("FAIL: %s\n  ours      %s\n  original  %s" %
                  (name, str(mine)[:900], str(original)[:900]))
    print("%d cases, %d failed" % (len(CASES), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
