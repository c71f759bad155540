#!/usr/bin/env python3
"""Our sendmail with a real name server (nsd): in test mode with maps of the classes host, dns and
bestmx, and as a daemon that routes mail by it. Then with servers that hang, or say what is no answer.
"""
import os
import re
import socket
import threading
import unittest

from harness import Dialogue, Site, Sink, skip, wait_until
import name_server

LONG_TEXTS = ["%02d" % n + "x" * 198 for n in range(40)]  # 8 KB: more than a datagram carries
EXAMPLE = """
ns A 127.0.0.1
host A 192.0.2.10
host AAAA 2001:db8::10
both A 192.0.2.11
domain MX 20 mx2
domain MX 10 mx1
mx1 A 192.0.2.21
mx2 A 192.0.2.22
null MX 0 .
alias CNAME host
chain1 CNAME chain2
chain2 CNAME chain3
chain3 CNAME host
loop1 CNAME loop2
loop2 CNAME loop1
dangling CNAME nowhere
text TXT "one text" " in two parts"
_smtp._tcp SRV 0 5 25 mx1
afsdb AFSDB 1 host
_25._tcp.host TLSA 3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
remote MX 10 down
remote MX 20 up
down A 127.0.0.9
up A 127.0.0.1
plain A 127.0.0.1
broken.tail CNAME host.broken.test.
""" + "".join('long TXT "%s"\n' % text for text in LONG_TEXTS)
REVERSE = "10 PTR host.example.\n"
SIGNED = "host A 192.0.2.66\n@ MX 10 host\n"
ZONES = {"example": EXAMPLE, "2.0.192.in-addr.arpa": REVERSE, "signed.test": SIGNED,
         "forged.test": SIGNED, "broken.test": None}
SIGNED_ZONES, FORGED_ZONES = ["signed.test", "forged.test"], ["forged.test"]
TYPES = ("A", "AAAA", "MX", "NS", "PTR", "TXT", "SRV", "AFSDB", "CNAME", "TLSA")
MAPS = "".join("Kd%s dns -R %s\n" % (kind.lower(), kind) for kind in TYPES) + """Kdall dns -R TXT -z|
Kho host -a.
Kbest bestmx
Kbestall bestmx -z,
Kbestt bestmx -T<TMPF>
"""


class WithSite(unittest.TestCase):
    def site(self, endpoint, options=""):
        """A site that asks the server, with the maps above."""
        site = Site("define(`confNAME_SERVERS', `%s')dnl\n%s" % (endpoint, options),
                    lambda mc: mc + "LOCAL_CONFIG\n" + MAPS)
        self.addCleanup(site.__exit__)
        return site

    def ask(self, site, *questions):
        """The answers to `MAP KEY`, as test mode shows them: `returns VALUE (0)`, `no match (68)`."""
        done = site.run("-bt", input="".join("/map %s\n" % q for q in questions))
        found = re.findall(r"map_lookup: \S+ \(.*?\) (?:.*\n)??((?:returns|no match) .*)", done.stdout)
        self.assertEqual(len(found), len(questions), done.stdout + done.stderr)
        return found if len(found) > 1 else found[0]


