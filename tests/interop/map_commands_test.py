#!/usr/bin/env python3
"""makemap, editmap and praliases beside sendmail's own: what they say, their exit codes, the map.

Each case runs in an empty folder for each program; for editmap and praliases there is a map `m` with
one entry. A case that is not the same on purpose has the reason beside it, and must differ. Needs the
unpacked Debian packages (SENDMAIL_ORACLE, or fetch_oracle.sh); exits 77 without them.
"""

import glob
import os
import subprocess
import sys
import tempfile

from cf_outcome_test import TOP, Skip, find_oracle

BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
TEXT = "Foo\tbar baz  \n# c\n\nfoo dup\nnorhs\n  lead x\nlast a%%b"
HASH = ["-C", "e.cf", "hash", "m"]
QUERY = ["-C", "e.cf", "-q", "hash", "m"]
UPDATE = ["-C", "e.cf", "-u", "hash", "m"]


def with_flags(*flags):
    return ["-C", "e.cf", *flags, "hash", "m"]


# Program, arguments, standard input, and why ours is not the same.
CASES = [
    ("makemap", [], "", ""),
    ("makemap", ["hash"], "", ""),
    ("makemap", ["-Z", "hash", "m"], "", ""),
    ("makemap", ["-C"], "", ""),
    ("makemap", ["-l"], "", "we have more classes"),
    ("makemap", HASH, TEXT, ""),
    ("makemap", HASH + ["extra"], TEXT, ""),
    ("makemap", HASH, "", ""),
    ("makemap", with_flags("-v"), TEXT, ""),
    ("makemap", with_flags("-r"), TEXT, ""),
    ("makemap", with_flags("-e"), TEXT, ""),
    ("makemap", with_flags("-f"), TEXT, ""),
    ("makemap", with_flags("-N"), TEXT, ""),
    ("makemap", with_flags("-d"), TEXT, "GDBM has one entry for a key: the first, which is found"),
    ("makemap", with_flags("-t:"), "a:b\nc: d\n:e\nf\ng::h\n", ""),
    ("makemap", with_flags("-t", ""), "a b\n", ""),
    ("makemap", with_flags("-t\\t"), "a b\\c\n", ""),
    ("makemap", with_flags("-D;"), "; c\n#a b\n", ""),
    ("makemap", with_flags("-D", ""), "#a b\n", ""),
    ("makemap", with_flags("-c", "1000"), "a b\n", ""),
    ("makemap", with_flags("-s"), "a b\n", ""),
    ("makemap", with_flags("-i", "hash"), "a b\n", ""),
    ("makemap", ["-C", "e.cf", "nosuch", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "text", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "implicit", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "-i", "btree", "implicit", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "-i", "nosuch", "implicit", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "hash", "no/m"], "a b\n", ""),
    ("makemap", ["-C", "none.cf", "hash", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "-u", "hash", "none"], "", ""),
    ("makemap", ["-C", "e.cf", "hash", "m.db"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "--", "hash", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "hash", "-r", "m"], "a b\n", ""),
    ("makemap", HASH, 'a "b  c"\n"a b" c\na\\ b c\n', ""),
    ("makemap", HASH, "k" * 3000 + " x\n", "the rest of a line that is too long is no line"),
    ("makemap", HASH, "a b\r\n", "line ends of other systems are no part of a value"),
    ("makemap", HASH, "q\x01\n", "messages have no control characters"),
    ("makemap", with_flags("-c"), "", ""),
    ("makemap", with_flags("-c", "abc"), "a b\n", ""),
    ("makemap", with_flags("-Dab"), "a b\nb c\n", ""),
    ("makemap", with_flags("-D "), "a b\n c d\n", ""),
    ("makemap", with_flags("-t", "ab"), "xaybz\n", ""),
    ("makemap", with_flags("-t "), "a  b\na\tc d\n", ""),
    ("makemap", with_flags("-t#"), "a#b\n#c\n", ""),
    ("makemap", with_flags("-e"), "a \t \nb \n", ""),
    ("makemap", with_flags("-N", "-e"), "a\n", ""),
    ("makemap", with_flags("-o"), TEXT, ""),
    ("makemap", with_flags("-vr"), TEXT, ""),
    ("makemap", with_flags("-Nfr"), TEXT, ""),
    ("makemap", with_flags("-d", "-r"), TEXT, "GDBM has one entry for a key: with -r the last"),
    ("makemap", with_flags("-i"), "", ""),
    ("makemap", ["-C", "e.cf", "-u", "hash", "m", "extra"], "", ""),
    ("makemap", ["-v", "-u", "-C", "e.cf", "hash", "none"], "", ""),
    ("makemap", ["-l", "-Z"], "", "flags are looked at before anything is done"),
    ("makemap", ["--help"], "", ""),
    ("makemap", ["-"], "", ""),
    ("makemap", ["-C", "e.cf", "-", "hash", "m"], "a b\n", ""),
    ("makemap", ["-C", ".", "hash", "m"], "a b\n", "a directory is no configuration file"),
    ("makemap", ["-C", "none.cf", "-C", "e.cf", "hash", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "-C", "none.cf", "hash", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "hash", ""], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "", "m"], "a b\n", "no class is no class of the configuration's maps"),
    ("makemap", ["-C", "e.cf", "HASH", "m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "hash:m"], "a b\n", ""),
    ("makemap", ["-C", "e.cf", "hash", "m.db.db"], "a b\n", ""),
    ("makemap", HASH, "a b", ""),
    ("makemap", HASH, "a b\0c\n", "a NUL is no end of a line"),
    ("makemap", HASH, "key\tval\tue\t\n", ""),
    ("makemap", HASH, "\xc4B c\n", ""),
    ("makemap", HASH, " \n\t\n#\n #\n", ""),
    ("makemap", HASH, "k " + "x" * 1020 + "\n", ""),
    ("makemap", HASH, "k " + "x" * 1021 + "\n", ""),
    ("editmap", [], "", ""),
    ("editmap", ["-Z"], "", ""),
    ("editmap", ["-q", "hash"], "", ""),
    ("editmap", QUERY + ["foo"], "", ""),
    ("editmap", QUERY + ["FOO"], "", ""),
    ("editmap", QUERY + ["none"], "", ""),
    ("editmap", QUERY + ["foo", "x"], "", ""),
    ("editmap", with_flags("-f", "-q") + ["FOO"], "", ""),
    ("editmap", with_flags("-N", "-q") + ["foo"], "", ""),
    ("editmap", with_flags("-q", "-u") + ["foo"], "", ""),
    ("editmap", HASH + ["foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "hash", "absent", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "nosuch", "m", "foo"], "", ""),
    ("editmap", ["-C", "none.cf", "-q", "hash", "m", "foo"], "", ""),
    ("editmap", UPDATE + ["foo"], "", ""),
    ("editmap", UPDATE + ["foo", "x y"], "", ""),
    ("editmap", UPDATE + ["New", "v"], "", ""),
    ("editmap", UPDATE + ["foo", ""], "", ""),
    ("editmap", UPDATE + ["foo", "x", "y"], "", "no word of a value is lost"),
    ("editmap", ["-C", "e.cf", "-u", "hash", "absent", "New", "v"], "", ""),
    ("editmap", with_flags("-x") + ["foo"], "", ""),
    ("editmap", with_flags("-x") + ["none"], "", ""),
    ("editmap", with_flags("-x") + ["foo", "x"], "", ""),
    ("editmap", ["-C", "e.cf", "-x", "hash", "absent", "foo"], "", "no map is made by a deletion"),
    ("editmap", QUERY + [""], "", ""),
    ("editmap", UPDATE + ["", "v"], "", ""),
    ("editmap", UPDATE + ["k" * 2000, "x" * 2000], "", ""),
    ("editmap", with_flags("-f", "-u") + ["FOO", "x"], "", ""),
    ("editmap", with_flags("-N", "-u") + ["foo", "x"], "", ""),
    ("editmap", with_flags("-N", "-x") + ["foo"], "", ""),
    ("editmap", with_flags("-x", "-u") + ["foo"], "", ""),
    ("editmap", ["-C"], "", ""),
    ("editmap", ["-q"], "", ""),
    ("editmap", ["-qf", "-C", "e.cf", "hash", "m", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "hash", "m", "-q", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "HASH", "m", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "text", "m", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "hash", "m.db", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "implicit", "m", "foo"], "", ""),
    ("editmap", ["-C", "e.cf", "-u", "implicit", "m", "foo", "z"], "", ""),
    ("editmap", ["-C", "e.cf", "-q", "btree", "m", "foo"], "", "all classes have one format"),
    ("praliases", ["-Z"], "", ""),
    ("praliases", ["-f"], "", ""),
    ("praliases", ["-C"], "", ""),
    ("praliases", ["-f", "m"], "", ""),
    ("praliases", ["-C", "e.cf", "foo"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "m", "foo", "foo", ""], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "m", "--", "foo"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "m", "FOO"], "", "names of aliases have no case"),
    ("praliases", ["-C", "e.cf", "-f", "m.db"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "hash:-o m"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "nosuch:m"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "ldap:m"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "implicit:m"], "", "the class that is meant where none is named"),
    ("praliases", ["-C", "e.cf", "-f", "btree:m"], "", "all classes have one format"),
    ("praliases", ["-C", "none.cf"], "", ""),
    ("praliases", ["-C", "e.cf"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "m"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "hash:m"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "m", "foo", "none"], "", ""),
    ("praliases", ["-C", "e.cf", "-f", "absent"], "", "the message names the reason"),
]


class Side:
    def __init__(self, folder, libraries):
        self.folder = folder
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        if libraries:
            self.env["LD_LIBRARY_PATH"] = libraries

    def run(self, program, arguments, text, work):
        path = os.path.join(self.folder, program)
        done = subprocess.run([path, *arguments], input=text.encode("latin-1"), cwd=work, env=self.env,
                              capture_output=True, timeout=60)
        said = [octets.decode("latin-1").replace(path, program) for octets in (done.stdout, done.stderr)]
        return [done.returncode, *said]

    def outcome(self, program, arguments, text):
        with tempfile.TemporaryDirectory(prefix="sendwright-maps-") as work:
            open(os.path.join(work, "e.cf"), "w").close()
            if program != "makemap":
                null = ["-N"] if program == "praliases" else []
                self.run("makemap", ["-C", "e.cf", *null, "hash", "m"], "foo bar\n", work)
            result = self.run(program, arguments, text, work)
            dump = self.run("makemap", ["-C", "e.cf", "-u", "hash", "m"], "", work)[1]
            return result + [sorted(dump.split("\n")), sorted(os.listdir(work))]


def main():
    try:
        root = find_oracle()
    except Skip as reason:
        print("SKIP:", reason)
        return 77
    ours = Side(os.path.join(BUILD, "makemap"), "")
    theirs = Side(root + "/usr/libexec/sendmail", ":".join(glob.glob(root + "/usr/lib/*-linux-gnu")))
    failed = 0
    for program, arguments, text, reason in CASES:
        mine, original = (side.outcome(program, arguments, text) for side in (ours, theirs))
        if (mine != original) != bool(reason):
            failed += 1
            print("FAIL: %s %s\n  ours      %s\n  sendmail's %s" %
                  (program, arguments, str(mine)[:700], str(original)[:700]))
    print("%d cases, %d failed" % (len(CASES), failed))
    return 1 if failed else 0


sys.exit(main())
