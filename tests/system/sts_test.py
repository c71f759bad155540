#!/usr/bin/env python3
"""FEATURE(sts): mail for domains with a policy (MTA-STS) goes only to servers that keep it.

A name server, a policy server (socket map, netstrings) and SMTP servers with certificates, each at a
loopback address of its own.
"""
import ssl
import subprocess
import unittest

from dns_stub import DnsStub
from harness import Listener, Site, wait_until
from socket_map_stub import SocketMapStub

SITE = """define(`confNAME_SERVERS', `127.0.0.1@%d')dnl
define(`confCACERT', `%s/ca.pem')dnl
FEATURE(`sts', `socket -d5 -T<TMPF> inet:%d@127.0.0.1')dnl
"""


class Server(Listener):
    """An SMTP server at one address; with a certificate it offers STARTTLS."""

    def __init__(self, address, certificate=None):
        self.recipients, self.names = [], []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
            self.context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        super().__init__(address)

    def session(self, connection):
        recipients = []
        stream = connection.makefile("rb")

        def say(text):
            connection.sendall(text.encode() + b"\r\n")
        try:
            say("220 server.example ESMTP")
            while line := stream.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    is_offered = self.context and not isinstance(connection, ssl.SSLSocket)
                    say("250-server.example\r\n250 " + ("STARTTLS" if is_offered else "8BITMIME"))
                elif verb == b"STAR":
                    say("220 2.0.0 go")
                    connection = self.context.wrap_socket(connection, server_side=True)
                    stream = connection.makefile("rb")
                elif verb == b"RCPT":
                    recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                    say("250 2.1.5 ok")
                elif verb == b"DATA":
                    say("354 go")
                    while stream.readline() not in (b".\r\n", b""):
                        pass
                    self.recipients += recipients
                    recipients = []
                    say("250 2.0.0 taken")
                elif verb == b"QUIT":
                    say("221 2.0.0 bye")
                    return
                else:
                    say("250 2.0.0 ok")
        except OSError:  # the client did not like the certificate
            pass
        finally:
            stream.close()
            connection.close()


def openssl(*words):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "30", *words], check=True, capture_output=True, timeout=60)


def certificate(folder, name, signed=True):
    """A file with a certificate for the name, and its key."""
    path = "%s/%s.pem" % (folder, name.replace("*", "any") + ("" if signed else ".own"))
    openssl("-subj", "/CN=server", "-addext", "subjectAltName=DNS:" + name, "-keyout", path + ".key",
            "-out", path, *(("-CA", folder + "/ca.pem", "-CAkey", folder + "/ca.key") if signed else ()))
    with open(path, "a") as whole, open(path + ".key") as key:
        whole.write(key.read())
    return path


