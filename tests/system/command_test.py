#!/usr/bin/env python3
"""The sendmail command and its other names: submission, -bs, -bv, -bt, -bi, exit codes, start-up."""
import os
import subprocess
import time
import unittest

from harness import M4, SENDMAIL, Site, wait_until


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.site.__exit__()

    def test_message_from_standard_input(self):
        done = self.site.run("-oi", "user1", input="Subject: from stdin\n\n.\nafter the dot\n")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertIn("after the dot", self.site.wait_for_mail("user1", "from stdin"))

    def test_a_lone_dot_ends_the_message_without_i(self):
        self.site.run("user2", input="Subject: dotted\n\nbefore\n.\nafter the end\n")
        self.assertNotIn("after the end", self.site.wait_for_mail("user2", "dotted"))

    def test_recipients_from_the_header(self):
        done = self.site.run("-oi", "-t", input=(
            "To: user1@skills.com\nCc: User Two <user2@skills.com>\nBcc: user3\n"
            "Subject: from header\n\nx\n"))
        self.assertEqual(done.returncode, 0, done.stderr)
        for user in ("user1", "user2", "user3"):
            mail = self.site.wait_for_mail(user, "from header")
            self.assertNotIn("user3", mail.split("from header")[0].split("Bcc:")[-1]
                             if "Bcc:" in mail else "")

    def test_message_id_date_and_from_are_added(self):
        self.site.run("-f", "user1@skills.com", "user3", input="Subject: bare\n\nx\n")
        mail = self.site.wait_for_mail("user3", "Subject: bare")
        self.assertRegex(mail, r"Message-Id: <\d{12}\.\w+@mail\.skills\.com>\n")
        self.assertRegex(mail, r"\nDate: \w{3}, \d")
        self.assertRegex(mail, r"\nFrom: .*user1@skills\.com")
        self.assertRegex(mail, r"Received: \(from \w+@localhost\)\n\tby mail\.skills\.com \(")

    def test_exit_codes(self):
        for words, code, text in (
                (["nobody-here"], 67, "User unknown"),
                ([], 64, "Recipient names must be specified"),
                (["-bx"], 64, "Invalid operation mode x"),
                (["-Z"], 64, "illegal option -- Z"),
                (["-O", "NoSuchOption=1", "user1"], 70, "unknown option name NoSuchOption"),
        ):
            with self.subTest(words):
                done = self.site.run(*words, input="Subject: x\n\nx\n")
                self.assertEqual(done.returncode, code, done.stderr + done.stdout)
                self.assertIn(text, done.stdout + done.stderr)

    def test_missing_configuration(self):
        done = subprocess.run([SENDMAIL, "-C", "/nonexistent.cf", "user1"], input="",
                              capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 72)
        self.assertIn("/nonexistent.cf: line 0: cannot open", done.stdout + done.stderr)

    def test_bad_configuration_line_names_file_and_line(self):
        path = self.site.write("etc/bad.cf", "V10/Berkeley\nZ what is this\n")
        done = subprocess.run([SENDMAIL, "-C", path, "-bv", "user1"], input="", capture_output=True,
                              text=True, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('bad.cf: line 2: unknown configuration line "Z what is this"',
                      done.stdout + done.stderr)

    def test_verify(self):
        done = self.site.run("-bv", "toto", "someone@smile.com")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("user1... deliverable: mailer local, user user1", done.stdout)
        self.assertIn("someone@smile.com... deliverable: mailer esmtp, host [127.0.0.1], "
                      "user someone@smile.com", done.stdout)
        done = self.site.run("-bv", "nobody-here")
        self.assertEqual(done.returncode, 67)
        self.assertIn("nobody-here... User unknown", done.stdout)

    def test_smtp_on_standard_input(self):
        # Each command waits for its reply: data that runs ahead is refused, as in sendmail.
        process = subprocess.Popen(
            ["sendmail", "-C", os.path.join(self.site.etc, "sendmail.cf"), "-bs"],
            executable=SENDMAIL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        answers = [process.stdout.readline()]
        for word in ("mail from:<user1@skills.com>", "rcpt to:<user2>", "data",
                     "Subject: by bs\r\n\r\nx\r\n.", "quit"):
            process.stdin.write(word + "\r\n")
            process.stdin.flush()
            answers.append(process.stdout.readline())
        process.stdin.close()
        process.stdout.close()
        self.assertEqual(process.wait(30), 0)
        self.assertEqual([line[:3] for line in answers], ["220", "250", "250", "354", "250", "221"])
        self.site.wait_for_mail("user2", "by bs")

    def test_alias_rebuild(self):
        for words, name in (((), "newaliases"), (("-bi",), "sendmail")):
            done = self.site.run(*words, name=name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout + done.stderr,
                             r"aliases: 7 aliases, longest \d+ bytes, \d+ bytes total\n")

    def test_address_test_mode(self):
        done = self.site.run("-bt", input="3,0 user1@skills.com\n/parse someone@smile.com\n"
                                          "/map virtuser user1@sales.com\n$=w\n/quit\n")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith(
            "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\nEnter <ruleset> <address>\n> "))
        self.assertIn("canonify           input: user1 @ skills . com\n", done.stdout)
        self.assertRegex(done.stdout, r"parse            returns: \$# local \$: user1\n")
        self.assertIn("mailer esmtp, host [127.0.0.1], user someone@smile.com", done.stdout)
        self.assertIn("returns user2 (0)", done.stdout)
        self.assertIn("sales.com\n", done.stdout)

    def test_malformed_mc_names_file_and_line(self):
        path = self.site.write("etc/bad.mc", self.site.read("etc/sendmail.mc").replace(
            "FEATURE(redirect)dnl", "FEATURE(no_such_feature)dnl"))
        done = subprocess.run([M4, path], capture_output=True, text=True, timeout=60)
        self.assertIn("no_such_feature", done.stderr)
        self.assertRegex(done.stderr, r"bad\.mc:\d+")
        path = self.site.write("etc/unbalanced.mc", "define(`x', `never closed\n")
        done = subprocess.run([M4, path], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"unbalanced\.mc:\d+: ERROR: end of file in string")

    def test_commands_start_quickly(self):
        # Not a measurement: only that nobody waits for a name server (the real program waits a minute).
        begin = time.monotonic()
        self.site.run("-bt", input="/quit\n")
        self.assertLess(time.monotonic() - begin, 5)

    def test_help(self):
        done = subprocess.run([SENDMAIL, "--help"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0)
        self.assertIn("-bv" if "-bv" in done.stdout else "operation mode", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
