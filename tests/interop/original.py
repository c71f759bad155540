"""The sample site (cf/cf/skills) run by the real sendmail and by ours, side by side.

For the tests that compare the two. What comes in: the unpacked Debian packages (SENDMAIL_ORACLE, or
fetch_oracle.sh) and our build. What goes out: a machine of its own (name spaces with a host name,
users, a loopback interface and a name server that knows a few names), and in it one `Side` for each
program and macro library. Everything ends with the process that made it.
"""

import ctypes
import glob
import os
import shutil
import socket
import struct
import subprocess
import threading
import time

import cf_outcome_test
from cf_outcome_test import MS_BIND, TOP, Skip

BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
SENDMAIL = os.path.join(BUILD, "src/cmd/sendmail")
M4 = os.path.join(BUILD, "m4/sendwright-m4")
MAKEMAP = os.path.join(BUILD, "makemap/makemap")
OUR_LIBRARY = os.path.join(TOP, "cf")
USERS = ("user1", "user2", "user3")
FIRST_UID = 20001
PATIENCE = 20.0  # seconds

# What the name server knows; every other name does not exist.
MAIL_EXCHANGERS = {"remote.example": "mx.remote.example"}
ADDRESSES = {"mx.remote.example": "127.0.0.1", "host.remote.example": "127.0.0.1",
             "plain.example": "127.0.0.1", "ftp.skills.com": "127.0.0.3"}
POINTERS = {"3.0.0.127.in-addr.arpa": "ftp.skills.com"}

HELP = """#vers\t2
cpyr\tcopyright line
smtp\tThe commands are HELO, MAIL and more.
smtp\tAsk for one of them.
helo\tHELO <hostname>
helo\t\tIntroduce yourself.
mail\tMAIL FROM:<sender>
-bt\tTest mode.
"""


def tools(machine, is_original):
    """Sendmail, makemap and the environment of one of the two programs."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    if not is_original:
        return SENDMAIL, MAKEMAP, env
    env["LD_LIBRARY_PATH"] = ":".join(glob.glob(machine.root + "/usr/lib/*-linux-gnu"))
    return machine.folder + "/sendmail", machine.folder + "/makemap", env


def need(path):
    if not os.access(path, os.X_OK):
        raise Skip(path + " is not built")


class Machine:
    """Name spaces, users, names; `folder` is where the sides live."""

    def __init__(self):
        if not shutil.which("m4"):
            raise Skip("needs m4")
        for program in (SENDMAIL, M4, MAKEMAP):
            need(program)
        if os.getuid() != 0:
            raise Skip("needs root (both programs become the users they deliver to)")
        self.root = cf_outcome_test.find_oracle()
        self.folder = cf_outcome_test.enter_sandbox([self.root, TOP, BUILD])
        self.libc = ctypes.CDLL(None, use_errno=True)
        cf_outcome_test.copy_programs(self.root, self.folder)
        self.add_users()
        self.names = NameServer()
        os.umask(0o022)

    def add_users(self):
        """The site's users as users of the machine: the real program knows no others."""
        with open("/etc/passwd") as f:
            text = "".join(l for l in f if l.split(":")[0] not in USERS)
        for number, user in enumerate(USERS):
            home = os.path.join(self.folder, "home", user)
            os.makedirs(home)
            os.chown(home, FIRST_UID + number, FIRST_UID + number)
            text += "%s:x:%d:%d:Mail User %s:%s:/bin/sh\n" % (
                user, FIRST_UID + number, FIRST_UID + number, user, home)
        path = os.path.join(self.folder, "passwd")
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o644)
        self.bind(path, "/etc/passwd")

    def bind(self, source, target):
        if self.libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND), None):
            raise Skip("mount %s: %s" % (target, os.strerror(ctypes.get_errno())))

    def set_name_server(self, address):
        """Whom the resolver asks."""
        with open(os.path.join(self.folder, "resolv.conf"), "w") as f:
            f.write("nameserver %s\noptions timeout:1 attempts:1\n" % address)

    def theirs(self, name="theirs", **settings):
        return Side(self, name, self.root + "/usr/share/sendmail/cf", True, **settings)

    def cross(self, name="cross", **settings):
        """The real program on what our library makes."""
        return Side(self, name, OUR_LIBRARY, True, **settings)

    def ours(self, name="ours", **settings):
        return Side(self, name, OUR_LIBRARY, False, **settings)


