#!/usr/bin/env python3
"""MailboxDatabase=pw: the machine's own users, started by root, each delivery as that user.

Runs in a mount namespace of its own with its own password file and mail spool; needs root.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from harness import Site, skip, wait_until

IN_NAMESPACE = "SENDWRIGHT_TEST_NAMESPACE"
UID = {"swuser1": 61001, "swuser2": 61002}


def enter_namespace():
    """Runs this file again inside; returns there."""
    if os.environ.get(IN_NAMESPACE):
        return
    if os.geteuid() != 0:
        skip("delivery to the machine's users needs root")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        skip("no mount namespace can be made here")
    os.environ[IN_NAMESPACE] = "1"
    sys.exit(subprocess.run(["unshare", "-m", sys.executable, *sys.argv]).returncode)


def use_own_users(folder):
    """Puts our password file and an empty spool in place of the machine's, in this namespace only."""
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    passwd = os.path.join(folder, "passwd")
    shutil.copy("/etc/passwd", passwd)
    with open(passwd, "a") as file:
        for name, uid in UID.items():
            home = os.path.join(folder, name)
            os.mkdir(home, 0o700)
            os.chown(home, uid, uid)
            file.write("%s:x:%d:%d:Test User:%s:/bin/sh\n" % (name, uid, uid, home))
    subprocess.run(["mount", "--bind", passwd, "/etc/passwd"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=2775,gid=8", "tmpfs", "/var/mail"], check=True)


def without_own_mailboxes(mc):
    return "".join(line for line in mc.splitlines(True)
                   if "confMAILBOX_DATABASE" not in line and "confMAIL_SPOOL" not in line)


class MachineUsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sendwright-users-")
        os.chmod(cls.folder, 0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        use_own_users(cls.folder)
        cls.site = Site(change_mc=without_own_mailboxes).__enter__()
        cls.addClassCleanup(cls.site.__exit__)
        cls.site.start_daemon()

    def mailbox(self, user):
        try:
            with open("/var/mail/" + user, encoding="latin-1") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def wait_for(self, user, text):
        return wait_until(lambda: text in self.mailbox(user) and self.mailbox(user),
                          "%s for %s; log:\n%s" % (text, user, self.site.read("mail.log")))

    def write_forward(self, user, text):
        path = os.path.join(self.folder, user, ".forward")
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        os.chown(path, UID[user], UID[user])
        self.addCleanup(os.unlink, path)

    def test_mailboxes_belong_to_their_users(self):
        self.site.send("swuser1@skills.com", text="Subject: to a user\r\n\r\nx\r\n")
        self.wait_for("swuser1", "to a user")
        status = os.stat("/var/mail/swuser1")
        self.assertEqual((status.st_uid, status.st_mode & 0o777), (UID["swuser1"], 0o600))

    def test_users_of_the_file_are_unknown(self):
        client = self.site.smtp()
        client.ask("mail from:<a@smile.com>")
        self.assertEqual(client.ask("rcpt to:<user1@skills.com>")[0], 550)
        client.close()

    def test_forward_programs_run_as_the_owner(self):
        self.write_forward("swuser2", '\\swuser2, "|/usr/bin/id -u > %s/id.out; cat > /dev/null"\n'
                           % os.path.join(self.folder, "swuser2"))
        self.site.send("swuser2@skills.com", text="Subject: forwarded\r\n\r\nx\r\n")
        self.wait_for("swuser2", "forwarded")
        path = os.path.join(self.folder, "swuser2", "id.out")
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path), "the program's output")
        with open(path) as file:
            self.assertEqual(int(file.read()), UID["swuser2"])

    def test_messages_from_the_command_line(self):
        self.assertEqual(self.site.run("-oi", "swuser1", input="Subject: from root\n\nx\n").returncode, 0)
        self.wait_for("swuser1", "from root")

    def test_no_process_that_reads_the_network_is_root(self):
        with open("/proc/%d/task/%d/children" % ((self.site.daemon_pid,) * 2)) as file:
            children = file.read().split()
        owners = {}
        for pid in children:
            with open("/proc/%s/comm" % pid) as file:
                owners[file.read().strip()] = os.stat("/proc/" + pid).st_uid
        for name in ("smtp worker", "pop3 login", "queue manager"):
            self.assertNotEqual(owners[name], 0, owners)
        self.assertEqual(owners["sendwright-auth"], 0)  # reads the password stores, nothing else


if __name__ == "__main__":
    enter_namespace()
    unittest.main(verbosity=2)
