#!/usr/bin/env python3
"""One queue directory, two programs: the real sendmail and our store read each other's messages.

Skipped (77) without the real program: SENDMAIL_ORACLE names the root it is unpacked in.
"""
import os
import shutil
import subprocess
import sys
import tempfile

ORACLE = os.environ.get("SENDMAIL_ORACLE", os.path.expanduser("~/.cache/sendmail-oracle/root"))
BINARY = os.path.join(ORACLE, "usr/libexec/sendmail/sendmail")
CF_TREE = os.path.join(ORACLE, "usr/share/sendmail/cf")
TOOL = os.path.join(os.environ.get("abs_top_builddir", "."), "tests/interop/queue_tool")
HOST = "mx.sendwright.example"
SITE = """OSTYPE(`linux')dnl
define(`QUEUE_DIR', `%s/q')dnl
define(`ALIAS_FILE', `')dnl
define(`confTO_IDENT', `0')dnl
define(`confQUEUE_LA', `1000')dnl
FEATURE(`nocanonify')dnl
MAILER(local)dnl
MAILER(smtp)dnl
"""
SANDBOX = """hostname %s && mount --bind "$0/hosts" /etc/hosts && mount --bind "$0/resolv" /etc/resolv.conf &&
exec "$@" """ % HOST


def skip(why):
    print("SKIP: " + why)
    sys.exit(77)


class Site:
    """A configuration and queue directory of the real program, in namespaces of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.queue = os.path.join(folder, "q")
        os.mkdir(self.queue, 0o700)
        # A copy has no set-group-id bit, with which the loader would ignore LD_LIBRARY_PATH.
        self.binary = shutil.copy(BINARY, folder)
        os.chmod(self.binary, 0o755)
        self.write("hosts", "127.0.0.1 localhost\n127.0.0.1 %s mx\n" % HOST)
        self.write("resolv", "nameserver 127.0.0.1\n")
        self.write("site.mc", SITE % folder)
        with open(os.path.join(folder, "site.cf"), "w") as cf:
            subprocess.run(["m4", "-D_CF_DIR_=%s/" % CF_TREE, CF_TREE + "/m4/cf.m4",
                            os.path.join(folder, "site.mc")], stdout=cf, check=True)
        self.environment = dict(os.environ, TZ="UTC", LC_ALL="C",
                                LD_LIBRARY_PATH=os.path.join(ORACLE, "usr/lib/x86_64-linux-gnu"))

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def sendmail(self, *arguments, text=""):
        namespaces = ["unshare", "-m", "-u", "-n"] + ([] if os.geteuid() == 0 else ["-r"])
        command = namespaces + ["sh", "-c", SANDBOX, self.folder, self.binary,
                                "-C" + os.path.join(self.folder, "site.cf"), *arguments]
        return subprocess.run(command, input=text, text=True, capture_output=True, timeout=60,
                              env=self.environment)

    def tool(self, *arguments, text=""):
        return subprocess.run([TOOL, arguments[0], self.queue, *arguments[1:]], input=text, text=True,
                              capture_output=True, timeout=60, check=True,
                              env=dict(os.environ, TZ="UTC")).stdout


def same(what, ours, theirs):
    if ours != theirs:
        print("FAIL: %s\n--- ours\n%s--- sendmail's\n%s" % (what, ours, theirs))
        sys.exit(1)
    print("ok: " + what)


def compare_listings(site, when):
    same("mailq " + when, site.tool("list"), site.sendmail("-bp").stdout)
    same("mailq -v " + when, site.tool("list", "-v"), site.sendmail("-bp", "-v").stdout)


def main():
    if not os.path.exists(BINARY):
        skip("no sendmail at " + BINARY)
    with tempfile.TemporaryDirectory(prefix="sendwright-interop-") as folder:
        site = Site(folder)
        probe = site.sendmail("-bp")
        if probe.returncode != 0:
            skip("the real sendmail does not run here: " + probe.stderr.strip())
        compare_listings(site, "of an empty queue")

        site.sendmail("-odq", "-oi", "-Nsuccess,delay", "-Vid+2B", "x@remote.test", "y@remote.test",
                      text="Subject: one\nX-Octets: \u00c1g\n\nbody\n")
        site.sendmail("-odq", "-oi", "-f<>", "-BWITH", "x@remote.test", text="Subject: two\n\n" + "b\n" * 999)
        compare_listings(site, "of sendmail's files")
        before = site.sendmail("-bp", "-v").stdout
        site.tool("save")
        same("sendmail's files, written again by us", site.sendmail("-bp", "-v").stdout, before)

        site.tool("put", "user1@smile.com", "user2@skills.com", "user3@skills.com",
                  text="Subject: three\n\nbody\n")
        site.tool("put", "", "user2@skills.com", text="Subject: four\n\n")
        compare_listings(site, "with our files")


main()
