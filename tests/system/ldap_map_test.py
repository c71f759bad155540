#!/usr/bin/env python3
"""Class ldap against a real slapd, which this test starts: all ways to bind and to search, a server
that restarts, hangs or talks nonsense, and a daemon whose aliases, access rules, virtual users and
classes are in the directory as docs/ldap.md has it. Where the real sendmail can be had, both programs
are asked the same."""
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import harness
import ldap_server
from harness import SENDMAIL, TOP

sys.path.insert(0, os.path.join(TOP, "tests/interop"))
import cf_outcome_test  # noqa: E402

SCHEMA = os.path.join(TOP, "docs/ldap-schema.ldif")
MISC = "/etc/ldap/schema/misc.ldif"
BASE = "ou=maps," + ldap_server.SUFFIX
KEY, VALUE = "-k (sendmailMTAKey=%0)", "-v sendmailMTAMapValue"
CF = """V10/Berkeley
Djmail.skills.com
O QueueDirectory=@DIR@
O LogLevel=0
@OPTIONS@
@MAP@
CPX
Mlocal, P=/bin/false, F=l, A=false
Mprog, P=/bin/false, F=l, A=false
S0
R$*	$#local $: $1
Sarguments
R$* ; $* ; $*	$: < $(m $1 $@ $2 $@ $3 $: NONE $) >
"""


def entry(key, extra="", **attributes):
    """An entry of map `m`; a value may be a list."""
    lines = ["dn: sendmailMTAKey=%s,%s" % (key.replace("+", "\\2b"), BASE),
             "objectClass: sendmailMTAMapObject", "sendmailMTAMapName: m", "sendmailMTAKey: " + key]
    for name, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            lines.append("%s: %s" % (name, value))
    return "\n".join(lines) + extra + "\n\n"


def entries():
    text = "dn: %s\nobjectClass: organizationalUnit\nou: maps\n\n" % BASE
    text += entry("one", sendmailMTAMapValue="val1") + entry("words", sendmailMTAMapValue="two words")
    text += entry("empty") + entry("percent", sendmailMTAMapValue="a%0b%1c%%d")
    text += entry("paren(x)*", sendmailMTAMapValue="paren")
    text += entry("nul", extra="\nsendmailMTAMapValue:: YQBi")
    for number in range(4):
        text += entry("wide%d" % number, sendmailMTAMapValue="w%d" % number, description="wide")
    text += entry("search", sendmailMTAMapSearch="(description=wide)")
    text += entry("both", sendmailMTAMapValue="own", sendmailMTAMapSearch="(sendmailMTAKey=one)")
    text += entry("loop1", sendmailMTAMapValue="l1", sendmailMTAMapSearch="(sendmailMTAKey=loop2)")
    text += entry("loop2", sendmailMTAMapValue="l2", sendmailMTAMapSearch="(sendmailMTAKey=loop1)")
    text += entry("url", sendmailMTAMapURL="ldap:///%s?sendmailMTAMapValue?one?(sendmailMTAKey=one)"
                  % BASE)
    text += entry("badurl", sendmailMTAMapURL="hello world")
    text += entry("nothing", sendmailMTAMapSearch="(sendmailMTAKey=none)")
    text += entry("elsewhere", seeAlso="sendmailMTAKey=one," + BASE)
    text += entry("gone", seeAlso="sendmailMTAKey=none," + BASE)
    for number in range(30):
        text += entry("chain%d" % number, sendmailMTAMapValue="c%d" % number,
                      sendmailMTAMapSearch="(sendmailMTAKey=chain%d)" % (number + 1))
    for name, values in (("ali", ["user1", "user2@x.example"]), ("ali2", ["user3"])):
        text += ("dn: sendmailMTAKey=%s,%s\nobjectClass: sendmailMTAAliasObject\nsendmailMTAKey: %s\n"
                 "sendmailMTAHost: mail.skills.com\nsendmailMTAAliasGrouping: aliases\n%s\n\n" % (
                     name, BASE, name, "\n".join("sendmailMTAAliasValue: " + v for v in values)))
    text += ("dn: sendmailMTAClassName=R,%s\nobjectClass: sendmailMTAClass\nsendmailMTAClassName: R\n"
             "sendmailMTAHost: mail.skills.com\nsendmailMTAClassValue: one.example\n"
             "sendmailMTAClassValue: two.example\n\n" % BASE)
    return text


