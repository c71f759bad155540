#!/usr/bin/env python3
"""Compares our macro library with the original one, by what comes out.

For each file in cf_cases/ a .cf is made twice, by their library and by ours.  The real sendmail, in
address test mode, gets both and the same inputs; its final answers must agree.  For the rulesets
check_* only refusals are compared word by word: any other answer means that all is well.  The
options and mailers that the two set must be the same as well.

A case has parts, each begun by a line "== NAME": mc (the middle of the .mc file), map FILE (source of
a database map), file FILE, input (lines for sendmail -bt), ask RULESET... (each of these is given
each of the lines), dns (lines NAME TYPE VALUE, or NAME TYPE for a failing server: what the name
server knows; without this part there is none).  @DIR@ is the directory of the run.
The part library FILE is a file that the site has added to the library: for cf_library_test.py.
The part variant NAME has text that is put before that of mc, and perhaps an OSTYPE; there is one
configuration for each.  The other parts (cf, words, names, socket) are for bt_cases_test.py.
Test mode cannot type the separator $|, so every case has a ruleset Pair that makes one of it.

Needs the unpacked Debian packages (SENDMAIL_ORACLE, or fetch_oracle.sh), GNU m4 and Linux name
spaces, in which the host has the name mx.test.example and no network.  Exits 77 without them.
"""

import contextlib
import copy
import ctypes
import fcntl
import glob
import os
import re
import shutil
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../system"))
import dns_stub
TOP = os.path.abspath(os.environ.get("abs_top_srcdir", os.path.join(HERE, "../..")))
HOST = "mx.test.example"
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x4000000, 0x10000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18

BEFORE = """VERSIONID(`test')dnl
OSTYPE(`linux')dnl
define(`MAIL_SETTINGS_DIR', `@DIR@/')dnl
define(`confDOMAIN_NAME', `mx.test.example')dnl
define(`QUEUE_DIR', `@DIR@/q')dnl
define(`STATUS_FILE', `/dev/null')dnl
define(`confDEF_USER_ID', `1:1')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
"""
AFTER = """
LOCAL_RULESETS
SPair
R$* $$| $*\t\t$@ $1 $| $2
"""


class Skip(Exception):
    """What the test needs is not there."""


def find_oracle():
    root = os.environ.get("SENDMAIL_ORACLE")
    if not root:
        run = subprocess.run(["sh", os.path.join(HERE, "fetch_oracle.sh")], stdout=subprocess.PIPE,
                             stdin=subprocess.DEVNULL)
        root = run.stdout.decode().strip()
        if run.returncode != 0:
            raise Skip("the packages of the real sendmail cannot be had")
    if not os.access(root + "/usr/libexec/sendmail/sendmail", os.X_OK):
        raise Skip("no sendmail under " + root)
    return os.path.abspath(root)


def original_library(root, folder):
    """A copy in which Debian's files find each other: they name the place where packages install them."""
    copy = os.path.join(folder, "original-cf")
    shutil.copytree(root + "/usr/share/sendmail/cf", copy)
    for path in glob.glob(copy + "/*/*.m4"):
        with open(path, encoding="latin-1") as f:
            text = f.read()
        with open(path, "w", encoding="latin-1") as f:
            f.write(text.replace("/usr/share/sendmail/cf", copy))
    return copy


def copy_programs(root, folder):
    """Copies without the set-group-ID bit, which would make them ignore LD_LIBRARY_PATH."""
    for name in ("sendmail", "makemap"):
        copy = os.path.join(folder, name)
        shutil.copyfile(root + "/usr/libexec/sendmail/" + name, copy)
        os.chmod(copy, 0o755)


def enter_sandbox(avoid):
    """Returns a safe folder to work in: sendmail does not like maps below /tmp."""
    libc = ctypes.CDLL(None, use_errno=True)

    def must(result, what):
        if result != 0:
            raise Skip("%s: %s" % (what, os.strerror(ctypes.get_errno())))

    def mount(source, target, flags):
        must(libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None), "mount")

    flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET
    uid, gid = os.getuid(), os.getgid()
    must(libc.unshare(flags if uid == 0 else flags | CLONE_NEWUSER), "name spaces")
    if uid != 0:
        for name, text in (("setgroups", "deny"), ("uid_map", "0 %d 1" % uid),
                           ("gid_map", "0 %d 1" % gid)):
            with open("/proc/self/" + name, "w") as f:
                f.write(text)
    mount("none", "/", MS_REC | MS_PRIVATE)
    folder = next((d for d in ("/mnt", "/srv", "/media", "/opt") if os.path.isdir(d)
                   and not any((p + "/").startswith(d + "/") for p in avoid)), None)
    if not folder:
        raise Skip("no folder to mount something on")
    must(libc.mount(b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(0), b"mode=0755"), "tmpfs")
    must(libc.sethostname(HOST.encode(), len(HOST)), "host name")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        fcntl.ioctl(one.fileno(), 0x8914, struct.pack("16sh14s", b"lo", 0x41, b""))
    for name, text in (("hosts", "127.0.0.1 localhost\n127.0.0.1 %s mx\n" % HOST),
                       ("resolv.conf", "nameserver 127.0.0.2\noptions timeout:1 attempts:1\n"),
                       ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"
                        "aliases: files\n")):
        path = os.path.join(folder, name)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o644)
        if os.path.exists("/etc/" + name):
            mount(path, "/etc/" + name, MS_BIND)
    return folder


