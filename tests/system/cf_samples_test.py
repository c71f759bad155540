#!/usr/bin/env python3
"""Each sample .mc of the library, with the tables that its comments speak of, does what they say.

cf_samples/NAME.case belongs to cf/cf/NAME.mc and has parts, each begun by a line "== NAME":
    mc          definitions that the place needs, put behind the include
    map FILE    a table, made into a map            file FILE   a file as it stands
    names       what the DNS has: OWNER TYPE VALUE
    expect      one line for each thing asked, and behind => what must come out:
                parse ADDRESS => MAILER HOST USER               (HOST - if there is none)
                sender MAILER ADDRESS => ENVELOPE HEADER        as they are written for that mailer
                rules RULESET INPUT => WORKSPACE
                session WORDS => accepted | refused REPLY       WORDS as /session has them
The files are made in a temporary folder that takes the place of /etc/mail; @USER@ is who runs this. The result must pass
--lint-cf with the tables, so that no client can relay by them.
"""

import getpass
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from dns_stub import DnsStub

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.abspath(os.environ.get("abs_top_srcdir", os.path.join(HERE, "../..")))
BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
SENDMAIL = os.path.join(BUILD, "src/cmd/sendmail")
M4 = os.path.join(BUILD, "m4/sendwright-m4")
MAKEMAP = os.path.join(BUILD, "makemap/makemap")
CF = os.path.join(TOP, "cf")
PLACE = """include(`%s/m4/cf.m4')dnl
define(`confNAME_SERVERS', `127.0.0.1@%d')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
"""


class Case:
    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".case")]
        self.mc, self.maps, self.files, self.names, self.expected = "", {}, {}, {}, []
        with open(path, encoding="utf-8") as f:
            parts = re.split(r"(?m)^== (.*)\n", f.read())[1:]
        for head, text in zip(parts[::2], parts[1::2]):
            kind, _, name = head.partition(" ")
            if kind == "mc":
                self.mc = text
            elif kind == "map":
                self.maps[name] = text
            elif kind == "file":
                self.files[name] = text
            elif kind == "names":
                for owner, record, value in (line.split(" ", 2) for line in text.splitlines()):
                    self.names.setdefault((owner, record), []).append(value)
            elif kind == "expect":
                self.expected = [tuple(part.strip() for part in line.split(" => ", 1))
                                 for line in text.splitlines() if line and not line.startswith("#")]
            else:
                raise ValueError(path + ": unknown part " + head)


def must(*words, text=None):
    run = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120)
    if run.returncode != 0:
        raise RuntimeError("%s: %s%s" % (" ".join(words), run.stdout, run.stderr))
    return run.stdout


def set_up(case, folder, dns_port):
    """Makes the .cf and the tables; returns the .cf's path."""
    def placed(text):
        return text.replace("/etc/mail/", folder + "/").replace("@USER@", getpass.getuser())
    with open(os.path.join(CF, "cf", case.name + ".mc"), encoding="utf-8") as f:
        text = f.read()
    head = "include(`../m4/cf.m4')dnl\n"
    assert head in text
    mc, cf = (os.path.join(folder, "site" + end) for end in (".mc", ".cf"))
    with open(mc, "w", encoding="utf-8") as f:
        f.write(placed(text.replace(head, PLACE % (CF, dns_port) + case.mc)))
    with open(cf, "w", encoding="utf-8") as f:
        f.write(placed(must(M4, mc)))
    for name, text in {**case.files, **case.maps}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(placed(text))
    for name, text in case.maps.items():
        must(MAKEMAP, "-C", cf, "hash", os.path.join(folder, name), text=placed(text))
    return cf


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
    lines = []
    for number, question in enumerate(questions):
        lines += typed(question) + [".D{Mark}@@mark%d" % number, "${Mark}"]
    # The status is that of the first refusal, of which there are some.
    run = subprocess.run([SENDMAIL, "-bt", "-C", cf], input="\n".join(lines + ["/quit", ""]),
                         capture_output=True, text=True, timeout=120)
    pieces = re.split(r"(?:> )*@@mark\d+\n", run.stdout.partition("\n> ")[2])
    return [re.sub(r"(?m)^(> )+", "", piece) for piece in pieces[:len(questions)]]


def check(case, folder):
    """The number of wrong answers."""
    wrong = 0
    with DnsStub(case.names) as dns:
        cf = set_up(case, folder, dns.port)
        lint = subprocess.run([SENDMAIL, "--lint-cf", "-C", cf], capture_output=True, text=True, timeout=120)
        if lint.returncode != 0 or lint.stderr:
            print("FAIL %s: --lint-cf: %s%s" % (case.name, lint.stdout, lint.stderr))
            wrong += 1
        questions = [question for question, _ in case.expected]
        for (question, wanted), output in zip(case.expected, ask(cf, questions), strict=True):
            found = answer(question, output)
            if found != wanted:
                print("FAIL %s: %s\n    wanted: %s\n    found:  %s" % (case.name, question, wanted, found))
                wrong += 1
    print("%s: %d answers, %d wrong" % (case.name, len(case.expected), wrong))
    return wrong


def main():
    for program in (SENDMAIL, M4, MAKEMAP):
        if not os.access(program, os.X_OK):
            print("SKIP " + program + " is not built")
            return 77
    cases = {case.name: case for case in map(Case, sorted(glob.glob(HERE + "/cf_samples/*.case")))}
    samples = {os.path.basename(path)[:-3] for path in glob.glob(CF + "/cf/*.mc")}
    wrong = 0
    if samples != set(cases):
        print("FAIL samples without a case, or the other way round: %s" % (samples ^ set(cases)))
        wrong += 1
    for case in cases.values():
        if sys.argv[1:] and case.name not in sys.argv[1:]:
            continue
        folder = tempfile.mkdtemp(prefix="sendwright-sample-")
        try:
            wrong += check(case, folder)
        finally:
            shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
