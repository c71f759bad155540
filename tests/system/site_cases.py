"""What the tests share that compile a site and ask it for decisions.

What comes in: a case file, which has parts, each begun by a line "== KIND NAME"; of these, `names`
(what the DNS has: OWNER TYPE VALUE) and `expect` are the same in all tests. `expect` has one line for
each thing asked, and behind => what must come out:
    parse ADDRESS => MAILER HOST USER               (HOST - if there is none)
    sender MAILER ADDRESS => ENVELOPE HEADER        as they are written for that mailer
    rules RULESET INPUT => WORKSPACE
    session WORDS => accepted | refused REPLY       WORDS as /session has them
What goes out: the answers of address test mode that are not the expected ones.
"""

import re
import subprocess

from harness import SENDMAIL


def parts(path):
    """(kind, name, text) of each part of a case file."""
    with open(path, encoding="utf-8") as f:
        pieces = re.split(r"(?m)^== (.*)\n", f.read())[1:]
    for head, text in zip(pieces[::2], pieces[1::2]):
        kind, _, name = head.partition(" ")
        yield kind, name, text


def names(text):
    """The part `names` as DnsStub takes it."""
    records = {}
    for owner, record, value in (line.split(" ", 2) for line in text.splitlines()):
        records.setdefault((owner, record), []).append(value)
    return records


def expectations(text):
    """The part `expect`: pairs of what is asked and what must come out."""
    return [tuple(part.strip() for part in line.split(" => ", 1))
            for line in text.splitlines() if line and not line.startswith("#")]


def typed(question):
    """The lines of the test mode that ask it."""
    kind, _, rest = question.partition(" ")
    if kind == "parse":
        return ["/parse " + rest]
    if kind == "sender":
        return ["/tryflags ES", "/try " + rest, "/tryflags HS", "/try " + rest]
    if kind == "rules":
        return [rest]
    assert kind == "session", question
    return ["/session " + rest]


def answer(question, output):
    if question.startswith("parse"):
        found = re.findall(r"(?m)^mailer (\S+?),(?: host (\S*),)? user (.*)$", output)
        return " ".join((found[-1][0], found[-1][1] or "-", found[-1][2])) if found else output[-1000:]
    if question.startswith("sender"):
        return " ".join(re.findall(r"(?m)^Rcode = \d+, addr = (.*)$", output))
    if question.startswith("rules"):
        found = re.findall(r"(?m)^\S+ +returns: (.*)$", output)
        return " ".join(found[-1].split()) if found else output
    found = re.findall(r"(?m)^Session (accepted|refused) ?(?:at .*?: (\d\d\d .*))?$", output)
    return " ".join(found[-1]).strip() if found else output[-1000:]


def ask(cf, questions):
    """The output of test mode for each question, in one run of it."""
    lines = []
    for number, question in enumerate(questions):
        lines += typed(question) + [".D{Mark}@@mark%d" % number, "${Mark}"]
    # The status is that of the first refusal, of which there are some.
    run = subprocess.run([SENDMAIL, "-bt", "-C", cf], input="\n".join(lines + ["/quit", ""]),
                         capture_output=True, text=True, timeout=120)
    pieces = re.split(r"(?:> )*@@mark\d+\n", run.stdout.partition("\n> ")[2])
    return [re.sub(r"(?m)^(> )+", "", piece) for piece in pieces[:len(questions)]]


def faults(cf, expected):
    """What --lint-cf complains of, and each answer that is not the expected one."""
    lint = subprocess.run([SENDMAIL, "--lint-cf", "-C", cf], capture_output=True, text=True, timeout=120)
    if lint.returncode != 0 or lint.stderr:
        yield "--lint-cf: " + lint.stdout + lint.stderr
    questions = [question for question, _ in expected]
    for (question, wanted), output in zip(expected, ask(cf, questions), strict=True):
        found = answer(question, output)
        if found != wanted:
            yield "%s\n    wanted: %s\n    found:  %s" % (question, wanted, found)


def report(name, expected, wrong):
    """Prints what is wrong with a case; returns how much that is."""
    for text in wrong:
        print("FAIL %s: %s" % (name, text))
    print("%s: %d answers, %d wrong" % (name, len(expected), len(wrong)))
    return len(wrong)