# What seeAlso is for: sendmail's own object classes have no attribute with a name.
SEE_ALSO = """dn: cn=test,cn=schema,cn=config
objectClass: olcSchemaConfig
cn: test
olcObjectClasses: ( 1.1.2.3.4 NAME 'testPointer' SUP top AUXILIARY MAY seeAlso )
"""


class TestMode:
    """sendmail -bt with one map `m`: one process for all lookups."""

    def __init__(self, folder, flags, environment=None):
        cf = os.path.join(folder, "test.cf")
        with open(cf, "w") as file:
            file.write(CF.replace("@DIR@", folder).replace("@OPTIONS@", "")
                       .replace("@MAP@", "Km ldap " + flags))
        self.process = subprocess.Popen([SENDMAIL, "-bt", "-C", cf], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=dict(os.environ, **(environment or {})))

    def look_up(self, key):
        """All that is said about the key, up to the answer (or for as long as one waits for it)."""
        self.process.stdin.write("/map m %s\n" % key)
        self.process.stdin.flush()
        said = []
        patience = threading.Timer(60, self.process.kill)
        patience.start()
        for line in self.process.stdout:
            said.append(line.strip())
            if "returns" in line or "no match" in line or "not open" in line:
                break
        patience.cancel()
        return "\n".join(said)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = ldap_server.Directory(tls=True)
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        cls.server.add_schema(SCHEMA, MISC)
        with open(cls.server.path("test.ldif"), "w") as file:
            file.write(SEE_ALSO)
        cls.server.add_schema(cls.server.path("test.ldif"))
        cls.server.add(ldap_server.TOP_ENTRY + "\n" + entries().replace(
            "sendmailMTAMapName: m\nsendmailMTAKey: elsewhere",
            "objectClass: testPointer\nsendmailMTAMapName: m\nsendmailMTAKey: elsewhere").replace(
            "sendmailMTAMapName: m\nsendmailMTAKey: gone",
            "objectClass: testPointer\nsendmailMTAMapName: m\nsendmailMTAKey: gone"))
        cls.server.add("dn: ou=closed,%s\nobjectClass: organizationalUnit\nou: closed\n\n"
                       % ldap_server.SUFFIX
                       + entry("hidden", sendmailMTAMapValue="seen").replace("ou=maps", "ou=closed"))

    def with_map(self, flags, environment=None):
        mode = TestMode(self.server.folder, flags, environment)
        self.addCleanup(mode.close)
        return mode

    def secret(self, text, name="password"):
        path = self.server.path(name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path


class Lookups(WithServer):
    def test_servers_by_every_kind_of_name(self):
        host = "-h 127.0.0.1 -p %d" % self.server.port
        several = '-h "127.0.0.1:1 127.0.0.1:%d"' % self.server.port
        for server in (host, several, "-H " + self.server.uri, "-H " + self.server.local_uri):
            mode = self.with_map("%s -b %s %s %s" % (server, BASE, KEY, VALUE))
            self.assertIn("returns val1 (0)", mode.look_up("one"), server)

    def test_tls_with_a_certificate_that_is_checked(self):
        mode = self.with_map("-H %s -b %s %s %s" % (self.server.tls_uri, BASE, KEY, VALUE),
                             {"LDAPTLS_CACERT": self.server.path("server.pem")})
        self.assertIn("returns val1 (0)", mode.look_up("one"))
        mode = self.with_map("-H %s -b %s %s %s" % (self.server.tls_uri, BASE, KEY, VALUE),
                             {"LDAPTLS_CACERT": "/nonexistent", "LDAPTLS_REQCERT": "demand"})
        said = mode.look_up("one")
        self.assertIn("ldap_init/ldap_bind failed to " + self.server.tls_uri, said)
        self.assertIn("no match (75)", said)

    def test_ways_to_bind(self):
        closed = "-b ou=closed,%s %s %s" % (ldap_server.SUFFIX, KEY, VALUE)
        anonymous = self.with_map("-H %s %s" % (self.server.uri, closed))
        self.assertIn("no match (75)", anonymous.look_up("hidden"))
        simple = "-H %s -d %s -M simple -P %s %s" % (
            self.server.uri, ldap_server.ADMIN, self.secret("secret\n"), closed)
        self.assertIn("returns seen (0)", self.with_map(simple).look_up("hidden"))
        external = "-H %s -M external %s" % (self.server.local_uri, closed)
        self.assertIn("returns seen (0)", self.with_map(external).look_up("hidden"))
        wrong = self.with_map(simple.replace("password", "wrong"))
        self.assertIn("cannot open secret", wrong.look_up("hidden"))
        self.secret("other\n", "wrong")
        wrong = self.with_map(simple.replace("password", "wrong"))
        self.assertIn("Invalid credentials", wrong.look_up("hidden"))
        # Without tickets a Kerberos bind says so, and defers.
        kerberos = self.with_map("-H %s -M krbv4 -P /nonexistent %s" % (self.server.uri, closed),
                                 {"KRB5_CONFIG": self.without_kdc()})
        said = kerberos.look_up("hidden")
        self.assertIn("ldap_init/ldap_bind failed to", said)
        self.assertIn("no match (75)", said)

    def without_kdc(self):
        """A Kerberos configuration that asks no name server: the machine's own may be silent."""
        path = self.server.path("krb5.conf")
        with open(path, "w") as file:
            file.write("[libdefaults]\ndefault_realm = TEST.EXAMPLE\ndns_lookup_kdc = false\n"
                       "dns_lookup_realm = false\ndns_canonicalize_hostname = false\nrdns = false\n")
        return path

    def test_the_server_restarts(self):
        mode = self.with_map("-H %s -b %s %s %s" % (self.server.uri, BASE, KEY, VALUE))
        self.assertIn("returns val1 (0)", mode.look_up("one"))
        self.server.stop()
        try:
            said = mode.look_up("one")
            self.assertIn("Can't contact LDAP server", said)
            self.assertIn("no match (75)", said)
        finally:
            self.server.start()
        self.assertIn("returns val1 (0)", mode.look_up("one"))
        # The kept connection is lost while nobody asks: the next lookup replaces it.
        self.server.stop()
        self.server.start()
        self.assertIn("returns val1 (0)", mode.look_up("one"))

    def test_a_server_that_hangs(self):
        mode = self.with_map("-l 1 -H %s -b %s %s %s" % (self.server.uri, BASE, KEY, VALUE))
        self.assertIn("returns val1 (0)", mode.look_up("one"))
        self.server.pause()
        try:
            said = mode.look_up("one")
            self.assertIn("Timed out", said)
            self.assertIn("no match (75)", said)
        finally:
            self.server.go_on()
        self.assertIn("returns val1 (0)", mode.look_up("one"))


class BadServers(unittest.TestCase):
    """Nonsense costs the time limit at most, and is a temporary failure."""

    def check(self, talk):
        with ldap_server.Stub(talk) as stub, tempfile.TemporaryDirectory() as folder:
            mode = TestMode(folder, "-c 1 -l 1 -H %s %s" % (stub.uri, KEY))
            try:
                self.assertIn("no match (75)", mode.look_up("one"))
                self.assertIn("no match (75)", mode.look_up("two"))
            finally:
                mode.close()

    @staticmethod
    def bind(client):
        client.recv(65536)
        client.sendall(b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00")
        client.recv(65536)

    @staticmethod
    def found(size):
        """The head of an entry for the search whose value has `size` octets."""
        def head(tag, length):
            return bytes([tag, 0x84]) + length.to_bytes(4, "big")
        value = head(0x04, size)
        values = head(0x31, len(value) + size) + value
        attribute = head(0x30, 3 + len(values) + size) + b"\x04\x01a" + values
        attributes = head(0x30, len(attribute) + size) + attribute
        entry_ = head(0x64, 2 + len(attributes) + size) + b"\x04\x00" + attributes
        return head(0x30, 3 + len(entry_) + size) + b"\x02\x01\x02" + entry_

    def test_silence(self):
        self.check(lambda client: client.recv(1))

    def test_an_end_at_once(self):
        self.check(lambda client: client.close())

    def test_other_protocols(self):
        self.check(lambda client: client.sendall(b"220 mail ESMTP\r\n" * 1000))
        self.check(lambda client: client.sendall(bytes(100000)))

    def test_half_an_answer(self):
        def talk(client):
            client.recv(65536)
            client.sendall(b"\x30\x84\x00\x00\x10\x00\x02\x01")
            client.recv(1)
        self.check(talk)

    def test_a_message_of_a_gigabyte(self):
        def talk(client):
            self.bind(client)
            client.sendall(self.found(1 << 30))
            while True:
                client.sendall(b"x" * 65536)
        self.check(talk)

    def test_entries_without_end(self):
        def talk(client):
            self.bind(client)
            while True:
                client.sendall(self.found(1000) + b"x" * 1000)
        self.check(talk)

    def test_a_drop_at_a_time(self):
        def talk(client):
            self.bind(client)
            client.sendall(self.found(1000))
            while not select.select([client], [], [], 0.1)[0]:
                client.sendall(b"x")
        self.check(talk)


def document_block(heading):
    """The example below a heading of docs/ldap.md."""
    with open(os.path.join(TOP, "docs/ldap.md")) as file:
        section = file.read().split("\n## %s\n" % heading)[1].split("\n## ")[0]
    lines = section.strip("\n").split("\n")
    kept = []
    for line in lines:
        if line.startswith("    ") or (not line and kept):
            kept.append(line[4:])
        elif kept:
            break
    return "\n".join(kept).strip() + "\n"


class Daemon(unittest.TestCase):
    """The example of docs/ldap.md, word for word, as a site."""

    @classmethod
    def setUpClass(cls):
        cls.server = ldap_server.Directory()
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        cls.server.add_schema(SCHEMA, MISC)
        cls.server.add(ldap_server.TOP_ENTRY + "\n" + document_block("The entries"))
        cls.server.add("""dn: cn=routed,ou=mail,dc=example,dc=com
objectClass: device
objectClass: inetLocalMailRecipient
cn: routed
mailLocalAddress: anna@routed.example
mailRoutingAddress: user3@skills.com
""")
        cls.site = harness.Site(change_mc=cls.change)
        cls.addClassCleanup(cls.site.__exit__)
        cls.site.start_daemon()

    @classmethod
    def change(cls, mc):
        for line in ("define(`ALIAS_FILE'.*\n", "FEATURE\\(`virtusertable'.*\n",
                     "FEATURE\\(`access_db'.*\n"):
            mc = re.sub(line.replace("define(", "define\\("), "", mc)
        example = document_block("The configuration").replace("ldap://ldap.example.com",
                                                               cls.server.uri)
        routing = ("FEATURE(`ldap_routing', `', `', `bounce')dnl\n"
                   "LDAPROUTE_DOMAIN(`routed.example')dnl\nLOCAL_DOMAIN(`routed.example')dnl\n")
        return mc.replace("FEATURE(redirect)dnl\n", "FEATURE(redirect)dnl\n" + example + routing)

    def setUp(self):
        self.clients = []

    def tearDown(self):
        for client in self.clients:
            client.close()

    def session(self, sender="someone@else.example"):
        client = self.site.smtp()
        self.clients.append(client)
        client.ask("ehlo test")
        return client, client.ask("mail from:<%s>" % sender)

    def test_an_alias_delivers_to_all(self):
        self.site.send("everybody@skills.com", text="Subject: to everybody\r\n\r\ntext\r\n")
        for user in ("user1", "user2", "user3"):
            self.site.wait_for_mail(user, "Subject: to everybody")

    def test_a_virtual_user(self):
        self.site.send("info@shop.example", text="Subject: for sale\r\n\r\ntext\r\n")
        self.site.wait_for_mail("user2", "Subject: for sale")

    def test_access(self):
        _, (code, text) = self.session("spammer@example.net")
        self.assertEqual(code, 550)
        self.assertIn("Go away", text)

    def test_routing(self):
        self.site.send("anna@routed.example", text="Subject: routed\r\n\r\ntext\r\n")
        self.site.wait_for_mail("user3", "Subject: routed")
        client, _ = self.session()
        self.assertEqual(client.ask("rcpt to:<nobody@routed.example>")[0], 550)

    def test_the_map_by_hand(self):
        said = self.site.run("-bt", input="/map aliases group\n").stdout
        self.assertIn("map_lookup: aliases (group) returns user1,user2 (0)", said)

    def test_a_server_that_stops_defers(self):
        self.server.stop()
        try:
            client, (code, _) = self.session()
            if code == 250:
                code, _ = client.ask("rcpt to:<info@shop.example>")
            self.assertEqual(code // 100, 4)
            self.assertIn("ldap_init/ldap_bind failed to", self.site.read("mail.log"))
        finally:
            self.server.start()
        client, (code, _) = self.session()
        self.assertEqual(code, 250)
        self.assertEqual(client.ask("rcpt to:<info@shop.example>")[0], 250)

    def test_a_lookup_that_waits_stops_no_other_session(self):
        waiting, other = self.site.smtp(), self.site.smtp()
        self.clients += [waiting, other]
        for client in (waiting, other):
            client.ask("ehlo test")
        self.server.pause()
        try:
            waiting.send("mail from:<someone@else.example>")
            for _ in range(20):
                self.assertEqual(other.ask("noop")[0], 250)
            self.assertEqual(select.select([waiting.socket], [], [], 0)[0], [])
        finally:
            self.server.go_on()
        self.assertEqual(waiting.reply()[0], 250)


def original_program():
    """Where the real sendmail is unpacked, or None. It runs where the machine has a full name, or it
    pauses for a minute, and no network but the directory's socket."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return None
    try:
        root = cf_outcome_test.find_oracle()
    except cf_outcome_test.Skip:
        return None
    if subprocess.run(["unshare", "-m", "-n", "-u", "true"], capture_output=True).returncode != 0:
        return None
    return root


# A site that has all that it can have in the directory.
SITE = """divert(-1)dnl
include(`@TOP@/cf/m4/cf.m4')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mail.skills.com')dnl
define(`confLDAP_DEFAULT_SPEC', `@SPEC@')dnl
define(`confLDAP_CLUSTER', `Servers')dnl
define(`ALIAS_FILE', `ldap:')dnl
define(`confSERVICE_SWITCH_FILE', `@DIR@/service.switch')dnl
FEATURE(`access_db', `LDAP')dnl
FEATURE(`blocklist_recipients')dnl
FEATURE(`authinfo', `LDAP')dnl
FEATURE(`domaintable', `LDAP')dnl
FEATURE(`genericstable', `LDAP')dnl
FEATURE(`mailertable', `LDAP')dnl
FEATURE(`virtusertable', `LDAP')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`ldap_routing'@ROUTING@)dnl
GENERICS_DOMAIN(`skills.com')dnl
LOCAL_DOMAIN(`skills.com routed.example')dnl
LDAPROUTE_DOMAIN_FILE(`@LDAP')dnl
RELAY_DOMAIN_FILE(`@LDAP')dnl
VIRTUSER_DOMAIN_FILE(`@LDAP')dnl
MAILER(local)dnl
MAILER(smtp)dnl
"""
ROUTINGS = ["", ", `', `', `bounce', `preserve'", ", `', `', `sendertoo', `strip', `nodomain'",
            ", `', `', `passthru', `', `', `tempfail'"]
TABLES = [("access", "From:spammer@example.net", 'ERROR:5.7.1:"550 Go away"'),
          ("access", "To:retired@skills.com", "REJECT"), ("access", "Connect:relayed.example", "RELAY"),
          ("authinfo", "AuthInfo:smart.example", '"U:us" "P:secret"'),
          ("domain", "old.example", "new.example"), ("generics", "user1", "First.Last@skills.com"),
          ("mailer", "pumped.example", "esmtp:[smart.example]"), ("mailer", ".sub.example", "local:%1"),
          ("virtuser", "info@shop.example", "user2"), ("virtuser", "@shop.example", "%1@pumped.example"),
          ("virtuser", "bad@shop.example", "error:nouser 550 Nobody")]
QUESTIONS = """3,0 info@shop.example
3,0 other@shop.example
3,0 bad@shop.example
3,0 anna@routed.example
3,0 anna+x@routed.example
3,0 bert@routed.example
3,0 nobody@routed.example
3,0 someone@pumped.example
3,0 someone@deep.sub.example
3 someone@old.example
/tryflags HS
/try esmtp user1@skills.com
check_mail spammer@example.net
check_mail good@example.net
check_rcpt retired@skills.com
check_rcpt user1@skills.com
check_rcpt user@relayed.here.example
authinfo smart.example
$={VirtHost}
$={LDAPRoute}
$=R
/map aliases group
/map aliases none
/map access From:spammer@example.net
"""


def site_entries():
    base = "ou=site," + ldap_server.SUFFIX
    text = "dn: %s\nobjectClass: organizationalUnit\nou: site\n\n" % base
    own = "sendmailMTACluster: Servers\n"
    for number, (name, key, value) in enumerate(TABLES):
        text += ("dn: description=%d,%s\nobjectClass: sendmailMTAMapObject\n%ssendmailMTAMapName: %s\n"
                 "sendmailMTAKey: %s\nsendmailMTAMapValue: %s\ndescription: %d\n\n" % (
                     number, base, own, name, key, value, number))
    for name, member in (("VirtHost", "shop.example"), ("LDAPRoute", "routed.example"),
                         ("R", "relayed.here.example")):
        text += ("dn: sendmailMTAClassName=%s,%s\nobjectClass: sendmailMTAClass\n%s"
                 "sendmailMTAClassName: %s\nsendmailMTAClassValue: %s\n\n" % (
                     name, base, own, name, member))
    text += ("dn: sendmailMTAKey=group,%s\nobjectClass: sendmailMTAAliasObject\n%s"
             "sendmailMTAAliasGrouping: aliases\nsendmailMTAKey: group\n"
             "sendmailMTAAliasValue: user1\nsendmailMTAAliasValue: user2\n\n" % (base, own))
    for name, lines in (("anna", "mailRoutingAddress: user3@skills.com"),
                        ("bert", "mailHost: inner.example")):
        text += ("dn: cn=%s,%s\nobjectClass: device\nobjectClass: inetLocalMailRecipient\ncn: %s\n"
                 "mailLocalAddress: %s@routed.example\n%s\n\n" % (name, base, name, name, lines))
    return text


SEARCHES = ("-v sendmailMTAMapValue,sendmailMTAMapSearch:FILTER:sendmailMTAMapObject,"
            "sendmailMTAMapURL:URL:sendmailMTAMapObject,seeAlso:DN")
KEYS = ("one ONE two words empty percent paren(x)* nul none search both loop1 url nothing elsewhere "
        "gone chain0 chain28 ali").split()
MAPS = [KEY + " " + VALUE, KEY + " -z, " + VALUE, KEY + " -1 " + VALUE, KEY + " -1 -z, " + SEARCHES,
        KEY + " -z, " + SEARCHES, KEY + " -n " + VALUE, KEY + " -m -a<OK> " + VALUE,
        KEY + " -z, -V= -v sendmailMTAMapName,sendmailMTAMapValue", KEY + " -f " + VALUE,
        KEY + " -z, -v sendmailMTAMapValue:NORMAL:person,sendmailMTAAliasValue",
        "-k (sendmailMTAKey=%s) " + VALUE, "-k (description=wide) -z; " + VALUE,
        "-k (description=wide) -1 " + VALUE, "-k (description=wide) -Z 2 -z; " + VALUE,
        KEY + " -s base " + VALUE, KEY + " -s one -r find -R " + VALUE, "-k (%0 " + VALUE,
        KEY + " -b dc=nowhere " + VALUE, '-k "(& (sendmailMTAKey=%0) (objectClass=*))" ' + VALUE]
WRONG = [VALUE, KEY + " -h x " + VALUE, KEY + " -s odd", KEY + " -r odd", KEY + " -v a:ODD",
         KEY + " -v a:DN", KEY + " -v a,a", KEY + " -n -v a,b:DN", KEY + " -P /nonexistent", KEY + " -y"]


class BesideTheOriginal(WithServer):
    def setUp(self):
        self.root = original_program()
        if not self.root:
            self.skipTest("the real sendmail, root rights or name spaces are not there")
        self.folder = tempfile.mkdtemp(prefix="sw-ldap-both-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.defaults = "-H %s -b %s" % (self.server.local_uri, BASE)

    def say(self, is_original, text, map_line="", options="", configuration=CF):
        cf = os.path.join(self.folder, "test.cf")
        with open(cf, "w") as file:
            file.write(configuration.replace("@DIR@", self.folder).replace("@MAP@", map_line)
                       .replace("@OPTIONS@", options))
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        program = SENDMAIL
        if is_original:
            _, _, extra = self.tools()
            environment.update(extra)
            program = self.original
        names = self.folder + "/hosts"
        with open(names, "w") as file:
            file.write("127.0.0.1 localhost\n127.0.0.1 mail.skills.com mail\n")
        inside = 'hostname mail.skills.com; mount --bind "$0" /etc/hosts; exec "$@"'
        done = subprocess.run(["unshare", "-m", "-n", "-u", "sh", "-c", inside, names, program, "-bt", "-C",
                               cf], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="backslashreplace", env=environment, timeout=120)
        return done.stdout

    def tools(self):
        libraries = ":".join(os.path.join(self.root, "usr/lib", name)
                             for name in os.listdir(self.root + "/usr/lib")
                             if name.endswith("-linux-gnu"))
        self.original = os.path.join(self.folder, "original-sendmail")
        if not os.path.exists(self.original):
            # A copy has no set-group-ID bit, which would make the loader forget the libraries.
            shutil.copyfile(self.root + "/usr/libexec/sendmail/sendmail", self.original)
            os.chmod(self.original, 0o755)
        return None, None, {"LD_LIBRARY_PATH": libraries}

    @staticmethod
    def answers(said):
        """Answers and exit codes, without what is said about failures."""
        return re.findall(r"(returns .*\(\d+\)|no match \(\d+\))", said)

    def compare(self, text, find, **settings):
        theirs, ours = (find(self.say(who, text, **settings)) for who in (True, False))
        self.assertEqual(theirs, ours, settings)
        self.assertTrue(theirs, settings)

    def test_the_same_answers(self):
        text = "".join("/map m %s\n" % key for key in KEYS)
        for flags in MAPS:
            self.compare(text, self.answers, map_line="Km ldap -w 3 %s %s" % (self.defaults, flags))

    def test_arguments(self):
        text = "".join("arguments %s\n" % key for key in (
            "one;wide0;wide1", "x;wide0;wide1", "x;paren(x)*;y", "percent;x;y", "x;*;y"))
        for flags in ("-K -k (|(sendmailMTAKey=%0)(sendmailMTAKey=%1)(sendmailMTAKey=%2)) -z,",
                      "-k (|(sendmailMTAKey=%0)(sendmailMTAKey=%1)) -z,", KEY):
            self.compare(text, lambda said: re.findall(r"returns: (.*)", said),
                         map_line="Km ldap -w 3 %s %s %s" % (self.defaults, flags, VALUE))

    def test_wrong_declarations_in_the_same_words(self):
        for flags in WRONG:
            self.compare("", lambda said: re.findall(r"line \d+: (.*)", said),
                         map_line="Km ldap -w 3 %s %s" % (self.defaults, flags))

    def test_aliases_and_classes(self):
        text = "/map aliases ali\n/map aliases ALI2\n/map aliases none\n$=R\n"
        spec = "O LDAPDefaultSpec=-w 3 " + self.defaults
        for sources in ("ldap:", "ldap:%s -v sendmailMTAAliasValue" % KEY,
                        'ldap:%s -v "sendmailMTAAliasValue,sendmailMTAMapValue",ldap:' % KEY):
            self.compare(text, lambda said: self.answers(said) + sorted(
                re.findall(r"(?m)^(?:> )?(\w+\.example)$", said)),
                         options="%s\nO AliasFile=%s\nFR@LDAP" % (spec, sources))
        self.compare(text, lambda said: sorted(re.findall(r"(?m)^(?:> )?(\w+\.example)$", said)),
                     options=spec + "\nF{R}R@ldap:-k (sendmailMTAClassName=%0) "
                     "-v sendmailMTAClassValue")

    def test_a_site_with_all_its_tables_in_the_directory(self):
        self.server.add(site_entries())
        with open(os.path.join(self.folder, "service.switch"), "w") as file:
            file.write("hosts files\naliases files\n")
        spec = "-w 3 -H %s -b ou=site,%s" % (self.server.local_uri, ldap_server.SUFFIX)
        for routing in ROUTINGS:
            mc = os.path.join(self.folder, "site.mc")
            with open(mc, "w") as file:
                file.write(SITE.replace("@TOP@", TOP).replace("@SPEC@", spec)
                           .replace("@ROUTING@", routing))
            cf = subprocess.run([harness.M4, mc], capture_output=True, text=True, timeout=60)
            self.assertEqual((cf.returncode, cf.stderr), (0, ""))
            theirs, ours = (self.traces(self.say(who, QUESTIONS, configuration=cf.stdout))
                            for who in (True, False))
            self.assertGreater(len(theirs[0]), 300)
            self.assertEqual(theirs, ours, routing)

    @staticmethod
    def traces(said):
        """The lines in their order, and the members of classes, which have none."""
        is_member = re.compile(r"(> )?[\w-]+(\.[\w-]+)+")
        lines = [line for line in said.split("\n") if "World writable directory" not in line]
        return ([line for line in lines if not is_member.fullmatch(line)],
                sorted(line.removeprefix("> ") for line in lines if is_member.fullmatch(line)))

    def test_what_has_no_place_in_the_default_specification(self):
        for flags in ("-k x", "-v x", "-T<x>", "-o -1", "-s odd"):
            self.compare("", lambda said: re.findall(r"readcf: option .*|Scope .* LDAPDefaultSpec",
                                                     said),
                         options="O LDAPDefaultSpec=%s %s" % (self.defaults, flags))


def skip_without_header():
    with open(os.path.join(harness.BUILD, "config.h")) as file:
        if "#define HAVE_LDAP_H 1" not in file.read():
            print("SKIP: built without ldap.h (apt-get install libldap-dev)")
            sys.exit(77)


if __name__ == "__main__":
    ldap_server.programs()
    skip_without_header()
    unittest.main()