class Case:
    def __init__(self, path):
        self.name = os.path.basename(path)
        self.mc, self.maps, self.files, self.inputs = "", {}, {}, []
        self.cf, self.variants, self.words, self.names = "", {}, [], ""
        self.records, self.socket, self.ostype, self.library = {}, {}, None, {}
        with open(path, encoding="latin-1") as f:
            parts = re.split(r"(?m)^== (.*)\n", f.read())[1:]
        for head, text in zip(parts[::2], parts[1::2]):
            kind, _, name = head.partition(" ")
            if kind == "mc":
                self.mc = text
            elif kind == "map":
                self.maps[name] = text
            elif kind == "file":
                self.files[name] = text
            elif kind == "library":
                self.library[name] = text
            elif kind == "cf":
                self.cf = text
            elif kind == "variant":
                self.variants[name] = text
            elif kind == "words":
                self.words = text.split()
            elif kind == "names":
                self.names = name
            elif kind == "input":
                self.inputs += [l for l in text.split("\n") if l.strip() and l[0] != "#"]
            elif kind == "dns":
                for owner, kind, *value in (l.split(None, 2) for l in text.split("\n") if l.strip()):
                    known = self.records.setdefault((owner, kind), [] if value else dns_stub.FAILS)
                    if value:
                        known.append(value[0])
            elif kind == "socket":
                self.socket = dict(l.split("\t", 1) for l in text.split("\n") if l)
            elif kind == "ask":
                self.inputs += [r + " " + l for r in name.split() for l in text.split("\n") if l.strip()]
            else:
                raise ValueError(path + ": unknown part " + head)


    def configurations(self):
        """The case itself, or one for each of its variants: a system type, or lines before its own."""
        if not self.variants:
            return [self]
        found = []
        for name, text in self.variants.items():
            one = copy.copy(self)
            one.name, one.variants = self.name + ":" + name, {}
            one.ostype = next((l for l in text.split("\n") if l.startswith("OSTYPE(")), None)
            one.mc = "".join(l + "\n" for l in text.split("\n") if l and l != one.ostype) + self.mc
            found.append(one)
        return found


def name_server(case):
    """What answers at the address that the sandbox asks."""
    if not case.records:
        return contextlib.nullcontext()
    return dns_stub.DnsStub(case.records, ("127.0.0.2", 53))


def is_setup(line):
    """Does the line only change something, so that there is no answer to compare?"""
    return line.startswith((".D", ".C", "/tryflags"))


