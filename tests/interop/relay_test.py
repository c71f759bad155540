#!/usr/bin/env python3
"""Mail between our daemon (the sample site) and the real sendmail (its mirror, the domains swapped).

From ours to the real one, which keeps it in its queue; from the real one into a mailbox of ours; a
refusal by the real one comes back as a notice; while it is down the message waits in our queue.

Exits 77 where the packages of the real sendmail, root rights or name spaces cannot be had.
"""

import email
import os
import sys
import time

from cf_outcome_test import Skip
import original
from smtp_dialogue_test import NEAR, Client

OUR_PORT, THEIR_PORT = 2525, 3525
BODY = "line\r\n..dotted\r\n" + "long " * 150 + "\r\n8 bit: \351\r\n\r\nend\r\n"
AS_RECEIVED = BODY.replace("..dotted", ".dotted").replace("\r\n", "\n")
failures = []


def check(ok, what):
    print(("ok: " if ok else "FAIL: ") + what)
    if not ok:
        failures.append(what)


def wait_for(condition, what):
    deadline = time.monotonic() + original.PATIENCE
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    check(False, "waited in vain for " + what)
    return None


def send(port, sender, recipient, subject):
    client = Client(port, NEAR)
    client.reply()
    for line in ("EHLO client.example", "MAIL FROM:<%s> BODY=8BITMIME" % sender, "RCPT TO:<%s>" % recipient,
                 "DATA", "Subject: %s\r\nX-Folded: a\r\n\tb\r\n\r\n%s." % (subject, BODY), "QUIT"):
        client.send(line)
        answer = client.reply()
        if not answer or answer[-1][0] not in "23":
            check(False, "%s: %s" % (line[:60], answer))
    client.close()


def queued(side, text):
    """The qf and df texts of the message in the side's queue whose qf has the text."""
    for name in os.listdir(side.place + "/mqueue"):
        control = side.read("mqueue/" + name) if name.startswith("qf") else ""
        if text in control and control.rstrip().endswith("\n."):
            return control, side.read("mqueue/df" + name[2:])
    return None


def to_the_real_one(ours, theirs):
    send(ours.port, "user1@skills.com", "user2@smile.com", "from ours")
    found = wait_for(lambda: queued(theirs, "Subject: from ours"), "the message in the real one's queue")
    if not found:
        return
    control, body = found
    check("S<user1@skills.com>" in control, "the sender is the same")
    check("<user2@smile.com>" in control, "the recipient is the same")
    check(body == AS_RECEIVED, "the body is the same, octet by octet")
    check("X-Folded: a\n\tb\n" in control, "a folded field stays folded")
    check(control.count("??Received: ") + control.count("?Received: from") >= 2, "two Received fields")
    check("(localhost [127.0.0.1])\n\tby mail.smile.com" in control, "the real one knows its peer")
    check("by mail.skills.com (" in control and " with ESMTP id " in control, "ours has signed as well")


def from_the_real_one(ours, theirs):
    run = theirs.run("-odi", "-oi", "-fuser1@smile.com", "user2@skills.com",
                     text=("Subject: from theirs\n\n" + AS_RECEIVED).encode("latin-1"))
    check(run.returncode == 0, "the real one sends: %r" % run.stdout)
    text = wait_for(lambda: "from theirs" in ours.read("mail/user2") and ours.read("mail/user2"),
                    "the message in our mailbox")
    if not text:
        return
    message = email.message_from_string(text.split("\n", 1)[1])
    check(text.startswith("From user1@smile.com "), "a From_ line")
    check(message["Return-Path"] == "<user1@smile.com>", "the return path")
    check(len(message.get_all("Received")) >= 2, "both have signed")
    check("from mail.smile.com (" in message.get_all("Received")[0], "ours knows its peer")
    check(message.get_payload().rstrip("\n") + "\n" == AS_RECEIVED, "the body is the same")


def refusal(ours):
    send(ours.port, "user3@skills.com", "nobody-here@smile.com", "refused")
    text = wait_for(lambda: ours.read("mail/user3"), "the notice")
    if not text:
        return
    message = email.message_from_string(text.split("\n", 1)[1])
    check(message.get_content_type() == "multipart/report", "the notice is a report")
    check("Status: 5.1.1" in text and "User unknown" in text, "it says what the real one said")
    check("Remote-MTA: DNS; " in text or "Remote-MTA: dns; " in text, "and who said it")


def waiting(ours, theirs):
    send(ours.port, "user1@skills.com", "user2@smile.com", "waiting")
    wait_for(lambda: queued(ours, "Subject: waiting"), "the message in our queue")
    listing = lambda: ours.run("-bp").stdout.decode("latin-1")
    wait_for(lambda: "Deferred: Connection refused by" in listing(), "the reason in mailq")
    check("user2@smile.com" in listing(), "mailq names the recipient")
    with original.Daemon(theirs):
        ours.run("-q")
        check(wait_for(lambda: queued(theirs, "Subject: waiting"), "it at the real one") is not None,
              "a queue run delivers it")
        wait_for(lambda: not queued(ours, "Subject: waiting"), "our queue to be empty")


def main():
    machine = original.Machine()
    ports = "define(`ESMTP_MAILER_ARGS', `TCP $h %d')dnl\n"
    ours = machine.ours(port=OUR_PORT, extra=ports % THEIR_PORT +
                        "define(`confMAIL_SPOOL', `@STATE@/mail/$u')dnl\n"
                        "define(`confMCI_CACHE_SIZE', `0')dnl\n")
    theirs = machine.theirs(port=THEIR_PORT, is_mirror=True, extra=ports % OUR_PORT +
                            "define(`confDELIVERY_MODE', `queueonly')dnl\n")
    with original.Daemon(ours):
        with original.Daemon(theirs):
            to_the_real_one(ours, theirs)
            from_the_real_one(ours, theirs)
            refusal(ours)
        waiting(ours, theirs)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
