#!/usr/bin/env python3
"""Starts without a pause where others wait a minute: a host name without a dot, and no name server.

Runs in namespaces of its own (network, host name, mounts), which only root can make. There the
machine is called `sandbox`, the hosts file knows no fuller name, and resolv.conf names a server on
loopback that is not there, or one that takes questions and never answers.
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from harness import Site, skip

INSIDE = "SENDWRIGHT_TEST_INSIDE_NAMESPACES"
PAUSE = 2.0  # seconds; a command takes some hundredths
NAME_PAUSE = 8.0  # for the question that finds out that the server is silent
FIX = "confDOMAIN_NAME"


def enter_namespaces():
    """Runs this program again where host name, network and files of /etc are its own."""
    if os.geteuid() != 0:
        skip("needs root to make namespaces")
    words = ["unshare", "-n", "-u", "-m", "--propagation", "private"]
    if not shutil.which("unshare") or subprocess.run(
            words + ["true"], capture_output=True).returncode != 0:
        skip("namespaces cannot be made here (unshare -n -u -m)")
    if not shutil.which("ip"):
        skip("needs the ip command to bring loopback up")
    os.environ[INSIDE] = "yes"
    sys.exit(subprocess.run(words + [sys.executable, *sys.argv]).returncode)


def replace_file(path, text, folder):
    """Lets `path` have another content for this mount namespace only."""
    own = os.path.join(folder, os.path.basename(path))
    with open(own, "w") as file:
        file.write(text)
    os.chmod(own, 0o644)
    subprocess.run(["mount", "--bind", own, os.path.realpath(path)], check=True)


def without_own_name(mc):
    """The site's .mc, without the line that settles the machine's name."""
    lines = [line for line in mc.split("\n") if FIX not in line]
    return "\n".join(lines)


class StartUp(unittest.TestCase):
    is_silent = False

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sendwright-startup-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        # A server that never answers holds port 53; without it the port refuses.
        cls.server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM) if cls.is_silent else None
        if cls.server:
            cls.server.bind(("127.0.0.1", 53))
            cls.addClassCleanup(cls.server.close)
        cls.site = Site(change_mc=without_own_name)
        cls.addClassCleanup(cls.site.__exit__)

    def run_quickly(self, *words, input="", bound=PAUSE):
        """A command that has to end soon; every process says once that the name is not full."""
        start = time.monotonic()
        done = self.site.run(*words, input=input)
        seconds = time.monotonic() - start
        print("%-8s %-28s %6.3f s" % ("silent" if self.is_silent else "refused",
                                      " ".join(words), seconds))
        self.assertLess(seconds, bound, (words, done.stdout, done.stderr))
        warnings = [line for line in (done.stdout + done.stderr).split("\n") if FIX in line]
        self.assertEqual(len(warnings), 1, (words, done.stdout, done.stderr))
        self.assertIn("sandbox", warnings[0])
        self.assertIn("/etc/hosts", warnings[0])
        return done

    def test_address_test_mode(self):
        self.assertIn("ADDRESS TEST MODE", self.run_quickly("-bt").stdout)

    def test_queue_listing(self):
        self.assertIn("is empty", self.run_quickly("-bp").stdout)

    def test_alias_rebuild(self):
        self.assertIn("aliases", self.run_quickly("-bi").stdout)

    def test_verification_of_a_local_name(self):
        self.assertIn("deliverable", self.run_quickly("-bv", "user1").stdout)

    def test_verification_that_asks_the_name_server(self):
        bound = NAME_PAUSE if self.is_silent else PAUSE
        self.run_quickly("-bv", "somebody@far.example", bound=bound)

    def test_smtp_on_standard_input(self):
        done = self.run_quickly("-bs", input="QUIT\r\n")
        self.assertIn("220 ", done.stdout)
        self.assertIn("221 2.0.0 ", done.stdout)

    def test_configuration_that_names_the_machine_is_not_complained_about(self):
        with Site() as site:
            self.assertNotIn(FIX, site.run("-bt").stderr)

    def test_daemon_greets_clients_without_a_name(self):
        """Clients come from an address that only the name server could name."""
        subprocess.run(["ip", "address", "replace", "192.0.2.77/32", "dev", "lo"], check=True)
        self.site.start_daemon()
        self.addCleanup(self.site.stop_daemon)
        for _ in range(3):
            start = time.monotonic()
            client = self.site.smtp(source="192.0.2.77")
            code, text = client.ask("ehlo client.example")
            client.close()
            seconds = time.monotonic() - start
            print("%-8s %-28s %6.3f s" % ("silent" if self.is_silent else "refused",
                                          "greeting and EHLO", seconds))
            self.assertEqual(code, 250, text)
            self.assertLess(seconds, NAME_PAUSE if self.is_silent else PAUSE)


class StartUpWithSilentServer(StartUp):
    is_silent = True


def set_machine_up(folder):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    socket.sethostname("sandbox")
    replace_file("/etc/hosts", "127.0.0.1 localhost\n", folder)
    replace_file("/etc/resolv.conf", "nameserver 127.0.0.1\n", folder)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_namespaces()
    with tempfile.TemporaryDirectory(prefix="sendwright-machine-") as own_files:
        set_machine_up(own_files)
        program = unittest.main(exit=False)
    sys.exit(0 if program.result.wasSuccessful() else 1)
