#!/usr/bin/env python3
"""Receiving mail: the session as a person types it, relay rules, the access map, AUTH, STARTTLS."""
import base64
import hashlib
import hmac
import shutil
import unittest

from harness import Site, wait_until


class Smtp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site().__enter__()
        cls.site.start_daemon()

    @classmethod
    def tearDownClass(cls):
        cls.site.__exit__()

    def talk(self, client, *pairs):
        for command, code, text in pairs:
            got_code, got_text = client.ask(command)
            self.assertEqual(got_code, code, (command, got_text))
            self.assertTrue(got_text.startswith(text), (command, got_text))

    def test_telnet_session_as_typed(self):
        client = self.site.smtp()
        self.talk(client,
                  ("mail from:user1@smile.com", 250, "2.1.0 user1@smile.com... Sender ok"),
                  ("rcpt to:user2@skills.com", 250, "2.1.5 user2@skills.com... Recipient ok"),
                  ("data", 354, ""))
        code, text = client.ask("hello\r\n.")
        self.assertEqual(code, 250)
        self.assertRegex(text, r"^2\.0\.0 \w{14,20} Message accepted for delivery$")
        self.talk(client, ("quit", 221, "2.0.0 mail.skills.com closing connection"))
        client.close()
        mail = self.site.wait_for_mail("user2", "hello")
        self.assertTrue(mail.startswith("From user1@smile.com "), mail)
        self.assertIn("Return-Path: <user1@smile.com>\n", mail)
        self.assertRegex(mail, r"Received: from localhost.*\(.*\[127\.0\.0\.1\].*\)\n"
                               r"\tby mail\.skills\.com \(.*\) with SMTP id \w+")

    def test_outsiders_may_not_relay(self):
        client = self.site.smtp(source="127.0.0.2")
        self.talk(client, ("helo outside.example", 250, "mail.skills.com Hello"),
                  ("mail from:<a@outside.example>", 250, "2.1.0"),
                  ("rcpt to:<b@elsewhere.example>", 550, "5.7.1 <b@elsewhere.example>... Relaying denied"),
                  ("rcpt to:<user1%elsewhere.example@skills.com>", 550, "5.7.1"),
                  ("rcpt to:<user1@skills.com>", 250, "2.1.5"))
        client.close()

    def test_unknown_local_user(self):
        client = self.site.smtp()
        self.talk(client, ("mail from:<a@smile.com>", 250, ""),
                  ("rcpt to:<nobody-here@skills.com>", 550,
                   "5.1.1 <nobody-here@skills.com>... User unknown"),
                  ("data", 503, "5.0.0 Need RCPT"))
        client.close()

    def test_access_map_entries(self):
        client = self.site.smtp()
        self.talk(client,
                  ("mail from:<spammer@example.net>", 550,
                   "5.7.1 <spammer@example.net>... We do not take mail from you"),
                  ("mail from:<a@smile.com>", 250, ""),
                  ("rcpt to:<retired@skills.com>", 551, "5.1.6"),
                  ("rcpt to:<anyone@smile.com>", 250, "2.1.5"))
        client.close()

    def test_access_map_is_read_again_after_makemap(self):
        def refused():
            client = self.site.smtp()
            client.ask("mail from:<fresh@blocked.example>")
            code, _ = client.ask("rcpt to:<user1@skills.com>")
            client.close()
            return code != 250
        self.assertFalse(refused())
        before = self.site.read("etc/access")
        try:
            done = self.site.makemap("access", before + "From:blocked.example\tREJECT\n")
            self.assertEqual(done.returncode, 0, done.stderr)
            from harness import wait_until
            wait_until(refused, "the new access map")
        finally:
            self.site.makemap("access", before)

    def test_sequence_and_syntax(self):
        client = self.site.smtp()
        self.talk(client, ("rcpt to:<a@b>", 503, "5.0.0 Need MAIL before RCPT"),
                  ("data", 503, "5.0.0 Need MAIL command"),
                  ("", 500, '5.5.1 Command unrecognized: ""'),
                  ("frobnicate", 500, '5.5.1 Command unrecognized: "frobnicate"'),
                  ("helo", 501, "5.0.0 helo requires domain address"),
                  ("mail from:<a@b@c>", 553, "5.1.3"),
                  ("vrfy user1", 252, "2.5.2"),
                  ("expn group", 502, "5.7.0"),
                  ("noop", 250, "2.0.0"), ("rset", 250, "2.0.0"))
        client.close()

    def test_bare_linefeed_in_a_message_closes(self):
        client = self.site.smtp()
        self.talk(client, ("mail from:<a@smile.com>", 250, ""), ("rcpt to:<user1@skills.com>", 250, ""),
                  ("data", 354, ""))
        code, text = client.ask("smuggled\n.\nmail from:<x@y>\r\n.")
        self.assertEqual((code, text[:5]), (421, "4.5.0"))
        client.close()
        self.assertNotIn("smuggled", self.site.mailbox("user1"))

    def test_size_limit(self):
        client = self.site.smtp()
        code, text = client.ask("ehlo client.example")
        self.assertIn("SIZE 20971520", text.split("\n"))
        self.talk(client, ("mail from:<a@smile.com> size=99999999", 552, "5.2.3"))
        client.close()

    def authenticate(self, client, mechanism, user="user1", password="secret"):
        if mechanism == "PLAIN":
            secret = base64.b64encode(("\0%s\0%s" % (user, password)).encode()).decode()
            return client.ask("auth plain " + secret)
        code, challenge = client.ask("auth " + mechanism)
        if code != 334:
            return code, challenge
        if mechanism == "LOGIN":
            client.ask(base64.b64encode(user.encode()).decode())
            return client.ask(base64.b64encode(password.encode()).decode())
        if mechanism == "CRAM-MD5":
            digest = hmac.new(password.encode(), base64.b64decode(challenge), hashlib.md5).hexdigest()
            return client.ask(base64.b64encode(("%s %s" % (user, digest)).encode()).decode())
        return self.digest_md5(client, challenge, user, password)

    @staticmethod
    def digest_md5(client, challenge, user, password):
        fields = dict(part.split("=", 1) for part in
                      base64.b64decode(challenge).decode().replace('"', "").split(","))
        realm, nonce = fields["realm"], fields["nonce"]
        uri, cnonce = "smtp/mail.skills.com", "0123456789abcdef"
        h = lambda text: hashlib.md5(text).hexdigest()
        a1 = hashlib.md5(("%s:%s:%s" % (user, realm, password)).encode()).digest() + \
            (":%s:%s" % (nonce, cnonce)).encode()
        response = h((h(a1) + ":%s:00000001:%s:auth:" % (nonce, cnonce) +
                      h(("AUTHENTICATE:" + uri).encode())).encode())
        answer = ('username="%s",realm="%s",nonce="%s",cnonce="%s",nc=00000001,qop=auth,'
                  'digest-uri="%s",response=%s,charset=utf-8'
                  % (user, realm, nonce, cnonce, uri, response))
        code, text = client.ask(base64.b64encode(answer.encode()).decode())
        return client.ask("") if code == 334 else (code, text)

    def test_authenticated_clients_may_relay(self):
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"):
            with self.subTest(mechanism):
                client = self.site.smtp(self.site.submission_port, source="127.0.0.2")
                code, text = client.ask("ehlo outside.example")
                offered = [line for line in text.split("\n") if line.startswith("AUTH ")][0].split()
                self.assertIn(mechanism, offered)
                self.talk(client, ("mail from:<a@skills.com>", 530, "5.7.0 Authentication required"))
                code, text = self.authenticate(client, mechanism)
                self.assertEqual((code, text), (235, "2.0.0 OK Authenticated"))
                self.talk(client, ("mail from:<user1@skills.com>", 250, ""),
                          ("rcpt to:<someone@elsewhere.example>", 250, "2.1.5"), ("quit", 221, ""))
                client.close()

    def test_wrong_passwords_are_refused(self):
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"):
            with self.subTest(mechanism):
                client = self.site.smtp()
                client.ask("ehlo outside.example")
                code, text = self.authenticate(client, mechanism, password="wrong")
                self.assertEqual((code, text), (535, "5.7.0 authentication failed"))
                self.talk(client, ("noop", 250, ""))
                client.close()

    def test_auth_dialogue_can_be_cancelled(self):
        client = self.site.smtp()
        client.ask("ehlo outside.example")
        self.talk(client, ("auth cram-md5", 334, ""), ("*", 501, "5.0.0 AUTH aborted"),
                  ("auth nothing", 504, "5.3.3"), ("auth login", 334, ""), ("not!base64", 501, "5.5.4"))
        client.close()

    def test_starttls(self):
        client = self.site.smtp()
        code, text = client.ask("ehlo outside.example")
        self.assertIn("STARTTLS", text.split("\n"))
        self.talk(client, ("starttls", 220, "2.0.0 Ready to start TLS"))
        client.start_tls()
        code, text = client.ask("ehlo outside.example")
        self.assertNotIn("STARTTLS", text.split("\n"))
        self.talk(client, ("mail from:<a@smile.com>", 250, ""), ("rcpt to:<user3@skills.com>", 250, ""),
                  ("data", 354, ""), ("Subject: under TLS\r\n\r\nx\r\n.", 250, "2.0.0"))
        client.close()
        self.assertRegex(self.site.wait_for_mail("user3", "under TLS"),
                         r"with ESMTPS id [^\n]*\n\t\(version=TLSv1")


