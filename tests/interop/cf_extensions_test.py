#!/usr/bin/env python3
"""What our macro library has beyond sendmail's: names that the real program does not know appear only
where a site asks for them, and FEATURE(modern_defaults) is all in its own language.

No feature of the library but FEATURE(retrieval) brings an option of ours. The real sendmail loads
modern_defaults, alone and with features that it meets, without a word, and keeps its limits. Of
retrieval's listener it must complain, or the test would prove nothing.

Needs what cf_outcome_test.py needs; exits 77 without it.
"""

import os
import re
import sys

from cf_outcome_test import TOP, Case, Runner, Skip, complaints, copy_programs, enter_sandbox, find_oracle

CF = os.path.join(TOP, "cf")
OURS = re.compile(r"(?m)^O (LogFile|MailSpool|NameServers|SaslConfigDirectory|Pop3PortOptions|Imap\w*)\b")
ACCESS = "FEATURE(`access_db', `hash -T<TMPF> @DIR@/access')dnl\n"
MAILERS = "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"
COMBINED = ("", ACCESS, ACCESS + "FEATURE(`ratecontrol')dnl\nFEATURE(`conncontrol')dnl\n",
            "FEATURE(`delay_checks')dnl\n", "define(`NO_MODERN_LIMITS', 1)dnl\n",
            "define(`MODERN_CLIENT_RATE', 0)dnl\n")


def site(runner, name, mc, inputs=()):
    case = Case(os.devnull)
    case.name, case.mc, case.inputs = name, mc + MAILERS, list(inputs)
    case.maps = {"access": "ClientRate:10.9\t7\n"} if "access_db" in mc else {}
    place, said = runner.prepare(case, CF, "ours")
    start, answers = runner.answers(case, place)
    with open(place + "/site.cf", encoding="latin-1") as f:
        return f.read(), said, complaints(start), answers


def main():
    root = find_oracle()
    folder = enter_sandbox([root, TOP])
    copy_programs(root, folder)
    runner = Runner(folder, root)
    failures = []

    def check(ok, what):
        if not ok:
            failures.append(what)
            print("FAIL: " + what)

    usual = site(runner, "usual", "")[2]
    for number, mc in enumerate(COMBINED):
        text, said, start, _ = site(runner, "modern", "FEATURE(`modern_defaults')dnl\n" + mc)
        check(not said and start == usual, "modern_defaults %d: %s %s" % (number, said, start))
        check(not OURS.search(text), "modern_defaults %d has an option of ours" % number)
    features = sorted(name[:-3] for name in os.listdir(CF + "/feature"))
    for name in features:
        case = Case(os.devnull)
        case.mc = ("" if name == "access_db" else ACCESS) + "FEATURE(`%s')dnl\n" % name + MAILERS
        with open(runner.prepare(case, CF, "ours")[0] + "/site.cf", encoding="latin-1") as f:
            check(name == "retrieval" or not OURS.search(f.read()),
                  "FEATURE(%s) has an option of ours" % name)
    text, said, start, _ = site(runner, "retrieval", "FEATURE(`retrieval')dnl\n")
    check(bool(OURS.search(text)) and not said, "FEATURE(retrieval) has a listener " + said)
    check(any("Pop3PortOptions" in line for line in start), "the real program does not know it")

    # The limits, on the real program: our own clients, others, and those that the table knows.
    inputs = [".D{client_rate}50"]
    for client in ("127.0.0.1", "203.0.113.5", "10.9.1.1"):
        inputs += [".D{client_addr}" + client, "RateControl ask"]
    inputs += [".D{client_rate}61", ".D{client_addr}203.0.113.5", "RateControl ask",
               ".D{client_addr}127.0.0.1", "RateControl ask"]
    answers = site(runner, "limits", ACCESS + "FEATURE(`modern_defaults')dnl\n", inputs)[3]
    asked = [("rate limit exceeded" in a) for i, a in zip(inputs, answers) if i == "RateControl ask"]
    check(asked == [False, False, True, True, False], "limits: %s" % asked)
    print("%d features, %d failures" % (len(features), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
