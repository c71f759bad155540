#!/usr/bin/env python3
"""Map files that sendmail's makemap wrote with Berkeley DB, in our makemap: shown and converted.

Needs the unpacked Debian packages (SENDMAIL_ORACLE, or fetch_oracle.sh) and a build with Berkeley DB;
exits 77 without them.
"""

import glob
import os
import subprocess
import sys
import tempfile

from cf_outcome_test import TOP, Skip, find_oracle

BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
TEXTS = {
    "one": "a b\n",
    "many": "".join("key%d\tvalue %d %s\n" % (i, i, "x" * (i % 900)) for i in range(4000)),
    "octets": "k\xe9y v\xe4lue\n\x01 \x02\x7f\n",
}


def is_built_with_it():
    with open(os.path.join(BUILD, "config.h"), encoding="utf-8") as file:
        return "#define HAVE_BERKELEY_DB 1" in file.read()


class Makemap:
    def __init__(self, path, libraries=""):
        self.path = path
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": libraries}

    def __call__(self, work, *words, text=""):
        done = subprocess.run([self.path, "-C", "e.cf", *words], input=text.encode("latin-1"), cwd=work,
                              env=self.env, capture_output=True, timeout=60)
        return done.returncode, sorted(done.stdout.split(b"\n")), done.stderr.decode("latin-1")


def failures(ours, theirs, type_name, flags, text, work):
    """What is not as it should be for one file."""
    built = theirs(work, *flags, type_name, "m", text=text)
    if built[0]:
        return ["sendmail's makemap: %s" % (built,)]
    wanted = theirs(work, "-u", type_name, "m")
    shown = ours(work, "-u", type_name, "m")
    converted = ours(work, "-o", type_name, "m")
    after = ours(work, "-u", type_name, "m")
    bad = []
    if shown != wanted:
        bad.append("makemap -u: %.300s, and not %.300s" % (shown, wanted))
    if converted != (0, [b""], ""):
        bad.append("makemap -o: %.300s" % (converted,))
    if after != wanted:
        bad.append("after makemap -o: %.300s, and not %.300s" % (after, wanted))
    return bad


def main():
    try:
        root = find_oracle()
    except Skip as reason:
        print("SKIP:", reason)
        return 77
    if not is_built_with_it():
        print("SKIP: built without Berkeley DB (libdb5.3-dev)")
        return 77
    ours = Makemap(os.path.join(BUILD, "makemap/makemap"))
    theirs = Makemap(root + "/usr/libexec/sendmail/makemap",
                     ":".join(glob.glob(root + "/usr/lib/*-linux-gnu")))
    failed = count = 0
    for type_name in ("hash", "btree"):
        for flags in ([], ["-N"], ["-f"]):
            for name, text in TEXTS.items():
                with tempfile.TemporaryDirectory(prefix="sendwright-maps-") as work:
                    open(os.path.join(work, "e.cf"), "w").close()
                    bad = failures(ours, theirs, type_name, flags, text, work)
                count += 1
                failed += bool(bad)
                for what in bad:
                    print("FAIL: %s %s %s: %s" % (type_name, flags, name, what))
    print("%d files, %d failed" % (count, failed))
    return 1 if failed else 0


sys.exit(main())
