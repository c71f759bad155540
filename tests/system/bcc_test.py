#!/usr/bin/env python3
"""FEATURE(bcc): copies of messages that are taken from the network and from the command."""
import os
import unittest

from harness import Site

FEATURE = """FEATURE(`bcc', `hash -T<TMPF> %s/etc/bcctable', `user3@skills.com', `$A')dnl"""


class Copies(unittest.TestCase):
    def setUp(self):
        self.site = Site().__enter__()
        self.site.recompile(FEATURE % self.site.folder)
        self.site.makemap("bcctable", "skills.com\tyes\n")

    def tearDown(self):
        self.site.__exit__()

    def copies(self, text):
        self.site.wait_for_mail("user3", text)
        return self.site.mailbox("user3").count(text)

    def test_one_copy_of_a_message_from_the_network(self):
        self.site.start_daemon()
        client = self.site.smtp()
        for command in ("mail from:<a@smile.com>", "rcpt to:<user1@skills.com> notify=success",
                        "rcpt to:<user2@skills.com>"):
            self.assertEqual(client.ask(command)[0], 250)
        self.assertEqual(client.ask("data")[0], 354)
        self.assertEqual(client.ask("Subject: kept\r\nTo: all\r\n\r\nfor the archive\r\n.")[0], 250)
        client.close()
        self.site.wait_for_mail("user1", "for the archive")
        self.site.wait_for_mail("user2", "for the archive")
        self.assertEqual(self.copies("for the archive"), 1)
        self.assertNotIn("user3", self.site.mailbox("user1"))

    def test_a_message_from_the_command(self):
        done = self.site.run("-oi", "user2@skills.com", input="Subject: x\n\nfrom the command\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.site.wait_for_mail("user2", "from the command")
        self.assertEqual(self.copies("from the command"), 1)

    def test_no_copy_for_other_domains(self):
        self.site.makemap("bcctable", "other.example\tyes\n")
        self.site.run("-oi", "user2@skills.com", input="Subject: x\n\nnot kept\n")
        self.site.wait_for_mail("user2", "not kept")
        self.assertNotIn("not kept", self.site.mailbox("user3"))

    def test_no_message_while_the_table_of_copies_cannot_be_read(self):
        self.site.recompile(change_mc=lambda mc: mc.replace(
            "`$A')dnl", "`$A', `hash -T<TMPF> %s/etc/nothing')dnl" % self.site.folder))
        done = self.site.run("-oi", "user2@skills.com", input="Subject: x\n\nlater\n")
        self.assertEqual(done.returncode, 75, done.stdout + done.stderr)
        self.assertEqual(self.site.queue_files("qf"), [])
        self.site.start_daemon()
        client = self.site.smtp()
        for command in ("mail from:<a@smile.com>", "rcpt to:<user1@skills.com>"):
            self.assertEqual(client.ask(command)[0], 250)
        self.assertEqual(client.ask("data")[0], 354)
        code, text = client.ask("Subject: x\r\n\r\nlater\r\n.")
        self.assertEqual((code, text[:6]), (451, "4.3.0 "))
        client.close()
        self.assertFalse(os.path.exists(self.site.path("mail", "user1")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
