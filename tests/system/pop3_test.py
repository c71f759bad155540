#!/usr/bin/env python3
"""Fetching mail by POP3, by hand and with stock clients."""
import os
import shutil
import subprocess
import threading
import unittest

from harness import Site, wait_until


class Pop3(unittest.TestCase):
    def setUp(self):
        self.site = Site().__enter__()
        self.addCleanup(self.site.__exit__)
        self.site.start_daemon()

    def fill(self, count, user="user1"):
        for number in range(count):
            self.site.send(user + "@skills.com", text="Subject: number %d\r\n\r\n.dot\r\n"
                           .replace("\r\n.dot", "\r\n..dot") % number)
            self.site.wait_for_mail(user, "Subject: number %d\n" % number)

    def ask(self, client, command, ok=True):
        client.send(command)
        line = client.line()
        self.assertTrue(line.startswith("+OK" if ok else "-ERR"), (command, line))
        return line

    def test_session(self):
        self.fill(3)
        client = self.site.pop3("user1")
        count, octets = map(int, self.ask(client, "STAT").split()[1:3])
        self.assertEqual(count, 3)
        self.ask(client, "LIST")
        sizes = [int(line.split()[1]) for line in client.multiline()]
        self.assertEqual(sum(sizes), octets)
        self.ask(client, "UIDL")
        ids = [line.split()[1] for line in client.multiline()]
        self.assertEqual(len(set(ids)), 3)
        self.ask(client, "RETR 2")
        lines = client.multiline()
        self.assertIn("Subject: number 1", lines)
        self.assertIn(".dot", lines)
        self.assertEqual(sum(len(line) + 2 for line in lines), sizes[1])
        self.ask(client, "TOP 3 0")
        self.assertNotIn(".dot", client.multiline())
        self.ask(client, "DELE 2")
        self.ask(client, "RETR 2", ok=False)
        self.ask(client, "LIST 9", ok=False)
        self.ask(client, "QUIT")
        client.close()
        again = self.site.pop3("user1")
        self.ask(again, "UIDL")
        self.assertEqual([line.split()[1] for line in again.multiline()], [ids[0], ids[2]])
        self.ask(again, "QUIT")
        again.close()

    def test_wrong_password_and_order(self):
        client = self.site.pop3()
        self.ask(client, "STAT", ok=False)
        self.ask(client, "USER user1")
        self.ask(client, "PASS wrong", ok=False)
        self.ask(client, "USER user1")
        self.ask(client, "PASS secret")
        self.ask(client, "QUIT")
        client.close()

    def test_stls(self):
        self.fill(1)
        client = self.site.pop3()
        self.ask(client, "CAPA")
        self.assertIn("STLS", client.multiline())
        self.ask(client, "STLS")
        client.start_tls()
        self.ask(client, "USER user1")
        self.ask(client, "PASS secret")
        self.ask(client, "RETR 1")
        self.assertIn("Subject: number 0", client.multiline())
        self.ask(client, "QUIT")
        client.close()

    def test_deliveries_during_a_session_are_kept(self):
        self.fill(2)
        client = self.site.pop3("user1")
        self.ask(client, "DELE 1")
        sender = threading.Thread(target=self.site.send, args=("user1@skills.com",), kwargs={
            "text": "Subject: meanwhile\r\n\r\nx\r\n"})
        sender.start()
        self.ask(client, "QUIT")
        client.close()
        sender.join()
        mail = self.site.wait_for_mail("user1", "Subject: meanwhile")
        self.assertNotIn("Subject: number 0\n", mail)
        self.assertIn("Subject: number 1\n", mail)

    def test_curl(self):
        self.fill(1)
        for extra in ([], ["--ssl-reqd", "-k"]):
            done = subprocess.run(
                ["curl", "-sS", "--max-time", "30", *extra, "--user", "user1:secret",
                 "pop3://127.0.0.1:%d/1" % self.site.pop3_port],
                capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Subject: number 0", done.stdout)

    @unittest.skipUnless(shutil.which("fetchmail"), "fetchmail is not installed")
    def test_fetchmail(self):
        self.fill(2)
        control = self.site.write("fetchmailrc", (
            "poll 127.0.0.1 protocol POP3 port %d auth password user user1 password secret "
            "sslproto '' fetchall mda \"/bin/cat\"\n" % self.site.pop3_port), mode=0o600)
        done = subprocess.run(
            ["fetchmail", "-f", control, "--nosyslog", "--pidfile", self.site.path("fetchmail.pid")],
            capture_output=True, text=True, timeout=60,
            env=dict(os.environ, HOME=self.site.folder, FETCHMAILHOME=self.site.folder))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Subject: number 1", done.stdout)
        wait_until(lambda: "Subject" not in self.site.mailbox("user1"), "an empty mailbox")


if __name__ == "__main__":
    unittest.main(verbosity=2)
