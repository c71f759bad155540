#!/usr/bin/env python3
"""Nothing that was answered 250 gets lost when any process of the daemon is killed.

Clients send messages and connect again when something breaks; meanwhile each process is killed in
turn. Afterwards, and after queue runs, every accepted message must be complete in its mailbox at
least once. A message may come twice: its client heard no answer and sent it again, or an agent
died between writing a mailbox and saying so. Duplicates are counted and printed.
"""
import os
import re
import signal
import threading
import time
import unittest

from harness import Dialogue, Site, is_alive, wait_until

MESSAGES = 500
CLIENTS = 4
USERS = ("user1", "user2", "user3")
FILLER = "A line of text that makes the message as long as mail usually is.\r\n" * 30
TIME_LIMIT = 60.0  # seconds until the clients give up


def processes(parent):
    """The children of a process: {pid: name}."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name, encoding="latin-1") as file:
                text = file.read()
        except OSError:
            continue
        title, rest = text.split("(", 1)[1].rsplit(")", 1)
        if rest.split()[0] != "Z" and int(rest.split()[1]) == parent:
            children[int(name)] = title
    return children


class Clients:
    """Several SMTP clients that share out the messages."""

    def __init__(self, port):
        self.port = port
        self.lock = threading.Lock()
        self.next = 0
        self.accepted = set()
        self.tries = 0
        self.deadline = time.monotonic() + TIME_LIMIT
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def take(self):
        with self.lock:
            if self.next == MESSAGES:
                return None
            self.next += 1
            return self.next - 1

    def run(self):
        client = None
        number = self.take()
        while number is not None and time.monotonic() < self.deadline:
            try:
                if client is None:
                    client = Dialogue(self.port)
                    if client.reply()[0] != 220:
                        raise ConnectionError("no greeting")
                with self.lock:
                    self.tries += 1
                if not send(client, number):
                    raise ConnectionError("message refused")
                with self.lock:
                    self.accepted.add(number)
                number = self.take()
            except (OSError, ValueError):  # also an answer that breaks off within its code
                if client:
                    client.close()
                client = None
                time.sleep(0.05)
        if client:
            client.close()

    def wait_for(self, count):
        wait_until(lambda: len(self.accepted) >= count, "%d accepted messages" % count)

    def join(self):
        for thread in self.threads:
            thread.join(TIME_LIMIT)


def send(client, number):
    """One message; True if the final answer is 250."""
    user = USERS[number % len(USERS)]
    steps = (("MAIL FROM:<killer@smile.com>", 250), ("RCPT TO:<%s@skills.com>" % user, 250),
             ("DATA", 354),
             ("Subject: number %d\r\n\r\n%send of number %d\r\n." % (number, FILLER, number), 250))
    return all(client.ask(text)[0] == code for text, code in steps)


class Kill(unittest.TestCase):
    def test_no_accepted_message_is_lost(self):
        with Site() as site:
            site.start_daemon()
            clients = Clients(site.smtp_port)
            killed = self.kill_all(site, clients)
            clients.join()
            self.assertEqual(len(clients.accepted), MESSAGES, "not all messages were accepted")
            self.empty_queue(site)
            copies = self.copies(site)
            lost = sorted(clients.accepted - copies.keys())
            print("killed: %s; sent %d times, %d accepted, %d more in mailboxes" %
                  (", ".join(killed), clients.tries, MESSAGES, sum(copies.values()) - MESSAGES))
            self.assertEqual(lost, [], "lost messages; log:\n" + site.read("mail.log"))

    def kill_all(self, site, clients):
        """Kills each kind of process once, spread over the run; returns what was killed."""
        master = site.daemon_pid
        standing = wait_until(lambda: self.standing(master), "the daemon's processes")
        victims = sorted(standing.items(), key=lambda victim: victim[1])
        stride = MESSAGES // (len(victims) + 4)
        killed = []
        for turn, (pid, name) in enumerate(victims):
            clients.wait_for(stride * (turn + 1))
            os.kill(pid, signal.SIGKILL)
            killed.append(name)
        clients.wait_for(stride * (len(victims) + 1))
        if self.kill_agent(master):
            killed.append("delivery agent")
        clients.wait_for(stride * (len(victims) + 2))
        self.kill_master(site)
        killed.append("master")
        return killed

    @staticmethod
    def standing(master):
        """The processes that live as long as the daemon, once all of them have their names."""
        named = {pid: name for pid, name in processes(master).items() if name in
                 ("queue manager", "smtp worker", "pop3 login", "sendwright-auth")}
        return named if len(set(named.values())) == 4 else None

    @staticmethod
    def kill_agent(master):
        """Agents live for milliseconds: kills the first one that can be caught."""
        known = processes(master).keys()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for pid in processes(master).keys() - known:
                try:
                    os.kill(pid, signal.SIGKILL)
                    return True
                except ProcessLookupError:
                    continue
        return False

    @staticmethod
    def kill_master(site):
        children = processes(site.daemon_pid)
        os.kill(site.daemon_pid, signal.SIGKILL)
        # They hold the ports, and end when they notice.
        wait_until(lambda: not any(is_alive(pid) for pid in children), "the end of the workers")
        os.unlink(site.path("sendmail.pid"))
        site.start_daemon()

    @staticmethod
    def empty_queue(site):
        def is_empty():
            if not site.queue_files("qf"):
                return True
            site.run("-q")
            return not site.queue_files("qf")
        wait_until(is_empty, "an empty queue")

    @staticmethod
    def copies(site):
        counts = {}
        for user in USERS:
            for number in re.findall(r"^end of number (\d+)$", site.mailbox(user), re.M):
                counts[int(number)] = counts.get(int(number), 0) + 1
        return counts


if __name__ == "__main__":
    unittest.main(verbosity=2)