class RealServer(WithSite):
    @classmethod
    def setUpClass(cls):
        cls.server = name_server.NameServer(ZONES, SIGNED_ZONES, FORGED_ZONES)
        cls.addClassCleanup(cls.server.__exit__)

    def expect(self, site, answers):
        found = self.ask(site, *answers)
        self.assertEqual(dict(zip(answers, found)), answers)

    def test_record_types(self):
        self.expect(self.site(self.server.endpoint), {
            "da host.example": "returns 192.0.2.10 (0)",
            "daaaa host.example": "returns 2001:db8::10 (0)",
            "dmx mx1.example": "no match (68)",
            "dmx null.example": "returns  (0)",
            "dns example": "returns ns.example (0)",
            "dptr 10.2.0.192.in-addr.arpa": "returns host.example (0)",
            "dtxt text.example": "returns one text in two parts (0)",
            "dsrv _smtp._tcp.example": "returns mx1.example (0)",
            "dafsdb afsdb.example": "returns host.example (0)",
            "dcname alias.example": "returns host.example (0)",
            "dtlsa _25._tcp.host.example": "returns 03 01 01 " + ":".join(
                "%02X" % n for n in range(32)) + " (0)",
            "ho [192.0.2.10]": "returns host.example. (0)",
        })

    def test_aliases_and_what_is_not_there(self):
        self.expect(self.site(self.server.endpoint), {
            "da alias.example": "returns 192.0.2.10 (0)",
            "da chain1.example": "returns 192.0.2.10 (0)",
            "ho chain1.example": "returns host.example. (0)",
            "da dangling.example": "no match (68)",
            "ho dangling.example": "no match (68)",
            "da loop1.example": "no match (75)",
            "ho loop1.example": "no match (75)",
            "da nowhere.example": "no match (68)",
            "ho nowhere.example": "no match (68)",
            "ho text.example": "no match (68)",
            "ho [192.0.2.99]": "no match (68)",
            "da host.broken.test": "no match (75)",
            "ho host.broken.test": "no match (75)",
            "da broken.tail.example": "no match (75)",
        })

    def test_mail_exchangers(self):
        self.expect(self.site(self.server.endpoint), {
            "best domain.example": "returns mx1.example. (0)",
            "bestall domain.example": "returns mx1.example.,mx2.example. (0)",
            "best host.example": "returns host.example. (0)",
            "best alias.example": "no match (0)",
            "best null.example": "no match (69)",
            "best text.example": "no match (0)",
            "best nowhere.example": "no match (68)",
            "best broken.test": "no match (75)",
            "bestt broken.test": "no match (75)",
        })

    def test_answer_that_needs_tcp(self):
        answer = self.ask(self.site(self.server.endpoint), "dall long.example")
        found = re.fullmatch(r"returns (.*) \(0\)", answer)
        self.assertTrue(found, answer)
        self.assertEqual(sorted(found[1].split("|")), LONG_TEXTS)

    def test_all_questions_by_tcp(self):
        site = self.site(self.server.endpoint, "define(`confBIND_OPTS', `+usevc')dnl\n")
        self.assertEqual(self.ask(site, "da host.example"), "returns 192.0.2.10 (0)")

    def test_no_name_service_at_all(self):
        site = self.site(self.server.endpoint, "define(`confBIND_OPTS', `False')dnl\n")
        self.assertEqual(self.ask(site, "da host.example", "ho host.example"),
                         ["no match (75)", "no match (68)"])

    def test_hosts_file_in_the_order_of_the_service_switch(self):
        orders = {"files dns": "returns canonical.of.hosts. (0)", "dns files": "returns both.example. (0)",
                  "files": "returns canonical.of.hosts. (0)", "dns": "returns both.example. (0)"}
        for order, expected in orders.items():
            site = self.site(self.server.endpoint,
                             "define(`confHOSTS_FILE', `@ETC@/hosts')dnl\n"
                             "define(`confSERVICE_SWITCH_FILE', `@ETC@/switch')dnl\n")
            site.recompile(change_mc=lambda mc: mc.replace("@ETC@", site.etc))
            site.write("etc/hosts", "192.0.2.77 canonical.of.hosts both.example\n"
                                    "192.0.2.78 only-in-hosts.example\n", 0o644)
            site.write("etc/switch", "hosts %s\n" % order, 0o644)
            both, there, reverse, absent = self.ask(
                site, "ho both.example", "ho host.example", "ho [192.0.2.78]", "ho only-in-hosts.example")
            has_dns, has_files = "dns" in order, "files" in order
            self.assertEqual(both, expected, order)
            self.assertEqual(there, "returns host.example. (0)" if has_dns else "no match (68)", order)
            of_file = "returns only-in-hosts.example. (0)" if has_files else "no match (68)"
            self.assertEqual((reverse, absent), (of_file, of_file), order)

    def test_signatures(self):
        questions = ("da host.signed.test", "dmx signed.test", "da nowhere.signed.test",
                     "da host.forged.test", "ho host.forged.test", "best forged.test",
                     "da host.example")
        trusting = self.site(self.server.endpoint)
        self.assertEqual(self.ask(trusting, *questions), [
            "returns 192.0.2.66 (0)", "returns host.signed.test (0)", "no match (68)",
            "returns 192.0.2.67 (0)", "returns host.forged.test. (0)",
            "returns host.forged.test. (0)", "returns 192.0.2.10 (0)"])
        checking = self.site(self.server.endpoint, "define(`confTRUST_ANCHOR_FILE', `%s')dnl\n"
                             % self.server.trust_anchors)
        self.assertEqual(self.ask(checking, *questions), [
            "returns 192.0.2.66 (0)", "returns host.signed.test (0)", "no match (68)",
            "no match (75)", "no match (75)",
            "returns host.forged.test. (0)", "returns 192.0.2.10 (0)"])

    def test_trust_anchors_that_cannot_be_read(self):
        site = self.site(self.server.endpoint,
                         "define(`confTRUST_ANCHOR_FILE', `/nonexistent/anchors')dnl\n")
        self.assertEqual(self.ask(site, "da host.example"), "no match (75)")

    def test_daemon_routes_by_it(self):
        site = self.site(self.server.endpoint, "define(`confTRUST_ANCHOR_FILE', `%s')dnl\n"
                         % self.server.trust_anchors)
        with Sink(site.remote_port) as sink:
            site.start_daemon()
            for recipient in ("a@remote.example", "b@plain.example", "c@nowhere.example",
                              "d@null.example", "e@broken.test", "f@host.forged.test"):
                site.send(recipient, sender="user1@skills.com")
            sink.wait_for(2)
            self.assertEqual({message[1][0] for message in sink.messages},
                             {"a@remote.example", "b@plain.example"})
            self.assertIn("Status: 5.1.2", site.wait_for_mail("user1", "c@nowhere.example"))
            self.assertIn("Status: 5.1.10", site.wait_for_mail("user1", "d@null.example"))
            for recipient in ("e@broken.test", "f@host.forged.test"):
                wait_until(lambda: re.search("to=<%s>.*stat=Deferred" % recipient,
                                             site.read("mail.log")), "deferral of " + recipient)
            site.stop_daemon()
        self.assertEqual(len(site.queue_files("qf")), 2)
        mailbox = site.mailbox("user1")
        self.assertNotIn("e@broken.test", mailbox)
        self.assertNotIn("f@host.forged.test", mailbox)


