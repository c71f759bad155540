#!/usr/bin/env python3
"""Map files that are damaged, foreign, unreadable or no files: mail waits, and the daemon lives.

The access map of a running daemon is replaced by what it cannot use. Sessions get a temporary failure
where they would need it, those that are open go on, and with the map repaired all is well again.
"""
import os
import unittest

from harness import Site, is_alive, wait_until


class BadMaps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site().__enter__()
        cls.map = cls.site.path("etc", "access.db")
        with open(cls.map, "rb") as file:
            cls.good = file.read()
        cls.site.start_daemon()

    @classmethod
    def tearDownClass(cls):
        cls.site.__exit__()

    def setUp(self):
        self.repair()

    def remove_map(self):
        if os.path.isdir(self.map) and not os.path.islink(self.map):
            os.rmdir(self.map)
        elif os.path.lexists(self.map):
            os.remove(self.map)

    def repair(self):
        self.remove_map()
        done = self.site.makemap("access", self.site.read("etc", "access"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.wait_for_reply(250)

    def put(self, octets):
        """As a new file, readable for the daemon's processes."""
        new = self.map + ".new"
        with open(new, "wb") as file:
            file.write(octets)
        os.chmod(new, 0o644)
        os.rename(new, self.map)

    def reply(self):
        client = self.site.smtp()
        try:
            code, text = client.ask("mail from:<user1@smile.com>")
            if code == 250:
                code, text = client.ask("rcpt to:<user2@skills.com>")
            return code, text
        finally:
            client.close()

    def wait_for_reply(self, code):
        """From sessions of their own, until the first process has noticed; what it says."""
        def reply():
            got, text = self.reply()
            return text if got == code else None
        return wait_until(reply, "reply %d" % code)

    def check_temporary_failure(self):
        client = self.site.smtp()
        self.assertEqual(self.wait_for_reply(450), "4.3.0 Please try again later.")
        self.assertEqual(client.ask("noop")[0], 250)
        client.close()
        self.assertTrue(is_alive(self.site.daemon_pid))
        self.repair()

    def test_contents_that_are_no_map(self):
        size = len(self.good)
        berkeley = b"\0" * 12 + b"\x61\x15\x06\0" + b"\0" * 8176
        other_order = b"".join(self.good[i:i + 4][::-1] for i in range(0, size, 4))
        for octets in (b"", b"\0", b"text\n" * 1000, b"\0" * size, self.good[:size // 2],
                       self.good[:24], berkeley, other_order):
            with self.subTest(begin=octets[:16], size=len(octets)):
                self.put(octets)
                self.check_temporary_failure()

    def test_every_offset_leads_outside(self):
        octets = bytearray(self.good)
        for at in range(4096, len(octets) - 8, 8):
            octets[at:at + 8] = b"\xff\xff\xff\xff\xff\xff\xff\x7f"
        self.put(bytes(octets))
        self.assertIn(self.reply()[0], (250, 450, 550))
        self.assertTrue(is_alive(self.site.daemon_pid))

    def test_what_is_no_plain_file(self):
        makers = {"directory": os.mkdir, "pipe": os.mkfifo,
                  "link to itself": lambda path: os.symlink(path, path)}
        for name, make in makers.items():
            with self.subTest(name):
                self.remove_map()
                make(self.map)
                self.check_temporary_failure()

    def test_a_file_that_nobody_may_read(self):
        self.put(self.good)
        os.chmod(self.map, 0)
        os.utime(self.map)
        self.check_temporary_failure()

    def test_a_file_that_is_cut_while_it_is_read(self):
        self.put(self.good)
        self.wait_for_reply(250)
        os.truncate(self.map, 100)
        self.check_temporary_failure()

    def test_a_foreign_file_is_told_with_what_to_do(self):
        self.put(b"\0" * 12 + b"\x61\x15\x06\0" + b"\0" * 8176)
        said = self.site.run("-bt", input="/map access key\n").stdout
        self.assertIn("Berkeley DB file", said)
        self.assertIn("makemap hash %s < " % self.map[:-3], said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
