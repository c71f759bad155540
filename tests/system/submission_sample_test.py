#!/usr/bin/env python3
"""The sample cf/cf/submission.mc as a running server: only its ports, places and names are changed."""
import base64
import os
import re
import ssl
import unittest

from dns_stub import DnsStub
from harness import TOP, Dialogue, Site, free_ports, wait_until

NAMES = {("skills.com", "A"): ["127.0.0.1"], ("elsewhere.example", "A"): ["127.0.0.1"]}
LOGIN = "auth plain " + base64.b64encode(b"\0user1\0secret").decode()


class SubmissionSample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dns = DnsStub(NAMES).__enter__()
        cls.addClassCleanup(cls.dns.__exit__)
        cls.tls_port = free_ports(1)[0]
        cls.site = Site(change_mc=cls.sample)
        cls.addClassCleanup(cls.site.__exit__)

    @classmethod
    def sample(cls, skills_mc):
        """The sample in the place of the site's .mc, with what makes a sandbox behind OSTYPE."""
        head, places = re.search(r"(?s)(include\(.*?cf\.m4'\)dnl\n).*?OSTYPE\(`linux'\)dnl\n"
                                 r"(.*POP3_OPTIONS[^\n]*\n)", skills_mc).groups()
        etc = re.search(r"passwd:(\S+)/passwd'", places).group(1)
        with open(os.path.join(TOP, "cf/cf/submission.mc"), encoding="utf-8") as file:
            text = file.read().replace("include(`../m4/cf.m4')dnl\n", head)
        places += ("define(`confDOMAIN_NAME', `mail.skills.com')dnl\nLOCAL_DOMAIN(`skills.com')dnl\n"
                   "define(`ALIAS_FILE', `%s/aliases')dnl\n"
                   "define(`confNAME_SERVERS', `127.0.0.1@%d')dnl\n" % (etc, cls.dns.port))
        text = text.replace("OSTYPE(`linux')dnl\n", "OSTYPE(`linux')dnl\n" + places)
        text = text.replace("/etc/mail/tls/cert.pem", etc + "/certificate.pem")
        text = text.replace("/etc/mail/tls/key.pem", etc + "/key.pem")
        ports = dict(re.findall(r"Port=(\d+), Addr=127\.0\.0\.1, Name=(MTA|MSA)", skills_mc))
        for port, name in ports.items():
            text = re.sub(r"Port=(25|587),(?=[^\n]*Name=%s\b)" % name, "Port=%s," % port, text)
        return text.replace("Port=465,", "Port=%d," % cls.tls_port)

    def setUp(self):
        if self.site.daemon_pid is None:
            self.site.start_daemon()
            for port in (self.site.submission_port, self.tls_port):
                wait_until(lambda port=port: self.site.is_listening(port), "port %d" % port)

    def codes(self, client, *commands):
        return [client.ask(command)[0] for command in commands]

    def offers(self, client):
        """The keywords of EHLO, with the words of AUTH."""
        lines = client.ask("ehlo laptop")[1].split("\n")
        return {line.split()[0]: line.split()[1:] for line in lines}

    def hand_in(self, client, subject):
        """A message of user1, to someone here and to someone elsewhere."""
        self.assertEqual(self.codes(client, LOGIN, "mail from:<user1@skills.com>", "rcpt to:<user2@skills.com>",
                                    "rcpt to:<someone@elsewhere.example>", "data"), [235, 250, 250, 250, 354])
        self.assertEqual(self.codes(client, "Subject: %s\r\n\r\ntext\r\n." % subject), [250])
        mail = self.site.wait_for_mail("user2", "Subject: " + subject)
        self.assertIn("with ESMTPSA id", mail)

    def test_port_587(self):
        client = self.site.smtp(self.site.submission_port, source="127.0.0.2")
        self.addCleanup(client.close)
        offered = self.offers(client)
        self.assertIn("STARTTLS", offered)
        self.assertNotIn("AUTH", offered)
        self.assertEqual(self.codes(client, "mail from:<user1@skills.com>"), [530])
        self.assertEqual(self.codes(client, "starttls"), [220])
        client.start_tls()
        self.assertEqual(set(self.offers(client)["AUTH"]), {"PLAIN", "LOGIN"})
        self.assertEqual(self.codes(client, "mail from:<user1@skills.com>"), [530])
        self.hand_in(client, "by port 587")

    def test_port_465(self):
        client = Dialogue(self.tls_port, source="127.0.0.2")
        self.addCleanup(client.close)
        context = ssl.create_default_context(cafile=os.path.join(self.site.etc, "certificate.pem"))
        client.start_tls(context)
        self.assertEqual(client.reply()[0], 220)
        self.assertEqual(set(self.offers(client)["AUTH"]), {"PLAIN", "LOGIN"})
        self.hand_in(client, "by port 465")

    def test_wrong_password(self):
        client = self.site.smtp(self.site.submission_port, source="127.0.0.2")
        self.addCleanup(client.close)
        self.assertEqual(self.codes(client, "ehlo laptop", "starttls"), [250, 220])
        client.start_tls()
        wrong = "auth plain " + base64.b64encode(b"\0user1\0wrong").decode()
        self.assertEqual(self.codes(client, "ehlo laptop", wrong, "mail from:<user1@skills.com>"),
                         [250, 535, 530])


if __name__ == "__main__":
    unittest.main()