class BadServer:
    """A UDP server that sends what `answers(query)` lists; None: nothing until it is released."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = threading.Event()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.endpoint = "127.0.0.1@%d" % self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            if not query:
                return
            if b"slow" in query:
                self.asked.set()
            for answer in self.answers(query):
                self.socket.sendto(answer, peer)


def garbage(query):
    return [b"", b"\0", os.urandom(40), query[:2] + os.urandom(300), query[:11], b"\xff" * 600]


def flood(query):
    """Answers with the wrong number, and one that points to itself; more than anyone reads."""
    wrong = bytes([query[0] ^ 1]) + query[1:]
    loop = query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + query[12:] + b"\xc0" + bytes([len(query)])
    return [wrong] * 500 + [loop] * 500


class BadServers(WithSite):
    """Whatever the name server does: those who wait for it get a temporary failure, others go on."""

    LIMITS = ("define(`confTO_RESOLVER_RETRANS', `2s')dnl\n"
              "define(`confTO_RESOLVER_RETRY', `1')dnl\n"
              "undefine(`confTRY_NULL_MX_LIST')dnl\n")

    def check(self, answers):
        with BadServer(answers) as server:
            site = self.site(server.endpoint, self.LIMITS)
            site.recompile(change_mc=lambda mc: mc.replace(
                "FEATURE(`accept_unresolvable_domains')dnl\n", ""))
            self.assertEqual(self.ask(site, "da slow.example", "ho slow.example"),
                             ["no match (75)", "no match (75)"])
            server.asked.clear()
            site.start_daemon()
            waiting = [site.smtp() for _ in range(5)]
            for number, client in enumerate(waiting):
                self.assertEqual(client.ask("helo client.example")[0], 250)
                client.send("mail from:<x@slow%d.example>" % number)
            self.assertTrue(server.asked.wait(60))
            for _ in range(5):
                site.send("user1@skills.com", sender="",
                          text="Subject: meanwhile\r\n\r\nx\r\n")
            site.wait_for_mail("user1", "Subject: meanwhile")
            for client in waiting:
                code, text = client.reply()
                self.assertEqual(code, 451, text)
                client.close()

    def test_silence(self):
        self.check(lambda query: [])

    def test_garbage(self):
        self.check(garbage)

    def test_flood(self):
        self.check(flood)


if __name__ == "__main__":
    if name_server.find_programs():
        skip("needs " + ", ".join(name_server.find_programs()) + " (Debian: nsd, ldnsutils)")
    unittest.main(verbosity=2)
