#!/usr/bin/env python3
"""Where mail goes: aliases, lists, programs, virtual users, .forward, other hosts, queue, notices."""
import re
import time
import unittest

from dns_stub import DnsStub
from harness import Sink, Site, wait_until


class Delivery(unittest.TestCase):
    def setUp(self):
        self.site = Site().__enter__()
        self.addCleanup(self.site.__exit__)

    def test_aliases_lists_and_programs(self):
        self.site.start_daemon()
        self.site.send("toto@skills.com", text="Subject: to toto\r\n\r\nx\r\n")
        self.site.wait_for_mail("user1", "to toto")
        self.site.send("group@skills.com", text="Subject: to group\r\n\r\nx\r\n")
        for user in ("user1", "user2", "user3"):
            self.site.wait_for_mail(user, "to group")
        self.site.send("archive@skills.com", text="Subject: to archive\r\n\r\nx\r\n")
        archived = wait_until(lambda: self.site.read("etc", "archive.out"), "the program's output")
        self.assertIn("Subject: to archive\n", archived)
        self.site.send("postmaster@mail.skills.com", text="Subject: chain\r\n\r\nx\r\n")
        self.site.wait_for_mail("user1", "chain")

    def test_virtual_users(self):
        with Sink(self.site.remote_port) as sink:
            self.site.start_daemon()
            self.site.send("user1@sales.com", text="Subject: virtual user2\r\n\r\nx\r\n")
            self.site.wait_for_mail("user2", "virtual user2")
            self.site.send("sales@sales.com", text="Subject: virtual user1\r\n\r\nx\r\n")
            self.site.wait_for_mail("user1", "virtual user1")
            self.site.send("anyone@sales.com", text="Subject: virtual domain\r\n\r\nx\r\n")
            sender, recipients, text = sink.wait_for()[0]
            self.assertEqual((sender, recipients), ("user1@smile.com", ["anyone@smile.com"]))
            self.assertIn("Subject: virtual domain\r\n", text)

    def test_forward_files(self):
        self.site.write("home/user3/.forward", "\\user3, user2@skills.com\n")
        self.site.start_daemon()
        self.site.send("user3@skills.com", text="Subject: forwarded\r\n\r\nx\r\n")
        self.site.wait_for_mail("user3", "forwarded")
        self.site.wait_for_mail("user2", "forwarded")

    def test_unsafe_forward_files_are_ignored(self):
        self.site.write("home/user3/.forward", "user2@skills.com\n", mode=0o666)
        self.site.start_daemon()
        self.site.send("user3@skills.com", text="Subject: kept\r\n\r\nx\r\n")
        self.site.wait_for_mail("user3", "kept")
        self.assertNotIn("kept", self.site.mailbox("user2"))

    def test_from_lines_in_a_body_are_quoted(self):
        self.site.start_daemon()
        self.site.send("user1@skills.com", text="Subject: q\r\n\r\nFrom here on\r\n..dot\r\n")
        mail = self.site.wait_for_mail("user1", "Subject: q")
        self.assertIn("\n>From here on\n.dot\n", mail)

    def test_mail_waits_for_a_server_that_is_down(self):
        self.site.start_daemon()
        self.site.send("someone@smile.com", sender="user1@skills.com",
                       text="Subject: waits\r\n\r\nx\r\n")
        listing = wait_until(
            lambda: (lambda text: text if "Deferred" in text else None)(self.site.run("-bp").stdout),
            "the deferral in mailq")
        self.assertRegex(listing, r"\t\t\S+/mqueue \(1 request\)\n")
        self.assertIn("-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------",
                      listing)
        self.assertRegex(listing, r"\n\w{14,20}[ *-]? +\d+ \w{3} \w{3} +\d+ \d\d:\d\d <user1@skills\.com>\n"
                                  r" +\(Deferred: Connection refused by \[127\.0\.0\.1\]\.?\)\n"
                                  r"\t+ +<?someone@smile\.com>?\n")
        self.assertTrue(listing.endswith("\t\tTotal requests: 1\n"), listing)
        self.assertEqual(len(self.site.queue_files("qf")), 1)
        self.assertEqual(len(self.site.queue_files("df")), 1)
        self.assertEqual(self.site.run(name="mailq").stdout, listing)
        with Sink(self.site.remote_port) as sink:
            self.assertEqual(self.site.run("-q").returncode, 0)
            self.assertEqual(sink.wait_for()[0][1], ["someone@smile.com"])
        wait_until(lambda: not self.site.queue_files("qf"), "an empty queue")
        self.assertIn("is empty", self.site.run("-bp").stdout)

    def test_queue_interval_delivers_once_the_server_is_up(self):
        self.site.start_daemon("-q1s")
        self.site.send("someone@smile.com", sender="user1@skills.com")
        wait_until(lambda: "Deferred" in self.site.run("-bp").stdout, "the deferral")
        with Sink(self.site.remote_port) as sink:
            sink.wait_for()

    def test_queued_mail_bounces_after_queuereturn(self):
        self.site.start_daemon()
        self.site.send("someone@smile.com", sender="user1@skills.com",
                       text="Subject: too late\r\n\r\nbody\r\n")
        wait_until(lambda: "Deferred" in self.site.run("-bp").stdout, "the deferral")
        time.sleep(2.5)  # the message must be older than queuereturn
        self.site.run("-O", "Timeout.queuereturn=1s", "-q")
        mail = self.site.wait_for_mail("user1", "Returned mail")
        self.assertIn("Content-Type: multipart/report; report-type=delivery-status;", mail)
        self.assertIn("Auto-Submitted: auto-generated (failure)", mail)
        self.assertIn("Content-Type: message/delivery-status", mail)
        self.assertRegex(mail, r"Final-Recipient: RFC822; someone@smile\.com\nAction: failed\nStatus: 4\.4\.7\n")
        self.assertIn("Subject: too late", mail)
        wait_until(lambda: not self.site.queue_files("qf"), "an empty queue")

    def test_refusal_by_the_next_server_bounces_at_once(self):
        with Sink(self.site.remote_port, {"RCPT": "550 5.1.1 no such person"}):
            self.site.start_daemon()
            self.site.send("someone@smile.com", sender="user1@skills.com")
            mail = self.site.wait_for_mail("user1", "Returned mail")
        self.assertIn("Diagnostic-Code: SMTP; 550 5.1.1 no such person", mail)
        self.assertIn("Status: 5.1.1", mail)

    def test_mail_exchangers(self):
        records = {
            # Nobody listens on the first one; the second is the sink.
            ("remote.example", "MX"): ["10 down.remote.example", "20 mail.remote.example"],
            ("down.remote.example", "A"): ["127.0.0.9"],
            ("mail.remote.example", "A"): ["127.0.0.1"],
            ("plain.example", "A"): ["127.0.0.1"],
            ("null.example", "MX"): ["0 ."],
        }
        with DnsStub(records) as dns, Sink(self.site.remote_port) as sink:
            self.site.recompile("define(`confNAME_SERVERS', `127.0.0.1@%d')dnl" % dns.port)
            self.site.start_daemon()
            for recipient in ("a@remote.example", "b@plain.example", "c@null.example", "d@unknown.example"):
                self.site.send(recipient, sender="user1@skills.com")
            sink.wait_for(2)
            self.assertEqual({message[1][0] for message in sink.messages},
                             {"a@remote.example", "b@plain.example"})
            mail = self.site.wait_for_mail("user1", "c@null.example")
            self.assertIn("Status: 5.1.10", mail)
            mail = self.site.wait_for_mail("user1", "d@unknown.example")
            self.assertIn("Status: 5.1.2", mail)

    def test_queue_files_that_make_no_sense_are_left_alone(self):
        self.site.start_daemon()
        self.site.write("mqueue/qfAAAAAAAA000001", "V8\nT1\nthis is no queue file\n")
        self.site.send("user1@skills.com", text="Subject: goes on\r\n\r\nx\r\n")
        self.site.wait_for_mail("user1", "goes on")
        self.assertEqual(self.site.run("-q").returncode, 0)
        wait_until(lambda: re.search(r"AAAAAAAA000001", self.site.read("mail.log")), "a log line")
        self.assertTrue(self.site.queue_files("qfAAAA") or self.site.queue_files("QfAAAA"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
