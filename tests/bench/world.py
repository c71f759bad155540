"""What the benchmarks share: a private world, the two servers in it, tables in Markdown.

The world has its own mounts, network (loopback only), process ids and host name mx.bench.test; all
that was started in it ends with it. Its files are in a folder of the real file system (under
$BENCH_WORK, default /var/tmp), seen there as /mnt. Needs root.
"""
import argparse
import datetime
import glob
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.environ.get("abs_top_srcdir") or os.path.abspath(os.path.join(HERE, "../.."))
BUILD = os.environ.get("abs_top_builddir") or os.path.join(TOP, "build")
ROOT = "/mnt"
PORT = 2525
USERS = 20
FIRST_UID = 20000

HOSTS = "127.0.0.1 localhost\n127.0.0.1 mx.bench.test mx\n"
SWITCH = "hosts files\naliases files\npasswd files\n"
NAME_SERVICE = "passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\n"

SITE = """divert(0)dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mx.bench.test')dnl
define(`ALIAS_FILE', `/mnt/aliases')dnl
define(`QUEUE_DIR', `/mnt/mqueue')dnl
define(`STATUS_FILE', `/mnt/statistics')dnl
define(`confPID_FILE', `/mnt/sendmail.pid')dnl
define(`confSERVICE_SWITCH_FILE', `/mnt/switch')dnl
define(`confTO_IDENT', `0')dnl
define(`confQUEUE_LA', `100000')dnl
define(`confREFUSE_LA', `100000')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`access_db', `hash -T<TMPF> /mnt/access')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Addr=127.0.0.1, Port=%d, Listen=1024')dnl
%sLOCAL_DOMAIN(`bench.test')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""


class Ours:
    name = "Sendwright"
    program = os.path.join(BUILD, "src/cmd/sendmail")
    makemap = os.path.join(BUILD, "makemap/makemap")
    m4 = os.path.join(BUILD, "m4/sendwright-m4")
    library = os.path.join(TOP, "cf")
    local_mailer = ""  # delivers into mailboxes itself

    def version(self):
        return re.search(r'#define PACKAGE_VERSION "(.*)"', read(BUILD + "/config.h")).group(1)

    def compile(self, text, target):
        source = target + ".mc"
        write(source, text)
        words = [self.m4, "-D_CF_DIR_=%s/" % self.library]
        if "cf.m4" not in text:
            words.append(self.library + "/m4/cf.m4")
        done = subprocess.run(words + [source], capture_output=True, text=True, check=True)
        write(target, done.stdout)

    def make_map(self, path, configuration):
        with open(path, encoding="latin-1") as source:
            subprocess.run([self.makemap, "-C", configuration, "hash", path], stdin=source, check=True)

    def run(self, *words, **more):
        return subprocess.run([self.program, *words], capture_output=True, text=True,
                              encoding="latin-1", **more)


class Theirs(Ours):
    name = "sendmail"
    makemap = ROOT + "/theirs/makemap"
    program = ROOT + "/theirs/sendmail"
    m4 = "m4"
    local_mailer = "FEATURE(`local_lmtp', `/mnt/theirs/mail.local')dnl\n"

    def __init__(self, root):
        # Its mailers get a clean environment, and set-ID programs do not look at LD_LIBRARY_PATH:
        # the libraries that are missing on this machine go into the world's linker cache.
        shutil.copytree(os.path.join(root, "usr/libexec/sendmail"), ROOT + "/theirs", symlinks=True,
                        dirs_exist_ok=True)
        for name in os.listdir(ROOT + "/theirs"):
            if not os.path.islink(os.path.join(ROOT, "theirs", name)):
                os.chmod(os.path.join(ROOT, "theirs", name), 0o755)
        self.library = next(path for path in (root + "/usr/share/sendmail/cf",
                                              root + "/usr/share/sendmail-cf") if os.path.isdir(path))
        shell("ldconfig -X -C /mnt/ld.so.cache %s" % " ".join(glob.glob(root + "/usr/lib/*-linux-gnu")))
        shell("mount --bind /mnt/ld.so.cache /etc/ld.so.cache")

    def version(self):
        return self.run("-d0.1", "-bp").stdout.split("\n")[0].replace("Version ", "")


def real_sendmail():
    """The unpacked package's folder; fetched before the network is gone."""
    if os.environ.get("SENDMAIL_ORACLE"):
        return os.environ["SENDMAIL_ORACLE"]
    done = subprocess.run([os.path.join(TOP, "tests/interop/fetch_oracle.sh")],
                          capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def arguments(description, **defaults):
    parser = argparse.ArgumentParser(description=description)
    for name, value in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    return parser.parse_args()


def enter():
    """Runs the calling program again inside the world, and returns the two servers there."""
    if os.environ.get("BENCH_INSIDE"):
        return make_world()
    if os.geteuid() != 0:
        sys.exit("needs root (private namespaces, several user ids)")
    folder = tempfile.mkdtemp(prefix="sendwright-bench-", dir=os.environ.get("BENCH_WORK", "/var/tmp"))
    os.chmod(folder, 0o755)
    try:
        environment = dict(os.environ, BENCH_INSIDE=folder, SENDMAIL_ORACLE=real_sendmail())
        done = subprocess.run(
            ["unshare", "--mount", "--uts", "--net", "--ipc", "--pid", "--fork", "--kill-child",
             "--mount-proc", sys.executable, *sys.argv], env=environment)
    finally:
        shutil.rmtree(folder)
    sys.exit(done.returncode)


def make_world():
    shell("ip link set lo up; hostname mx.bench.test; mount --make-rprivate /")
    shell("mount --bind %s %s" % (os.environ["BENCH_INSIDE"], ROOT))
    users = "".join("u%d:x:%d:%d:bench:/mnt/home/u%d:/bin/sh\n" %
                    (i, FIRST_UID + i, FIRST_UID + i, i) for i in range(USERS))
    groups = "".join("u%d:x:%d:\n" % (i, FIRST_UID + i) for i in range(USERS))
    for name, text in (("hosts", HOSTS), ("resolv.conf", "nameserver 127.0.0.1\n"),
                       ("nsswitch.conf", NAME_SERVICE), ("passwd", read("/etc/passwd") + users),
                       ("group", read("/etc/group") + groups)):
        write("/mnt/etc-" + name, text)
        shell("mount --bind /mnt/etc-%s /etc/%s" % (name, name))
    os.makedirs("/mnt/mail")
    shell("mount --bind /mnt/mail /var/mail")
    write("/mnt/switch", SWITCH)
    root = os.environ["SENDMAIL_ORACLE"]
    return [Ours()] + ([Theirs(root)] if root else [])


def start(server):
    """A fresh site of the server with empty queue and mailboxes; returns the daemon's pid."""
    shutil.rmtree("/mnt/mqueue", ignore_errors=True)
    os.mkdir("/mnt/mqueue", 0o700)
    shell("rm -f /mnt/sendmail.pid /mnt/access* /mnt/aliases* /var/mail/*; chmod 1777 /var/mail")
    for i in range(USERS):
        os.makedirs("/mnt/home/u%d" % i, exist_ok=True)
        os.chown("/mnt/home/u%d" % i, FIRST_UID + i, FIRST_UID + i)
        write("/var/mail/u%d" % i, "")
        os.chmod("/var/mail/u%d" % i, 0o660)
        os.chown("/var/mail/u%d" % i, FIRST_UID + i, 8)
    server.compile(SITE % (PORT, server.local_mailer), "/mnt/sendmail.cf")
    write("/mnt/aliases", "postmaster: u0\nroot: u0\nMAILER-DAEMON: u0\n")
    write("/mnt/access", "Connect:127.0.0.1\tRELAY\n")
    write("/mnt/statistics", "")
    server.make_map("/mnt/access", "/mnt/sendmail.cf")
    check(server.run("-C/mnt/sendmail.cf", "-bi"))
    check(server.run("-C/mnt/sendmail.cf", "-bd", "-q30m"))
    wait_until(lambda: read("/mnt/sendmail.pid", "").strip(), "the pid file")
    wait_until(is_listening, "the port")
    return int(read("/mnt/sendmail.pid").split()[0])


def stop(pid):
    os.kill(pid, 15)
    os.waitpid(pid, 0)  # whoever loses its parent is a child of the world's first process
    wait_until(lambda: not is_listening(), "the end of the daemon")


def is_listening():
    # Without a connection, which would be a session.
    return any(line.split()[1] == "0100007F:%04X" % PORT and line.split()[3] == "0A"
               for line in read("/proc/net/tcp").splitlines()[1:])


def wait_until(condition, what, patience=60):
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("waited in vain for " + what)
        time.sleep(0.01)


def check(done):
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def shell(command):
    subprocess.run(["sh", "-ec", command], check=True)


def read(path, default=None):
    try:
        with open(path, encoding="latin-1") as file:
            return file.read()
    except FileNotFoundError:
        if default is None:
            raise
        return default


def write(path, text):
    with open(path, "w", encoding="latin-1") as file:
        file.write(text)


def heading(title, servers):
    cpu = next((line.split(":")[1].strip() for line in read("/proc/cpuinfo").splitlines()
                if line.startswith("model name")), "unknown")
    print("### %s\n" % title)
    print("%s, %d cores (%s), load average %.1f at the start; %s\n" % (
        datetime.date.today(), os.cpu_count(), cpu, os.getloadavg()[0],
        ", ".join("%s %s" % (server.name, server.version()) for server in servers)))


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def spread(values, digits=0):
    """median (smallest - largest)"""
    return "%.*f (%.*f - %.*f)" % (digits, statistics.median(values), digits, min(values), digits,
                                   max(values))


def ratio(ours, theirs):
    return "%.2f" % (statistics.median(ours) / statistics.median(theirs))
