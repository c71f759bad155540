#!/usr/bin/env python3
"""Each sample .mc of the library, with the tables that its comments speak of, does what they say.

cf_samples/NAME.case belongs to cf/cf/NAME.mc and has parts, each begun by a line "== NAME":
    mc          definitions that the place needs, put behind the include
    map FILE    a table, made into a map            file FILE   a file as it stands
    names       what the DNS has: OWNER TYPE VALUE
    expect      what is asked and what must come out, as site_cases.py has it
The files are made in a temporary folder that takes the place of /etc/mail; @USER@ is who runs this. The
result must pass --lint-cf with the tables, so that no client can relay by them.
"""

import getpass
import glob
import os
import shutil
import subprocess
import sys
import tempfile

import site_cases
from dns_stub import DnsStub
from harness import M4, MAKEMAP, SENDMAIL, TOP

HERE = os.path.dirname(os.path.abspath(__file__))
CF = os.path.join(TOP, "cf")
PLACE = """include(`%s/m4/cf.m4')dnl
define(`confNAME_SERVERS', `127.0.0.1@%d')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
"""


class Case:
    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".case")]
        self.mc, self.maps, self.files, self.names, self.expected = "", {}, {}, {}, []
        for kind, name, text in site_cases.parts(path):
            if kind == "mc":
                self.mc = text
            elif kind == "map":
                self.maps[name] = text
            elif kind == "file":
                self.files[name] = text
            elif kind == "names":
                self.names = site_cases.names(text)
            elif kind == "expect":
                self.expected = site_cases.expectations(text)
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


def check(case, folder):
    """The number of wrong answers."""
    with DnsStub(case.names) as dns:
        cf = set_up(case, folder, dns.port)
        wrong = list(site_cases.faults(cf, case.expected))
    return site_cases.report(case.name, case.expected, wrong)


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
