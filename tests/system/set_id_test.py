#!/usr/bin/env python3
"""A set-group-ID sendmail gives its group up where the caller decides what happens; needs root."""
import os
import shutil
import subprocess
import tempfile
import unittest

from harness import SENDMAIL, skip

CALLER, GROUP = 65534, 61008
CF = """V10/Berkeley
O QueueDirectory=%s/q
O DontProbeInterfaces=True
Djmx.test.example
Mlocal, P=/bin/mail, F=l, A=mail -d $u
"""


class SetGroupId(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sendwright-set-id-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o755)
        if os.statvfs(self.folder).f_flag & os.ST_NOSUID:
            self.skipTest("set-id programs do not work here")
        self.program = os.path.join(self.folder, "sendmail")
        shutil.copyfile(SENDMAIL, self.program)
        os.chown(self.program, 0, GROUP)
        os.chmod(self.program, 0o2755)
        self.cf = os.path.join(self.folder, "x.cf")
        with open(self.cf, "w") as file:
            file.write(CF % self.folder)

    def test_own_configuration(self):
        run = subprocess.Popen([self.program, "-C", self.cf, "-bt"], user=CALLER, group=CALLER,
                               extra_groups=[], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.assertIn(b"ADDRESS TEST MODE", run.stdout.readline())
            with open("/proc/%d/status" % run.pid) as file:
                ids = dict(line.split(":", 1) for line in file if line.startswith(("Uid", "Gid")))
        finally:
            run.communicate(b"/quit\n", timeout=30)
        self.assertEqual(ids["Gid"].split(), [str(CALLER)] * 4)
        self.assertEqual(ids["Uid"].split(), [str(CALLER)] * 4)

    def test_what_only_the_group_may_read(self):
        secret = os.path.join(self.folder, "secret.cf")
        shutil.copyfile(self.cf, secret)
        os.chown(secret, 0, GROUP)
        os.chmod(secret, 0o640)
        run = subprocess.run([self.program, "-C", secret, "-bt"], user=CALLER, group=CALLER,
                             extra_groups=[], input=b"", capture_output=True, timeout=60)
        self.assertEqual(run.returncode, os.EX_OSFILE)
        self.assertIn(b"Permission denied", run.stderr)


if __name__ == "__main__":
    if os.geteuid() != 0:
        skip("needs root to make a set-group-ID program")
    unittest.main()
