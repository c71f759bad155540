#!/usr/bin/env python3
"""What postfix-to-mc makes of ten configurations of Postfix decides as they do.

postfix_cases/NAME.case has parts, each begun by a line "== NAME":
    main.cf         what the tool reads; @DIR@ is the folder that stands for /etc of the old host
    file PATH       a file below that folder
    options         further arguments of the tool
    names           what the DNS has: OWNER TYPE VALUE
    report          lines that must be in the report, without the place in front
    mc              lines that must be in sendmail.mc
    expect          one line for each thing asked and what must come out, as in site_cases.py
The files that the tool writes go through m4 and makemap as its list of commands says; the report must
speak of each parameter of main.cf, and sendmail --lint-cf must find no fault with the result.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import site_cases
from dns_stub import DnsStub
from harness import BUILD, M4, MAKEMAP, SENDMAIL, TOP

CF = os.path.join(TOP, "cf")
HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(BUILD, "tools/postfix/postfix-to-mc")


class Case:
    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".case")]
        self.parts, self.files, self.names, self.expected = {}, {}, {}, []
        for kind, name, text in site_cases.parts(path):
            if kind == "file":
                self.files[name] = text
            elif kind == "names":
                self.names = site_cases.names(text)
            elif kind == "expect":
                self.expected = site_cases.expectations(text)
            elif kind in ("main.cf", "options", "report", "mc"):
                self.parts[kind] = text
            else:
                raise ValueError(path + ": unknown part " + head)


def run(words, folder, text=""):
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120, cwd=folder)
    if done.returncode != 0 or done.stderr:
        raise RuntimeError("%s: %d %s%s" % (" ".join(words), done.returncode, done.stdout[-500:], done.stderr))
    return done.stdout


def convert(case, folder, dns_port):
    """Makes the site in folder/mail; returns the report and the path of the .cf."""
    mail = os.path.join(folder, "mail")
    os.mkdir(mail)
    for name, text in {**case.files, "main.cf": case.parts["main.cf"]}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace("@DIR@", folder))
    report = run([TOOL, "--output", mail, "--mail-dir", mail, "--cf-dir", CF, "--host-name", "mx.example.com",
                  *case.parts.get("options", "").split(), "main.cf"], folder)
    mc = os.path.join(mail, "sendmail.mc")
    with open(mc, encoding="utf-8") as f:
        text = f.read()
    assert text.count("OSTYPE(`linux')dnl\n") == 1
    with open(mc, "w", encoding="utf-8") as f:
        f.write(text.replace("OSTYPE(`linux')dnl\n", "OSTYPE(`linux')dnl\n"
                             "define(`confNAME_SERVERS', `127.0.0.1@%d')dnl\n" % dns_port))
    for command in re.findall(r"(?m)^    (m4|makemap) (.*)$", report):
        words, _, place = command[1].partition(" > " if command[0] == "m4" else " < ")
        if command[0] == "m4":
            with open(os.path.join(mail, place), "w", encoding="utf-8") as f:
                f.write(run([M4, *words.split()], mail))
        else:
            with open(os.path.join(mail, place), encoding="utf-8") as f:
                run([MAKEMAP, "-C", "sendmail.cf", *words.split()], mail, f.read())
    return report, os.path.join(mail, "sendmail.cf")


def missing_parts(case, report, folder):
    """What the report and the .mc should have and have not."""
    missing = []
    for name in re.findall(r"(?m)^(\w+)\s*=", case.parts["main.cf"]):
        if not re.search(r"(?m)^main.cf:\d+: %s: (carried over|the same|not carried|has no effect)" % name, report):
            missing.append("nothing about " + name + " in the report")
    plain = {re.sub(r"^(main.cf:\d+: |default: )?\s*", "", line) for line in report.splitlines()}
    missing += ["not in the report: " + line
                for line in case.parts.get("report", "").replace("@DIR@", folder).splitlines() if line not in plain]
    with open(os.path.join(folder, "mail/sendmail.mc"), encoding="utf-8") as f:
        lines = f.read().splitlines()
    missing += ["not in sendmail.mc: " + line
                for line in case.parts.get("mc", "").replace("@DIR@", folder).splitlines() if line not in lines]
    return missing


def check(case, folder):
    """The number of wrong answers."""
    with DnsStub(case.names) as dns:
        report, cf = convert(case, folder, dns.port)
        wrong = missing_parts(case, report, folder) + list(site_cases.faults(cf, case.expected))
    count = site_cases.report(case.name, case.expected, wrong)
    if "-v" in sys.argv:
        print(report)
    return count


def main():
    for program in (SENDMAIL, M4, MAKEMAP, TOOL):
        if not os.access(program, os.X_OK):
            print("SKIP " + program + " is not built")
            return 77
    wanted = [word for word in sys.argv[1:] if word != "-v"]
    wrong = 0
    for case in map(Case, sorted(glob.glob(HERE + "/postfix_cases/*.case"))):
        if wanted and case.name not in wanted:
            continue
        folder = tempfile.mkdtemp(prefix="sendwright-postfix-x")  # no name of m4
        try:
            wrong += check(case, folder)
        finally:
            shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
