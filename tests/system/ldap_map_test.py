#!/usr/bin/env python3
"""Class ldap against a real slapd, which this test starts: all ways to bind and to search, a server
that restarts, hangs or talks nonsense, and a daemon whose aliases, access rules, virtual users and
classes are in the directory as docs/ldap.md has it."""
import os
import re
import select
import tempfile
import unittest

import harness
import ldap_server
from harness import TOP
from ldap_cases import (BASE, KEY, MISC, SCHEMA, VALUE, TestMode, WithServer,
                        skip_if_not_possible)


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


if __name__ == "__main__":
    skip_if_not_possible()
    unittest.main()
