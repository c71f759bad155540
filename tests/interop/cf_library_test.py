#!/usr/bin/env python3
"""Our macro library beside the original one: outcome, traces and size, over whole sites.

What comes in: cf_cases/*.case, the tables of features, mailers and system types in bt_cases/, the
sites in cf_sites/*.case (format: cf_outcome_test.py and bt_cases_test.py) and the samples of the
original's library. Each configuration is
compiled with both libraries, and then
  outcome  the real program runs both .cf on the same inputs: the same final answers;
  trace    both programs run our .cf: the same bytes, and no complaint at the start that the real
           program does not have about the .cf of its own library;
  settings the lines that are no rules, classes and macros are the same;
  rules    ours has at most 1.25 times the rules of the original's.
Every file of cf/feature, mailer, ostype, domain, hack must be in some configuration, and so must
every macro and every name to define that cf/README.md tells of.

The file cf_sites/known has what is known to differ, with the reason: kind, configuration, input
(patterns of the shell), reason, with tabs between them. A row that nothing matches is a failure,
unless its reason begins with `open`: those are to be mended, and the row to be taken out.
`-v` prints the whole of each difference. Exits 77 where the packages of the real sendmail, root
rights or name spaces cannot be had.
"""

import concurrent.futures
import fnmatch
import itertools
import os
import re
import shutil
import sys

import bt_cases_test
import bt_trace_test
import cf_outcome_test
from cf_outcome_test import TOP, Skip, is_setup
import original

HERE = os.path.dirname(os.path.abspath(__file__))
SITES = os.path.join(HERE, "cf_sites")
START = -1
MOST_RULES = 1.25
OURS = {"POP3_OPTIONS", "IMAP_OPTIONS"}  # no words of the original's
LEAST_CONFIGURATIONS, LEAST_ANSWERS = 200, 30000
PARTS = {"feature": "FEATURE", "mailer": "MAILER", "ostype": "OSTYPE", "domain": "DOMAIN",
         "hack": "HACK"}


def table_paths():
    """The cases that use the macro library; those of bt_cases that begin with 1 have a .cf of their own."""
    tables = [p for p in bt_cases_test.case_paths("bt_cases")
              if re.match(r"0[4-9]", os.path.basename(p))]
    return bt_cases_test.case_paths("cf_cases") + tables + bt_cases_test.case_paths("cf_sites")


def uncovered(chosen, library):
    """The files of our library that no configuration names, though the original has them too."""
    text = "".join(c.mc for c in chosen)
    for folder, macro in PARTS.items():
        for name in sorted(os.listdir(os.path.join(TOP, "cf", folder))):
            is_common = os.path.exists(os.path.join(library, folder, name))
            name = name.removesuffix(".m4")
            if is_common and not re.search(macro + r"\(`?" + re.escape(name) + r"[',)]", text):
                yield "%s(`%s') has no case" % (macro, name)


def settings(cf):
    """The lines that are no rules, classes or macros: options, headers, mail filters ..."""
    lines = re.sub(r"\n[ \t]", " ", cf).split("\n")
    return {re.sub("=[ ,]", "=", " ".join(l.split())).rstrip("=") for l in lines
            if l.startswith(("O", "H", "X", "Q", "P", "T", "E", "V"))}


def unused_names(chosen):
    """Macros and names to define that no configuration has."""
    with open(os.path.join(TOP, "cf/README.md"), encoding="utf-8") as f:
        page = f.read()
    text = "".join(c.mc + "".join(c.case.library.values()) for c in chosen)
    for title in ("Macros", "Names to define", "Mailers"):
        section = re.search(r"(?ms)^## %s\n(.*?)(?=^## )" % title, page).group(1)
        rows = re.findall(r"(?m)^\| (.*)", section)
        # The rows of mailers have names that end in what the first column says: `_PATH`, `_MAX`.
        is_first = title != "Mailers"
        told = "".join(row.split(" | ")[0] if is_first else row for row in rows)
        for name in sorted(set(re.findall(r"`([A-Z_]\w*)[`(]", told)) - OURS):
            if not is_first and name.startswith("_"):
                continue
            if not re.search(r"\b%s\b" % name, text):
                yield "%s has no case" % name


def add_to_libraries(chosen, libraries):
    """The files that sites have added, each with a name of its own."""
    for case in {c.case.name: c.case for c in chosen}.values():
        for name, text in case.library.items():
            for library in libraries:
                path = os.path.join(library, name)
                if os.path.exists(path):
                    raise ValueError("%s: %s is there already" % (case.name, name))
                with open(path, "w", encoding="latin-1") as f:
                    f.write(text)


def only_in(one, other):
    return sorted(set(one) - set(other))


def rules(cf):
    return len(re.findall(r"(?m)^R", cf))


def meaning(line, answer):
    """The part of an answer that both libraries must agree on."""
    if line == "=M":
        return bt_trace_test.meaning(line, answer)
    if line == START:
        return cf_outcome_test.complaints(answer)
    return cf_outcome_test.outcome(line, answer)


class Results:
    """What one configuration gave: differences as (kind, input, theirs, ours), and counts."""

    def __init__(self, configuration):
        self.name = configuration.name
        self.differences, self.answers, self.rules = [], 0, (0, 0)

    def compare(self, kind, line, theirs, ours):
        self.answers += 1
        if theirs != ours:
            self.differences.append((kind, line, theirs, ours))


