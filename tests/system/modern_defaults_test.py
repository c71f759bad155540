#!/usr/bin/env python3
"""FEATURE(modern_defaults): what a client sees of it, and that each NO_MODERN_ name takes its group back."""
import ssl
import unittest

from harness import Site

# Old protocols are possible only where the security level allows them, so that the options decide.
FEATURE = ("FEATURE(`modern_defaults')dnl\ndefine(`confCIPHER_LIST', `ALL:@SECLEVEL=0')dnl\n"
           "define(`MODERN_CLIENT_RATE', `0')dnl\n")
OFF = "".join("define(`NO_MODERN_%s', 1)dnl\n" % group
              for group in ("TLS", "AUTH", "PRIVACY", "STRICT", "TIMEOUTS", "LIMITS"))
PLAIN_TEXT = {"PLAIN", "LOGIN"}
MESSAGE = ("mail from:<a@smile.com>", "rcpt to:<user1@skills.com>", "data")


def without_privacy(mc):
    """The sample site refuses VRFY and EXPN by itself."""
    return mc.replace("define(`confPRIVACY_FLAGS', `authwarnings,novrfy,noexpn,restrictqrun')dnl\n", "")


def old_tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def mechanisms(ehlo_text):
    lines = [line for line in ehlo_text.split("\n") if line.startswith("AUTH ")]
    return set(lines[0].split()[1:]) if lines else set()


class Seen(unittest.TestCase):
    extra = FEATURE

    @classmethod
    def setUpClass(cls):
        cls.site = Site(cls.extra, without_privacy).__enter__()
        cls.site.start_daemon()

    @classmethod
    def tearDownClass(cls):
        cls.site.__exit__()

    def client(self, **settings):
        client = self.site.smtp(**settings)
        self.addCleanup(client.close)
        return client

    def codes(self, client, *commands):
        return [client.ask(command)[0] for command in commands]

    def handshake(self, context):
        client = self.client()
        self.assertEqual(self.codes(client, "ehlo client.example", "starttls"), [250, 220])
        client.start_tls(context)
        return client


class Modern(Seen):
    def test_old_tls_is_refused(self):
        with self.assertRaises(ssl.SSLError):
            self.handshake(old_tls())
        self.assertIn(self.handshake(None).socket.version(), ("TLSv1.2", "TLSv1.3"))

    def test_passwords_in_clear_only_inside_tls(self):
        client = self.client()
        offered = mechanisms(client.ask("ehlo client.example")[1])
        self.assertTrue(offered)
        self.assertFalse(offered & PLAIN_TEXT)
        self.assertEqual(client.ask("auth plain AHVzZXIxAHNlY3JldA==")[0] // 100, 5)
        inside = self.handshake(None)
        self.assertEqual(mechanisms(inside.ask("ehlo client.example")[1]) & PLAIN_TEXT, PLAIN_TEXT)
        self.assertEqual(inside.ask("auth plain AHVzZXIxAHNlY3JldA==")[0], 235)

    def test_fetching_mail(self):
        client = self.site.pop3()
        self.addCleanup(client.close)
        client.send("CAPA")
        capabilities = client.multiline()
        self.assertIn("STLS", capabilities)
        self.assertNotIn("USER", capabilities)
        client.send("USER user1")
        self.assertTrue(client.line().startswith("-ERR"))
        client.send("STLS")
        self.assertTrue(client.line().startswith("+OK"))
        client.start_tls()
        for command in ("USER user1", "PASS secret"):
            client.send(command)
            self.assertTrue(client.line().startswith("+OK"), command)

    def test_no_questions_about_users(self):
        client = self.client()
        self.assertEqual(self.codes(client, "mail from:<a@smile.com>"), [503])
        text = client.ask("ehlo client.example")[1].split("\n")
        self.assertNotIn("EXPN", text)
        self.assertNotIn("VERB", text)
        self.assertEqual(self.codes(client, "vrfy user1", "expn group", "verb", "mail from:<a@smile.com>"),
                         [252, 502, 502, 250])

    def test_strict_lines(self):
        client = self.client()
        self.codes(client, "ehlo client.example", *MESSAGE)
        self.assertEqual(client.ask("nul \0 here\r\n.")[0], 554)
        self.codes(client, *MESSAGE)
        self.assertEqual(client.ask("bare\nline\r\n.")[0], 421)

    def test_number_of_recipients(self):
        client = self.client()
        self.codes(client, "ehlo client.example", "mail from:<a@smile.com>")
        client.socket.sendall(b"rcpt to:<user1@skills.com>\r\n" * 1001)
        codes = [client.reply()[0] for _ in range(1001)]
        self.assertEqual(codes[:1000].count(250), 1000)
        self.assertEqual(codes[1000], 452)

    def test_open_connections(self):
        """Not more than 20 in any process of the daemon; our own host has no limit."""
        def answer(source):
            client = self.client(source=source)
            return self.codes(client, "helo client.example", "mail from:<a@smile.com>",
                              "rcpt to:<user1@skills.com>")
        own = [answer(None) for _ in range(25)]
        self.assertEqual(own, [[250, 250, 250]] * 25)
        for _ in range(20 * 64):
            if 452 in answer("127.0.0.2"):
                break
        else:
            self.fail("no limit for the number of connections")

    def test_a_client_in_class_r_has_no_limit(self):
        """Rule set Unlimited by itself."""
        done = self.site.run("-bt", input=".D{client_addr}10.1.2.3\nUnlimited x\n.C{R}10.1\n"
                                          "Unlimited x\n.D{client_addr}\nUnlimited x\n/quit\n")
        self.assertEqual([line.split(":")[1].strip() for line in done.stdout.split("\n")
                          if "returns:" in line], ["?", "OK", "OK"], done.stdout)


class ModernRate(Seen):
    extra = "FEATURE(`modern_defaults')dnl\ndefine(`MODERN_CLIENT_RATE', `3')dnl\n"

    def test_new_connections(self):
        for _ in range(4 * 64):
            client = self.client(source="127.0.0.2")
            if self.codes(client, "helo client.example", "mail from:<a@smile.com>") != [250, 250]:
                break
        else:
            self.fail("no limit for the rate of connections")


class TakenBack(Seen):
    extra = FEATURE + OFF

    def test_all_is_as_it_was(self):
        client = self.client()
        self.assertEqual(self.codes(client, "mail from:<a@smile.com>"), [250])
        text = client.ask("ehlo client.example")[1]
        self.assertIn("EXPN", text.split("\n"))
        self.assertTrue(PLAIN_TEXT <= mechanisms(text))
        self.assertEqual(self.codes(client, *MESSAGE), [250, 250, 354])
        self.assertEqual(client.ask("Subject: nul\r\n\r\n\0\r\n.")[0], 250)
        self.assertIn(self.handshake(old_tls()).socket.version(), ("TLSv1", "TLSv1.1"))
        self.site.pop3("user1").close()

    def test_the_file_is_the_same(self):
        """Nothing but the comments tells that the feature was asked for."""
        def lines(extra):
            with Site(extra, without_privacy) as site:
                text = site.read("etc/sendmail.cf").replace(site.folder, "")
            for port in (site.smtp_port, site.submission_port, site.pop3_port, site.remote_port):
                text = text.replace(str(port), "PORT")
            return [line for line in text.split("\n") if line and not line.startswith("#")]
        cipher = "define(`confCIPHER_LIST', `ALL:@SECLEVEL=0')dnl\n"
        self.assertEqual(lines(self.extra), lines(cipher))


if __name__ == "__main__":
    unittest.main()
