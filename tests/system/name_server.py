"""A real name server (nsd) on a loopback port, with zones that a test gives it.

    with NameServer({"example": "host A 192.0.2.1\\n"}, signed=["signed.example"]) as server:
        server.endpoint        # ADDRESS@PORT, as option NameServers takes it
        server.trust_anchors   # a file with the DS records of the signed zones

A zone's text needs no SOA. None in the place of the text is a zone that the server should have and
does not: SERVFAIL. In a signed zone that is also in `forged`, one octet of an address was changed after
signing. nsd and ldns-signzone (Debian: nsd, ldnsutils) must be there; find_programs says what is not.
"""
import os
import shutil
import socket
import struct
import subprocess
import tempfile

from dns_stub import encode_name
from harness import free_ports, wait_until

PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"])
HEAD = """$TTL 300
@ IN SOA ns.example. admin.example. 1 3600 900 604800 60
@ IN NS ns.example.
"""


def find_programs():
    """The names of the programs that are missing."""
    return [name for name in ("nsd", "ldns-keygen", "ldns-signzone")
            if not shutil.which(name, path=PATH)]


def ask(port, name, kind=1):
    """The answer to one question by UDP, or None."""
    query = struct.pack("!HHHHHH", 7, 0x100, 1, 0, 0, 0) + encode_name(name) + struct.pack("!HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(0.5)
        asker.connect(("127.0.0.1", port))
        try:
            asker.send(query)
            return asker.recv(4096)
        except OSError:
            return None


class NameServer:
    def __init__(self, zones, signed=(), forged=()):
        self.folder = tempfile.mkdtemp(prefix="sendwright-nsd-")
        os.chmod(self.folder, 0o755)  # the trust anchors are for processes without rights
        self.port = free_ports(1)[0]
        self.endpoint = "127.0.0.1@%d" % self.port
        self.trust_anchors = os.path.join(self.folder, "anchors")
        self.process = None
        try:
            for zone, text in zones.items():
                if text is not None:
                    self.write(zone + ".zone", HEAD + text)
            for zone in signed:
                self.sign(zone, zone in forged)
            self.write("nsd.conf", self.configuration(zones, signed))
            self.start()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.folder)

    def write(self, name, text, mode="w"):
        with open(os.path.join(self.folder, name), mode) as file:
            file.write(text)

    def run(self, *words):
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, timeout=60,
                              env=dict(os.environ, PATH=PATH))
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout.strip()

    def sign(self, zone, is_forged):
        key = self.run("ldns-keygen", "-k", "-a", "ECDSAP256SHA256", zone)
        self.run("ldns-signzone", "-o", zone, zone + ".zone", key)
        with open(os.path.join(self.folder, key + ".ds")) as file:
            self.write("anchors", file.read(), "a")
        if is_forged:
            path = os.path.join(self.folder, zone + ".zone.signed")
            with open(path) as file:
                text = file.read()
            assert "192.0.2.66" in text
            self.write(zone + ".zone.signed", text.replace("192.0.2.66", "192.0.2.67"))

    def configuration(self, zones, signed):
        text = """server:
  ip-address: 127.0.0.1@%d
  username: ""
  chroot: ""
  zonesdir: "%s"
  database: ""
  pidfile: ""
  xfrdfile: "%s/xfrd.state"
  zonelistfile: "%s/zone.list"
  logfile: "%s/log"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
""" % (self.port, self.folder, self.folder, self.folder, self.folder)
        for zone in zones:
            suffix = ".signed" if zone in signed else ""
            text += 'zone:\n  name: "%s"\n  zonefile: "%s.zone%s"\n' % (zone, zone, suffix)
        return text

    def start(self):
        self.process = subprocess.Popen(
            [shutil.which("nsd", path=PATH), "-d", "-c", os.path.join(self.folder, "nsd.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: ask(self.port, "ns.example") or self.process.poll() is not None, "nsd")
        assert self.process.poll() is None, "nsd has ended"