class StrictTransport(unittest.TestCase):
    POLICIES = {
        "good.example": b"OK secure match=mx.good.example:mx2.good.example servername=hostname",
        "wild.example": b"OK secure match=.wild.example servername=hostname",
        "other-name.example": b"OK secure match=mx.other-name.example servername=hostname",
        "own.example": b"OK secure match=mx.own.example servername=hostname",
        "clear.example": b"OK secure match=mx.clear.example servername=hostname",
        "stray.example": b"OK secure match=mx.stray.example servername=hostname",
        "two.example": b"OK secure match=mx.good.example servername=hostname",
        "strict.example": b"OK secure match=mx.strict.example servername=hostname",
        "later.example": b"TEMP no answer",
    }
    MX = {
        "good.example": ["10 mx.good.example"], "wild.example": ["10 a.wild.example"],
        "other-name.example": ["10 mx.other-name.example"], "own.example": ["10 mx.own.example"],
        "clear.example": ["10 mx.clear.example"], "stray.example": ["10 mx.good.example"],
        "two.example": ["10 mx.own.example", "20 mx.good.example"],
        "plain.example": ["10 mx.own.example"], "changing.example": ["10 mx.own.example"],
        "later.example": ["10 mx.good.example"],
    }

    @classmethod
    def setUpClass(cls):
        cls.site = Site().__enter__()
        cls.addClassCleanup(cls.site.__exit__)
        folder = cls.site.etc
        openssl("-subj", "/CN=authority", "-keyout", folder + "/ca.key", "-out", folder + "/ca.pem")
        port = cls.site.remote_port
        cls.servers = {
            "good": Server(("127.0.0.11", port), certificate(folder, "mx.good.example")),
            "wild": Server(("127.0.0.12", port), certificate(folder, "*.wild.example")),
            "other": Server(("127.0.0.13", port), certificate(folder, "mx.good.example")),
            "own": Server(("127.0.0.14", port), certificate(folder, "mx.own.example", signed=False)),
            "clear": Server(("127.0.0.15", port)),
        }
        hosts = {"mx.good.example": 11, "a.wild.example": 12, "mx.other-name.example": 13,
                 "mx.own.example": 14, "mx.clear.example": 15}
        records = {(name, "A"): ["127.0.0.%d" % last] for name, last in hosts.items()}
        records.update({(name, "MX"): values for name, values in cls.MX.items()})
        cls.dns = DnsStub(records).__enter__()
        cls.policies = SocketMapStub(cls.POLICIES, ("127.0.0.1", 0)).__enter__()
        for each in (*cls.servers.values(), cls.policies, cls.dns):
            cls.addClassCleanup(each.__exit__)
        lines = SITE % (cls.dns.port, folder, cls.policies.address[1])
        cls.site.recompile(change_mc=lambda mc: mc.replace("MAILER(smtp)dnl", lines + "MAILER(smtp)dnl"))
        cls.site.makemap("mailertable", "strict.example\tesmtp:[mx.good.example]\n"
                                        "free.example\tesmtp:[mx.good.example]\n")
        cls.site.start_daemon()

    def send(self, *recipients):
        done = self.site.run("-oi", "-odq", *recipients, input="Subject: x\n\ntext\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.site.run("-q")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def fate(self, recipient):
        """What the log says of a recipient, once it says something."""
        def found():
            lines = [l for l in self.site.read("mail.log").split("\n")
                     if "to=%s," % recipient in l or "to=<%s>," % recipient in l]
            return [l.split("stat=")[1] for l in lines if "stat=" in l and "stat=queued" not in l]
        return wait_until(found, "the fate of " + recipient + "\n" + self.site.read("mail.log"))[0]

    def test_a_server_with_the_right_name(self):
        self.send("ann@good.example")
        self.assertTrue(self.fate("ann@good.example").startswith("Sent"))
        self.assertIn("ann@good.example", self.servers["good"].recipients)
        self.assertIn("mx.good.example", self.servers["good"].names)

    def test_a_certificate_for_all_hosts(self):
        self.send("ann@wild.example")
        self.assertTrue(self.fate("ann@wild.example").startswith("Sent"))

    def assert_waits(self, recipient, text):
        self.send(recipient)
        fate = self.fate(recipient)
        self.assertTrue(fate.startswith("Deferred"), fate)
        self.assertIn(text, fate)
        self.assertFalse([s for s in self.servers.values() if recipient in s.recipients])

    def test_another_name(self):
        self.assert_waits("ann@other-name.example", "no verified certificate for mx.other-name.example")

    def test_an_unknown_authority(self):
        self.assert_waits("ann@own.example", "no verified certificate for mx.own.example")

    def test_a_server_without_tls(self):
        self.assert_waits("ann@clear.example", "other side does not support STARTTLS")

    def test_a_server_that_the_policy_does_not_name(self):
        self.assert_waits("ann@stray.example", "mx.good.example not found in")

    def test_a_policy_that_cannot_be_had(self):
        self.assert_waits("ann@later.example", "TLS handshake failed")
        self.assertIn("failed: tls_clt_features: a map could not be asked", self.site.read("mail.log"))

    def test_the_next_server_may_be_a_better_one(self):
        self.send("ann@two.example")
        self.assertTrue(self.fate("ann@two.example").startswith("Sent"))
        self.assertIn("ann@two.example", self.servers["good"].recipients)

    def test_a_domain_without_a_policy(self):
        self.send("ann@plain.example")
        self.assertTrue(self.fate("ann@plain.example").startswith("Sent"))

    def test_a_policy_that_comes_while_a_connection_is_kept(self):
        """The daemon keeps connections; the server's certificate is one that no policy allows."""
        for number, fate in ((1, "Sent"), (2, "Deferred")):
            recipient = "ann%d@changing.example" % number
            self.site.send(recipient, sender="user1@skills.com")
            self.assertTrue(self.fate(recipient).startswith(fate), self.fate(recipient))
            self.policies.answers["changing.example"] = \
                b"OK secure match=mx.own.example servername=hostname"
        self.assertNotIn("ann2@changing.example", self.servers["own"].recipients)

    def test_one_server_for_domains_with_and_without(self):
        self.send("ann@strict.example", "bob@free.example")
        self.assertTrue(self.fate("bob@free.example").startswith("Sent"))
        fate = self.fate("ann@strict.example")
        self.assertTrue(fate.startswith("Deferred: [mx.good.example] not found in"), fate)
        self.assertIn("bob@free.example", self.servers["good"].recipients)
        self.assertNotIn("ann@strict.example", self.servers["good"].recipients)


if __name__ == "__main__":
    unittest.main(verbosity=2)