def run(configuration, programs, libraries, place):
    real, own = programs
    results = Results(configuration)
    os.makedirs(place)
    theirs, ours = (bt_cases_test.make_cf(configuration, l, place) for l in libraries)
    answers = [program.answers(configuration, cf, os.path.join(place, folder))
               for program, cf, folder in ((real, theirs, "1"), (real, ours, "2"), (own, ours, "2"))]
    shutil.rmtree(place)
    complaints = [meaning(START, found.get(START, "")) for found in answers[:2]]
    results.compare("start", "(start)", [], [l for l in complaints[1] if l not in complaints[0]])
    results.compare("trace", "(start)", answers[1].get(START, ""), answers[2].get(START, ""))
    for number, line in enumerate(configuration.inputs):
        if is_setup(line):
            continue
        one, cross, two = (found.get(number, "no answer in run %d\n" % run)
                           for run, found in enumerate(answers))
        results.compare("outcome", line, meaning(line, one), meaning(line, cross))
        results.compare("trace", line, bt_trace_test.trace(line, cross),
                        bt_trace_test.trace(line, two))
    one, two = settings(theirs), settings(ours)
    results.compare("settings", "(settings)", only_in(one, two), only_in(two, one))
    results.rules = rules(ours), rules(theirs)
    limit = int(MOST_RULES * results.rules[1])
    results.compare("rules", "(rules)", limit, max(limit, results.rules[0]))
    return results


class Known:
    """The rows of cf_sites/known, and which of them were met."""

    def __init__(self):
        with open(os.path.join(SITES, "known"), encoding="latin-1") as f:
            self.rows = [tuple(l.rstrip("\n").split("\t")) for l in f if l[0] not in "#\n"]
        self.met = set()

    def match(self, kind, name, line):
        for row in self.rows:
            if row[0] == kind and fnmatch.fnmatchcase(name, row[1]) and \
                    fnmatch.fnmatchcase(line, row[2]):
                self.met.add(row)
                return True
        return False

    def unmet(self):
        return [row for row in self.rows if row not in self.met]


def report(results, known, is_verbose):
    """Prints what is not known; returns how many differences are known and how many are not."""
    unknown = [d for d in results.differences if not known.match(d[0], results.name, d[1])]
    for kind, line, theirs, ours in unknown:
        if isinstance(theirs, list):
            theirs, ours = only_in(theirs, ours), only_in(ours, theirs)
        print("FAIL (%s) %s: %.300s" % (kind, results.name, line))
        if kind == "trace" or is_verbose:
            bt_trace_test.show(str(theirs), str(ours))
        else:
            print("  theirs: %.900s\n  ours:   %.900s" % (theirs, ours))
    return len(results.differences) - len(unknown), len(unknown)


def all_results(chosen, machine, libraries):
    programs = [bt_cases_test.Program(machine, "real", True),
                bt_cases_test.Program(machine, "ours", False)]
    number = itertools.count()

    def name_service(configuration):
        """Cases with records have a name server each: two may tell different things of one name."""
        case = configuration.case
        return bt_cases_test.name_service(configuration), case.name if case.records else ""

    for key, group in itertools.groupby(sorted(chosen, key=name_service), key=name_service):
        group = list(group)
        machine.set_name_server(bt_cases_test.NAME_SERVERS[key[0]])
        with bt_cases_test.name_server(group), \
                concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            yield from pool.map(lambda c: run(c, programs, libraries, os.path.join(
                machine.folder, "cf%04d" % next(number))), group)


# Clients that lists in the DNS name.
LISTED = {"9.2.0.192.list.example": "127.0.0.2", "1.100.51.198.other.example": "127.0.0.2",
          "9.2.0.192.coded.example": "127.0.0.3", "1.100.51.198.coded.example": "127.0.0.2"}


def main():
    original.ADDRESSES.update(LISTED)
    words = [w for w in sys.argv[1:] if w != "-v"]
    machine = original.Machine()
    libraries = (cf_outcome_test.original_library(machine.root, machine.folder),
                 shutil.copytree(original.OUR_LIBRARY, os.path.join(machine.folder, "our-cf")))
    every = list(bt_cases_test.case_configurations(table_paths()))
    every += bt_cases_test.sample_configurations(libraries[0])
    add_to_libraries(every, libraries)
    for configuration in every:
        configuration.inputs.append("=M")
    chosen = [c for c in every if not words or any(w in c.name for w in words)]
    known = Known()
    answers = expected = wrong = 0
    ratios = []
    for results in all_results(chosen, machine, libraries):
        answers += results.answers
        more_expected, more_wrong = report(results, known, "-v" in sys.argv)
        expected += more_expected
        wrong += more_wrong
        ratios.append((results.rules[0] / max(1, results.rules[1]), results.name))
    unmet = [] if words else known.unmet()
    problems = [] if words else [*uncovered(every, libraries[0]), *unused_names(every)]
    for row in unmet:
        if row[3].startswith("open"):
            print("note: mended, its row in known can go: " + " | ".join(row))
        else:
            problems.append("nothing is as the row of known says: " + " | ".join(row))
    for problem in problems:
        print("FAIL " + problem)
    print("%d configurations, %d answers, %d differ (%d of them known)"
          % (len(chosen), answers, wrong + expected, expected))
    print("rules: on the average %.2f times the original's, at most %.2f (%s)"
          % (sum(r for r, _ in ratios) / len(ratios), *max(ratios)))
    is_enough = words or (len(chosen) >= LEAST_CONFIGURATIONS and answers >= LEAST_ANSWERS)
    return 0 if not wrong and not problems and is_enough else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