class Side:
    """The site in a folder of its own, for one program and one macro library."""

    def __init__(self, machine, name, library, is_original, port=2525, extra="", after="",
                 is_mirror=False):
        self.is_mirror = is_mirror
        self.place = os.path.join(machine.folder, name)
        self.etc = self.place + "/etc"
        self.port = port
        self.sendmail, self.makemap, self.env = tools(machine, is_original)
        if is_original:
            self.env["SASL_CONF_PATH"] = self.etc
        for folder in (self.etc, self.place + "/mail"):
            os.makedirs(folder)
        os.makedirs(self.place + "/mqueue", 0o700)
        os.chmod(self.place + "/mail", 0o1777)
        self.write("etc/helpfile", HELP)
        self.write("statistics", "")
        self.compile(library, extra, after)

    def write(self, name, text):
        path = os.path.join(self.place, name)
        with open(path, "w") as f:
            f.write(text.replace("@ETC@", self.etc).replace("@STATE@", self.place))
        os.chmod(path, 0o644)
        return path

    def read(self, name):
        try:
            with open(os.path.join(self.place, name), encoding="latin-1") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def sample(self, name):
        """A file of the sample site; of the mirror site, where the two domains are swapped."""
        with open(os.path.join(TOP, "cf/cf/skills", name)) as f:
            text = f.read()
        if self.is_mirror:
            text = text.replace("skills.com", "\0").replace("smile.com", "skills.com")
            text = text.replace("\0", "smile.com")
        return text

    def compile(self, library, extra, after):
        """The .cf and the maps, each made by the program's own tools."""
        settings = "".join("define(`%s', `%s')dnl\n" % pair for pair in (
            ("QUEUE_DIR", "@STATE@/mqueue"), ("STATUS_FILE", "@STATE@/statistics"),
            ("HELP_FILE", "@ETC@/helpfile"), ("confPID_FILE", "@STATE@/sendmail.pid"),
            ("confTO_IDENT", "0"), ("confQUEUE_LA", "1000"), ("confREFUSE_LA", "1000")))
        mc = self.sample("sendmail.mc").replace("@CF_DIR@", library)
        mc = mc.replace("OSTYPE(`linux')dnl\n", "OSTYPE(`linux')dnl\n" + settings + extra)
        mc = mc.replace("Port=2525,", "Port=%d," % self.port)
        mc = mc.replace("Port=2587,", "Port=%d," % (self.port + 1))
        path = self.write("etc/sendmail.mc", mc + after)
        m4 = M4 if library == OUR_LIBRARY else shutil.which("m4")
        run = subprocess.run([m4, path], capture_output=True, timeout=60, cwd=self.etc)
        if run.returncode != 0:
            raise RuntimeError("m4: " + run.stderr.decode())
        self.cf = self.etc + "/sendmail.cf"
        with open(self.cf, "wb") as f:
            f.write(run.stdout)
        for table in ("access", "mailertable", "virtusertable"):
            self.write("etc/" + table, self.sample(table))
            with open(self.etc + "/" + table) as source:
                self.check(subprocess.run([self.makemap, "-C", self.cf, "hash",
                                           self.etc + "/" + table], stdin=source, env=self.env,
                                          capture_output=True, timeout=60))
        self.write("etc/local-host-names", self.sample("local-host-names"))
        self.write("etc/aliases", self.sample("aliases"))
        self.check(self.run("-bi"))

    @staticmethod
    def check(run):
        if run.returncode != 0:
            raise RuntimeError("%s: %s%s" % (run.args, run.stdout, run.stderr))

    def run(self, *words, text=b"", timeout=120):
        """Runs the sendmail command; returns CompletedProcess, standard error with the output."""
        return subprocess.run([self.sendmail, "-C", self.cf, *words], input=text, env=self.env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)


class Daemon:
    """The daemon of a side in the foreground, until the end of a `with` block."""

    def __init__(self, side, *words):
        self.process = subprocess.Popen([side.sendmail, "-C", side.cf, "-bD", *words], env=side.env,
                                        stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        for port in (side.port, side.port + 1):
            while not is_listening(port):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise RuntimeError(side.sendmail + " does not listen")
                time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class NameServer:
    """Answers for ADDRESSES, MAIL_EXCHANGERS and POINTERS on 127.0.0.2, and `no such name` for the rest."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.2", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            try:
                self.socket.sendto(self.answer(query), peer)
            except (IndexError, struct.error):
                continue

    @staticmethod
    def wire(name):
        return b"".join(bytes([len(l)]) + l.encode() for l in name.split(".")) + b"\0"

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
            at += 1 + query[at]
        name = ".".join(labels).lower()
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        records = []
        if name in ADDRESSES and kind in (1, 255):
            records.append((1, socket.inet_aton(ADDRESSES[name])))
        if name in MAIL_EXCHANGERS and kind in (15, 255):
            records.append((15, b"\0\x0a" + self.wire(MAIL_EXCHANGERS[name])))
        if name in POINTERS and kind in (12, 255):
            records.append((12, self.wire(POINTERS[name])))
        known = any(n == name or n.endswith("." + name)
                    for n in (*ADDRESSES, *MAIL_EXCHANGERS, *POINTERS))
        flags = 0x8480 | (query[2] & 1) << 8 | (0 if known else 3)
        out = query[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + query[12:at + 5]
        for kind, data in records:
            out += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 300, len(data)) + data
        return out
