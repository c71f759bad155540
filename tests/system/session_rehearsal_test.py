#!/usr/bin/env python3
"""/session of the address test mode against real SMTP sessions: the same clients, senders and
recipients must get the same verdict at the same command from both.

The real sessions come from loopback addresses, each with a name (or none) that the hosts file of the
site does not know, so the names are what the DNS says of 127.0.0.0/8: none. The table is written so
that the access map decides by address, sender and recipient.
"""
import re
import sys

import harness

ACCESS = """Connect:127.0.0.1	RELAY
Connect:127.0.0.9	ERROR:4.7.1:"450 Come back later"
Connect:127.0.0.12	REJECT
Connect:127.0.0.13	OK
Connect:127.0.0.14	DISCARD
From:spammer@example.net	ERROR:5.7.1:"550 We do not take mail from you"
From:throw.example	DISCARD
From:wait.example	ERROR:4.7.1:"451 Try again"
To:retired@skills.com	ERROR:5.1.6:"551 This address has retired"
To:relay.example	RELAY
spam.example	REJECT
good.example	OK
"""

CLIENTS = ["127.0.0.1", "127.0.0.9", "127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"]
SENDERS = ["friend@other.example", "spammer@example.net", "a@throw.example", "b@wait.example",
           "x@spam.example", "y@good.example", "", "nobody", "user1@skills.com", "a@b@c.example"]
RECIPIENTS = ["user1@skills.com", "user1", "nosuch@skills.com", "retired@skills.com",
              "sales@sales.com", "x@remote.example", "y@relay.example", "x%remote.example@skills.com",
              "remote.example!x@skills.com", '"x@remote.example"@skills.com',
              "<@skills.com:x@remote.example>", "x@[192.0.2.1]", "a@b@c", "postmaster", "x@smile.com"]


def comparable(reply):
    """Queue ids differ from message to message, the greeting has the time."""
    reply = re.sub(r"^250 2\.0\.0 \S+ Message", "250 2.0.0 ID Message", reply)
    return "220 greeting" if reply.startswith("220 ") else reply


def bracketed(address):
    return address if address.startswith("<") else "<%s>" % address


def real_session(site, client, sender, recipient):
    """[(command, reply)] up to the first refusal."""
    dialogue = harness.Dialogue(site.smtp_port, source=client)
    dialogue.socket.settimeout(harness.PATIENCE)
    steps = []
    try:
        def hear(command):
            lines = []
            while True:
                line = dialogue.line()
                lines.append(line[:3] + " " + line[4:])
                if line[3:4] != "-":
                    break
            steps.append((command, comparable(lines[0])))
            return lines[0][0] in "23"
        if not hear("connection"):
            return steps
        for command in ("EHLO client.example", "MAIL FROM:" + bracketed(sender),
                        "RCPT TO:" + bracketed(recipient), "DATA"):
            dialogue.send(command)
            if not hear(command):
                return steps
        dialogue.send("From: %s\r\nTo: %s\r\n\r\n." % (bracketed(sender), bracketed(recipient)))
        hear(".")
        return steps
    finally:
        dialogue.close()


def rehearsed_sessions(site, cases):
    commands = ["/session client=%s helo=client.example from=%s to=%s" % case for case in cases]
    done = site.run("-bt", input="\n".join(commands) + "\n/quit\n", timeout=200)
    assert done.returncode == 0, done.stderr
    sessions = []
    steps = None
    for line in done.stdout.split("\n"):
        if line.startswith("> "):
            line = line[2:]
        if line.startswith(">>> "):
            if line == ">>> connection":
                steps = []
                sessions.append(steps)
            command = line[4:]
        elif line.startswith("<<< "):
            steps.append((command, comparable(line[4:])))
    return sessions


def cases():
    for client in CLIENTS:
        yield client, "friend@other.example", "user1@skills.com"
    for sender in SENDERS:
        yield "127.0.0.11", sender, "user1@skills.com"
    for recipient in RECIPIENTS:
        if " " not in recipient:
            yield "127.0.0.11", "friend@other.example", recipient
            yield "127.0.0.1", "friend@other.example", recipient


def compare(site):
    all_cases = list(cases())
    real = [real_session(site, *case) for case in all_cases]
    rehearsed = rehearsed_sessions(site, all_cases)
    assert len(rehearsed) == len(real), (len(rehearsed), len(real))
    differ = 0
    for case, one, other in zip(all_cases, real, rehearsed):
        if one != other:
            differ += 1
            print("client=%s from=%s to=%s\n  real      %s\n  rehearsed %s" % (*case, one, other))
    refused = sum(1 for steps in real if steps[-1][1][0] in "45")
    print("%d sessions, %d of them refused, %d differ" % (len(real), refused, differ))
    assert refused > 10 and refused < len(real) - 5
    assert not differ


def main():
    with harness.Site() as site:
        assert site.makemap("access", ACCESS).returncode == 0
        site.start_daemon("-ODeliveryMode=queueonly")
        compare(site)


if __name__ == "__main__":
    sys.exit(main())
