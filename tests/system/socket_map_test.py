#!/usr/bin/env python3
"""The daemon with a map of class socket whose server hangs, talks garbage or never ends: whoever asks
it gets a temporary failure within the time of -d, others go on, and memory stays bounded.
"""
import unittest

from harness import Site, wait_until
from socket_map_stub import Raw, SocketMapStub

GIGABYTE = b"1000000000:OK " + b"x" * 65536
MOST_SENT = 64 << 20  # octets: what buffers on the way may swallow, and much less than a gigabyte
ANSWERS = {
    "good": b"OK fine",
    "temp": b"TEMP later",
    "hang": None,
    "garbage": Raw(b"\xff\0HTTP/1.1 200\r\n\r\n", is_last=True),
    "word": b"MAYBE so",
    "digits": Raw(b"1" * 65536, is_endless=True),
    "nothing": Raw(b"", is_last=True),
    "large": Raw(GIGABYTE, is_endless=True),
    "part": Raw(b"100:OK and then no more", is_last=True),
    "comma": Raw(b"7:OK fine;", is_last=True),
}
RULES = """LOCAL_CONFIG
Kanswers socket -d%d -T<TMPF> inet:%d@127.0.0.1
LOCAL_RULESETS
SLocal_check_mail
R< $+ @ $* >\t$: $(answers $1 $)
R$* <TMPF>\t$#error $@ 4.3.0 $: 451 the map cannot be asked
"""


class SocketMaps(unittest.TestCase):
    def start(self, seconds):
        server = SocketMapStub(ANSWERS, ("127.0.0.1", 0))
        self.addCleanup(server.__exit__)
        site = Site(change_mc=lambda mc: mc + RULES % (seconds, server.address[1]))
        self.addCleanup(site.__exit__)
        site.start_daemon()
        return server, site

    def mail(self, site, key):
        """The reply to MAIL, which asks the map for the key."""
        client = site.smtp()
        self.assertEqual(client.ask("helo client.example")[0], 250)
        code, text = client.ask("mail from:<%s@skills.com>" % key)
        client.close()
        return code, text

    def test_what_is_no_answer_is_a_temporary_failure(self):
        server, site = self.start(5)
        for key in ANSWERS:
            code, text = self.mail(site, key)
            self.assertEqual(code, 250 if key == "good" else 451, (key, text))
            self.assertEqual(self.mail(site, "good")[0], 250, "after " + key)
        self.assertEqual(self.mail(site, "unknown")[0], 250)
        self.assertLess(server.sent, MOST_SENT)

    def test_a_server_that_hangs_holds_up_nobody_else(self):
        server, site = self.start(600)
        waiting = [site.smtp() for _ in range(10)]
        for client in waiting:
            self.assertEqual(client.ask("helo client.example")[0], 250)
            client.send("mail from:<hang@skills.com>")
        wait_until(lambda: server.requests.count(b"answers hang") == len(waiting), "the questions")
        for number in range(5):
            self.assertEqual(self.mail(site, "good")[0], 250)
        site.send("user1@skills.com", sender="", text="Subject: meanwhile\r\n\r\nx\r\n")
        site.wait_for_mail("user1", "Subject: meanwhile")
        server.is_over.set()  # hangs up on those that wait
        for client in waiting:
            code, text = client.reply()
            self.assertEqual(code, 451, text)
            client.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