class Runner:
    def __init__(self, folder, root):
        self.folder = folder
        self.env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC",
                    "LD_LIBRARY_PATH": ":".join(glob.glob(root + "/usr/lib/*-linux-gnu"))}

    def program(self, words, text):
        run = subprocess.run(words, input=text.encode("latin-1"), stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=self.env, timeout=120)
        return run.stdout.decode("latin-1")

    def prepare(self, case, library, side):
        """Compile the case with a library; returns the path of its .cf and what m4 said."""
        place = os.path.join(self.folder, side)
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place + "/q")
        mc = place + "/site.mc"
        before = BEFORE.replace("OSTYPE(`linux')dnl", case.ostype or "OSTYPE(`linux')dnl")
        with open(mc, "w") as f:
            f.write((before + case.mc + AFTER).replace("@DIR@", place))
        run = subprocess.run(["m4", "-D_CF_DIR_=" + library + "/", library + "/m4/cf.m4", mc],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                             timeout=60, cwd=place)
        with open(place + "/site.cf", "wb") as f:
            f.write(run.stdout)
        os.chmod(place + "/site.cf", 0o644)
        for name, text in case.files.items():
            with open(os.path.join(place, name), "w") as f:
                f.write(text.replace("@DIR@", place))
        for name, text in case.maps.items():
            said = self.program([self.folder + "/makemap", "-C", place + "/site.cf", "hash",
                                 os.path.join(place, name)], text.replace("@DIR@", place))
            if [l for l in said.split("\n") if l and "WARNING" not in l]:
                raise RuntimeError("%s: makemap %s: %s" % (case.name, name, said))
        return place, run.stderr.decode("latin-1")

    def answers(self, case, place):
        """What sendmail says to each input; before the first one, what it says when it starts."""
        typed = ""
        for number, line in enumerate(case.inputs):
            typed += "%s\n.D{Mark}@@mark%d\n${Mark}\n" % (line, number)
        out = self.program([self.folder + "/sendmail", "-bt", "-C", place + "/site.cf"],
                           typed + "/quit\n").replace(place, "@DIR@")
        start, _, rest = out.partition("\n> ")
        pieces = re.split(r"(?:> )*@@mark\d+\n", rest)
        return start, pieces[:len(case.inputs)]


    def settings(self, place):
        """The options and mailers that the configuration sets, as debug output shows them."""
        out = self.program([self.folder + "/sendmail", "-bt", "-d37.8", "-C", place + "/site.cf"],
                           "=M\n/quit\n").replace(place, "@DIR@")
        lines = [re.sub(r"^(> )?mailer \d+ ", "mailer ", l) for l in out.split("\n")]
        return {l for l in lines if l.startswith(("setoption", "mailer"))}


def outcome(line, answer):
    """The end of it all: the triple, the rewritten address, the workspace, the members."""
    lines = [l.strip() for l in re.sub(r"(?m)^(> )+", "", answer).split("\n") if l.strip()]
    if line.startswith("$="):
        return sorted(lines)
    for begins, wanted in (("/parse", "mailer "), ("/try", "Rcode")):
        if line.startswith(begins):
            found = [l for l in lines if l.startswith(wanted)]
            return re.sub(r"Rcode = \d+, ", "", found[-1]) if found else lines
    results = [l.split("returns:", 1)[1] for l in lines if re.match(r"\S+\s+returns:", l)]
    if not results:
        return [l for l in lines if " input: " not in l]
    result = " ".join(results[-1].split())
    if re.match(r"(Pair,)?(check_|tls_|trust_)", line) and not re.match(r"\$# (error|discard)", result):
        return "accepted"
    return result


def complaints(start):
    """Start-up messages that speak of the configuration (hooks that a case adds to are reopened)."""
    start = re.sub(r"line \d+", "line", start)
    return [l for l in start.split("\n") if l.strip() and "multiple definitions" not in l
            and not l.startswith(("ADDRESS TEST", "Enter <ruleset>"))]


def main():
    if not sys.platform.startswith("linux") or not shutil.which("m4"):
        raise Skip("needs Linux and m4")
    root = find_oracle()
    folder = enter_sandbox([root, TOP, HERE])
    total = wrong = 0
    copy_programs(root, folder)
    library = original_library(root, folder)
    runner = Runner(folder, root)
    cases = [Case(p) for p in sorted(glob.glob(os.path.join(HERE, "cf_cases", "*.case")))
             if not sys.argv[1:] or any(w in p for w in sys.argv[1:])]
    for case in (c for each in cases for c in each.configurations()):
        place, _ = runner.prepare(case, library, "theirs")
        with name_server(case):
            usual, theirs = runner.answers(case, place)
        settings = runner.settings(place)
        place, said = runner.prepare(case, os.path.join(TOP, "cf"), "ours")
        with name_server(case):
            start, ours = runner.answers(case, place)
        bad = ["m4 says " + l for l in said.split("\n") if l and "WARNING" not in l]
        bad += ["sendmail says " + l for l in complaints(start) if l not in complaints(usual)]
        total += len(settings)
        bad += ["only in one: " + l for l in sorted(settings ^ runner.settings(place))]
        for line, a, b in zip(case.inputs, theirs, ours):
            if not is_setup(line):
                total += 1
                if outcome(line, a) != outcome(line, b):
                    bad.append("%s\n    theirs: %s\n    ours:   %s"
                               % (line, outcome(line, a), outcome(line, b)))
        if len(theirs) != len(case.inputs) or len(ours) != len(case.inputs):
            bad.append("answers are missing: %d and %d of %d"
                       % (len(theirs), len(ours), len(case.inputs)))
        wrong += len(bad)
        print("%s: %s" % (case.name, "ok" if not bad else "%d wrong" % len(bad)))
        for text in bad:
            print("  " + text)
    print("%d answers and settings of %d cases, %d wrong" % (total, len(cases), wrong))
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