class Expansion(unittest.TestCase):
    def test_aliases_and_lists_are_shown_though_nobody_may_read_the_users_files(self):
        with Site(change_mc=lambda mc: mc.replace("novrfy,noexpn,", "")) as site:
            site.write("home/user1/.forward", "elsewhere@smile.com\n")
            site.start_daemon()
            client = site.smtp()
            self.assertEqual(client.ask("ehlo client.example")[0], 250)
            for name in ("group", "user2"):
                code, text = client.ask("expn " + name)
                self.assertEqual(code, 250, text)
                self.assertIn("user2", text)
            client.close()


class WithoutAuthProgram(unittest.TestCase):
    def test_sessions_are_served_without_auth(self):
        with Site() as site:
            site.sendmail = shutil.copy(site.sendmail, site.path("sendmail"))
            said = site.start_daemon().stderr
            self.assertIn("sendwright-auth is neither at " + site.path("sendwright-auth"), said)
            client = site.smtp()
            code, text = client.ask("ehlo outside.example")
            self.assertEqual(code, 250)
            self.assertNotIn("AUTH", text)
            client.close()
            client = site.pop3()
            client.send("USER user1")
            client.line()
            client.send("PASS secret")
            self.assertTrue(client.line().startswith("-ERR"))
            client.close()


class Stopping(unittest.TestCase):
    def test_sessions_under_way_end_with_the_daemon_and_leave_no_files(self):
        with Site() as site:
            site.start_daemon()
            client = site.smtp()
            for command, code in (("mail from:user1@smile.com", 250),
                                  ("rcpt to:user2@skills.com", 250), ("data", 354)):
                self.assertEqual(client.ask(command)[0], code)
            site.stop_daemon()
            wait_until(lambda: not site.is_listening(site.smtp_port), "the end of the worker")
            self.assertEqual([name for kind in ("df", "qf", "tf") for name in site.queue_files(kind)], [])
            client.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
