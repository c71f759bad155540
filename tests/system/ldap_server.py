"""A real slapd for tests: its own configuration and data in a temporary folder, on loopback.

    with Directory(tls=True) as directory:
        directory.start()
        directory.add("dn: ...")

The schema is docs/ldap-schema.ldif, added as docs/ldap.md says. Exits 77 where slapd is not installed.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import harness

SUFFIX = "dc=example,dc=com"
ADMIN, PASSWORD = "cn=admin," + SUFFIX, "secret"
CONFIGURATION = """dn: cn=config
objectClass: olcGlobal
cn: config
olcPidFile: @DIR@/pid
@TLS@
dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif
include: file:///etc/ldap/schema/cosine.ldif

dn: olcDatabase=config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: config
olcAccess: to * by dn.exact=gidNumber=@GID@+uidNumber=@UID@,cn=peercred,cn=external,cn=auth manage

dn: olcDatabase=mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: dc=example,dc=com
olcRootDN: cn=admin,dc=example,dc=com
olcRootPW: secret
olcDbDirectory: @DIR@/data
olcDbNoSync: TRUE
olcDbMaxSize: 104857600
olcAccess: to dn.subtree="ou=closed,dc=example,dc=com"
  by dn.exact=gidNumber=@GID@+uidNumber=@UID@,cn=peercred,cn=external,cn=auth read by * none
olcAccess: to * by * read
"""
TLS = """olcTLSCertificateFile: @DIR@/server.pem
olcTLSCertificateKeyFile: @DIR@/server.key
"""
TOP_ENTRY = """dn: dc=example,dc=com
objectClass: domain
dc: example
"""


def programs():
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    found = [shutil.which(name, path=path) for name in ("slapd", "slapadd", "ldapadd")]
    if None in found or not os.path.exists("/etc/ldap/schema/core.ldif"):
        print("SKIP: slapd is not installed (apt-get install slapd ldap-utils)")
        sys.exit(77)
    return found


class Directory:
    def __init__(self, tls=False):
        self.slapd, self.slapadd, self.ldapadd = programs()
        self.folder = tempfile.mkdtemp(prefix="sw-ldap-")
        self.process = None
        self.port, self.tls_port = harness.free_ports(2)
        self.uri = "ldap://127.0.0.1:%d" % self.port
        self.local_uri = "ldapi://" + urllib.parse.quote(self.folder + "/socket", safe="")
        self.tls_uri = "ldaps://127.0.0.1:%d" % self.tls_port if tls else ""
        try:
            self.set_up(tls)
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def set_up(self, tls):
        os.chmod(self.folder, 0o755)
        for name in ("config", "data"):
            os.mkdir(self.path(name))
        if tls:
            self.make_certificate()
        text = CONFIGURATION.replace("@TLS@", TLS if tls else "").replace("@DIR@", self.folder)
        text = text.replace("@UID@", str(os.geteuid())).replace("@GID@", str(os.getegid()))
        self.run(self.slapadd, "-n", "0", "-F", self.path("config"), text=text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_certificate(self):
        self.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                 "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                 "-keyout", self.path("server.key"), "-out", self.path("server.pem"))

    @staticmethod
    def run(*words, text=""):
        done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    def start(self):
        uris = " ".join(uri for uri in (self.uri, self.local_uri, self.tls_uri) if uri)
        with open(self.path("log"), "a") as log:
            self.process = subprocess.Popen(
                [self.slapd, "-d", "0", "-F", self.path("config"), "-h", uris],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        harness.wait_until(self.is_there, "slapd")

    def is_there(self):
        assert self.process.poll() is None, "slapd ended"
        return harness.Site.is_listening(self.port) and os.path.exists(self.path("socket"))

    def stop(self):
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(timeout=harness.PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def pause(self):
        """From now on clients are connected, and nothing is said to them."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def add_schema(self, *names):
        """As docs/ldap.md has it."""
        for name in names:
            self.run(self.ldapadd, "-Y", "EXTERNAL", "-Q", "-H", self.local_uri, "-f", name)

    def add(self, ldif):
        self.run(self.ldapadd, "-x", "-H", self.uri, "-D", ADMIN, "-w", PASSWORD, text=ldif)


class Stub:
    """A server of one's own: `talk(connection)` runs for each client, in a thread."""

    def __init__(self, talk):
        self.talk = talk
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.uri = "ldap://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.clients = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            self.clients.append(client)
            threading.Thread(target=self.handle, args=(client,), daemon=True).start()

    def handle(self, client):
        try:
            self.talk(client)
        except OSError:
            pass  # the client has had enough

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for client in self.clients:
            client.close()
