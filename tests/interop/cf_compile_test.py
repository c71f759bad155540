#!/usr/bin/env python3
"""Compiles every sample .mc of the library.

Each must compile without a word on standard error; GNU m4 and our own m4 (where it is built) must
make the same bytes; a second run and the other way to name the library (-D_CF_DIR_) too.  Exits 77
where there is no m4 at all.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.environ.get("abs_top_srcdir", os.path.join(HERE, "../..")))
BUILD = os.path.abspath(os.environ.get("abs_top_builddir", TOP))
CF = os.path.join(TOP, "cf")
failures = []


def check(ok, what):
    if not ok:
        failures.append(what)
        print("FAIL: " + what)


def compile_mc(m4, mc, by_option=False):
    """Return (bytes, standard error, exit status) of one compilation."""
    words = [m4]
    if by_option:
        words += ["-D_CF_DIR_=" + CF + "/", CF + "/m4/cf.m4"]
    run = subprocess.run(words + [mc], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         stdin=subprocess.DEVNULL, cwd=os.path.dirname(mc), timeout=60)
    return run.stdout, run.stderr.decode("utf-8", "replace"), run.returncode


def gnu_m4():
    m4 = shutil.which("m4")
    if m4:
        said = subprocess.run([m4, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL).stdout
        if b"GNU M4" in said:
            return m4
    return None


def own_m4():
    for name in ("m4/sendwright-m4", "sendwright-m4"):
        path = os.path.join(BUILD, name)
        if os.access(path, os.X_OK):
            return path
    return None


def leftovers(cf):
    """Words of the macro language that should not survive into a .cf."""
    words = (b"dnl", b"ifdef(", b"ifelse(", b"define(", b"undivert", b"DIVERT", b"_ARG")
    return [w.decode() for w in words if w in cf]


def samples(folder):
    """Copies of all samples, with the placeholders of a site replaced."""
    for mc in sorted(glob.glob(os.path.join(CF, "cf", "**", "*.mc"), recursive=True)):
        if "cf.m4" not in open(mc).read():
            continue                     # a piece of another one
        name = os.path.relpath(mc, os.path.join(CF, "cf"))
        copy = os.path.join(folder, name.replace("/", "-"))
        with open(mc) as source, open(copy, "w") as target:
            target.write(source.read().replace("@CF_DIR@", CF).replace("@ETC@", folder)
                         .replace("include(`../m4/cf.m4')", "include(`" + CF + "/m4/cf.m4')"))
        yield name, copy


def test_samples(folder, first, second):
    for name, mc in samples(folder):
        out, said, status = compile_mc(first, mc)
        check(status == 0 and not said, "%s compiles in silence (%d) %s" % (name, status, said))
        check(len(out) > 4000 and b"\nV10/" in out, name + ": the result is a .cf")
        check(not leftovers(out), "%s: left over: %s" % (name, leftovers(out)))
        check(compile_mc(first, mc)[0] == out, name + ": a second run makes the same bytes")
        check(compile_mc(first, mc, True)[0] == out, name + ": -D_CF_DIR_ makes the same bytes")
        if second:
            other, said, status = compile_mc(second, mc)
            check(status == 0 and other == out, "%s: both m4 make the same bytes %s" % (name, said))


PLACES_MC = """VERSIONID(`a site')dnl
OSTYPE(`linux')dnl
DOMAIN(`generic')dnl
MASQUERADE_AS(`example.com')dnl
FEATURE(`access_db')dnl
FEATURE(`mailertable',
  `hash -o /etc/mail/mailertable')dnl
RELAY_DOMAIN(`one.example')dnl
RELAY_DOMAIN_FILE(`/etc/mail/more')dnl
FEATURE(`dnsbl', `list.example')dnl
DAEMON_OPTIONS(`Port=2525')dnl
QUEUE_GROUP(`slow', `P=/q')dnl
INPUT_MAIL_FILTER(`scan', `S=local:/s')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
D{Ours}word
LOCAL_RULE_0
R$* < @ ours > $*\t$#local $: $1
LOCAL_TRY_TLS
R$*\t$: $1
"""
# Line of the .mc (one more: the include), what it calls, and what must come next in the .cf.
PLACES = (
    (4, "DOMAIN(generic)", "C{E}root"), (5, "MASQUERADE_AS", "DMexample.com"),
    (6, "FEATURE(access_db)", "Kaccess "), (7, "FEATURE(mailertable)", "Kmailertable "),
    (9, "RELAY_DOMAIN", "C{R}one.example"), (10, "RELAY_DOMAIN_FILE", "F{R}/etc/mail/more"),
    (11, "FEATURE(dnsbl)", "Kdnsbl "), (11, "FEATURE(dnsbl)", "# The list list.example"),
    (12, "DAEMON_OPTIONS", "O DaemonPortOptions=Port=2525"), (13, "QUEUE_GROUP", "Qslow, "),
    (14, "INPUT_MAIL_FILTER", "Xscan, "), (15, "MAILER(smtp)", "# --- SMTP"),
    (16, "LOCAL_CONFIG", "D{Ours}word"), (18, "LOCAL_RULE_0", "R$* < @ ours > $*"),
    (20, "LOCAL_TRY_TLS", "SLocal_try_tls"))


def test_places(folder, m4, other_m4):
    """The .cf tells the line of the .mc that asked, whatever the folder and the m4."""
    outputs = []
    for place in ("one", "another/deeper"):
        os.makedirs(os.path.join(folder, place))
        mc = os.path.join(folder, place, "places.mc")
        with open(mc, "w") as f:
            f.write("include(`%s/m4/cf.m4')dnl\n" % CF + PLACES_MC)
        for program in filter(None, (m4, other_m4)):
            outputs.append(compile_mc(program, mc)[0].decode())
    check(all(o == outputs[0] for o in outputs), "the same text in another folder and by another m4")
    for line, call, text in PLACES:
        check("# places.mc:%d %s\n%s" % (line, call, text) in outputs[0],
              "places.mc:%d %s is told before %s" % (line, call, text))
    for text in ("feature mailertable (places.mc:7)", "feature redirect (places.mc:4)",
                 "mailer local (by default)", "# by default MAILER(local)\n# --- local delivery"):
        check(text in outputs[0], text + " is told")


def test_errors(folder, m4):
    """What is not there is named, with file and line."""
    for line in ("FEATURE(`no_such_thing')", "MAILER(`no_such_thing')", "OSTYPE(`no_such_thing')"):
        mc = os.path.join(folder, "wrong.mc")
        with open(mc, "w") as f:
            f.write("include(`%s/m4/cf.m4')dnl\n" % CF)
            if not line.startswith("OSTYPE"):
                f.write("OSTYPE(`linux')dnl\n")
            f.write(line + "dnl\n")
        _, said, status = compile_mc(m4, mc)
        where = "wrong.mc:%d" % (2 if line.startswith("OSTYPE") else 3)
        check(status != 0, line + " ends with an error status")
        check("no_such_thing" in said and where in said, "%s: %s" % (line, said))
    mc = os.path.join(folder, "imap.mc")
    for line in ("IMAP_OPTIONS(`Port=143')", "FEATURE(`retrieval', `imap')"):
        with open(mc, "w") as f:
            f.write("include(`%s/m4/cf.m4')dnl\nOSTYPE(`linux')dnl\n%sdnl\n" % (CF, line))
        out, said, status = compile_mc(m4, mc)
        check(status != 0 and "imap.mc:3" in said and b"143" not in out,
              "a server that is not there is refused: %s %s" % (line, said))
    mc = os.path.join(folder, "nothing.mc")
    with open(mc, "w") as f:
        f.write("include(`%s/m4/cf.m4')dnl\nMAILER(`local')dnl\n" % CF)
    check("no system type" in compile_mc(m4, mc)[1], "a missing OSTYPE is an error")


def main():
    gnu, own = gnu_m4(), own_m4()
    if not gnu and not own:
        print("SKIP: neither GNU m4 nor our own is there")
        return 77
    if not own:
        print("note: our own m4 is not built, only GNU m4 is tried")
    folder = tempfile.mkdtemp(prefix="cf-compile.")
    try:
        test_samples(folder, gnu or own, own if gnu else None)
        test_places(folder, gnu or own, own if gnu else None)
        test_errors(folder, gnu or own)
    finally:
        shutil.rmtree(folder)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
