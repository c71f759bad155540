#!/usr/bin/env python3
"""Address test mode (-bt) of our sendmail beside the real one, over many configurations.

What comes in: bt_cases/*.case and cf_cases/*.case (their format: cf_outcome_test.py), the samples of
the original's own cf tree, and the real program with that tree. GNU m4 makes the .cf from it, both
programs run the same .cf on the same inputs, and every byte of the answers has to be the same, the
messages at start-up too. What goes out: each difference and `N configurations, M inputs, D differ`.

A case here has some more parts than one for the libraries:
  variant NAME    text added to the part mc: one configuration more, with the same inputs;
  cf              the .cf itself, where the language is the matter and not the library;
  file NAME       a name that ends in .sh becomes a program;
  map btree NAME  a map of another class than hash;
  words           more words of the command line;
  names none      the name server does not answer;
  dns             what the name server knows (cf_outcome_test.py), instead of a few names;
  socket          answers of a server for maps of class socket at @DIR@/socket: lines KEY<tab>ANSWER,
                  where `raw:OCTETS` is no netstring and ends the connection, and `hang` is no answer.
An input line `each LIST: TEXT` stands for a line for each entry of LIST, put in the place of {}.
LIST is one of bt_trace_test.py or a file bt_cases/LIST.list; there \\xNN is a byte, and {300*ab} is
`ab` 300 times. The answer to an input line `hush LINE` does not matter. The file bt_cases/known lists the differences that are known: a digest of
configuration, input and both answers, the configuration, and the reason. One that is gone or has
changed is a failure too.

Exits 77 where the packages of the real sendmail, root rights or name spaces cannot be had.
"""

import concurrent.futures
import contextlib
import difflib
import glob
import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys

import bt_trace_test
import cf_outcome_test
from cf_outcome_test import Skip, dns_stub, is_setup
import original
import socket_map_stub

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "bt_cases")
LEAST_CONFIGURATIONS, LEAST_INPUTS = 60, 2500
# The usual one (original.py), one that does not answer, and one for cases with a part dns.
NAME_SERVERS = {"": "127.0.0.2", "none": "127.0.0.3", "records": "127.0.0.4"}


def read_list(name):
    path = os.path.join(CASES, name + ".list")
    if not os.path.exists(path):
        return getattr(bt_trace_test, name.upper())
    with open(path, encoding="latin-1") as f:
        text = f.read()
    text = re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m[1], 16)), text)
    text = re.sub(r"\{(\d+)\*([^}]*)\}", lambda m: m[2] * int(m[1]), text)
    return [l for l in text.split("\n") if l]


def expand(lines):
    """The input lines, with each `each` made into what it stands for."""
    for line in lines:
        found = re.match(r"each ([\w-]+): (.*)", line)
        if found:
            yield from (found[2].replace("{}", entry) for entry in read_list(found[1]))
        else:
            yield line


class Configuration:
    """One .cf with its files and inputs."""

    def __init__(self, name, case, mc):
        self.name, self.case, self.mc = name, case, mc
        self.inputs = list(expand(case.inputs))


def case_paths(folder):
    return sorted(glob.glob(os.path.join(HERE, folder, "*.case")))


def case_configurations(paths):
    """Each case as it stands, or each of its variants."""
    for case in map(cf_outcome_test.Case, paths):
        mc = cf_outcome_test.BEFORE + case.mc
        if not case.variants:
            yield Configuration(case.name, case, mc + cf_outcome_test.AFTER)
        for name, text in case.variants.items():
            own = mc
            if "OSTYPE(" in text:
                ostype = re.search(r"(?m)^OSTYPE\(.*\n", text)[0]
                own = own.replace("OSTYPE(`linux')dnl\n", ostype, 1)
                text = re.sub(r"(?m)^OSTYPE\(.*\n", "", text)
            head, mailers, tail = own.partition("MAILER(")
            yield Configuration(case.name + ":" + name, case,
                                head + text + mailers + tail + cf_outcome_test.AFTER)


def configurations(library):
    yield from case_configurations(case_paths("cf_cases") + case_paths("bt_cases"))
    yield from sample_configurations(library)


def sample_configurations(library):
    """The samples of the original's library."""
    samples = cf_outcome_test.Case(os.path.join(CASES, "samples"))
    for path in sorted(glob.glob(library + "/cf/*.mc")):
        with open(path, encoding="latin-1") as f:
            yield Configuration("sample:" + os.path.basename(path), samples, f.read())


def map_server(case, place):
    """The server for maps of class socket, if the case has one."""
    def answer(text):
        if text == "hang":
            return None
        raw = text.removeprefix("raw:")
        return text.encode() if raw == text else socket_map_stub.Raw(raw.encode(), is_last=True)
    if not case.socket:
        return contextlib.nullcontext()
    return socket_map_stub.SocketMapStub({key: answer(text) for key, text in case.socket.items()},
                                         place + "/socket")


class Program:
    """One of the two programs, with a folder whose path is as long as the other's."""

    def __init__(self, machine, name, is_original):
        self.name = name
        self.sendmail, self.makemap, self.env = original.tools(machine, is_original)

    def call(self, words, text):
        run = subprocess.run(words, input=text.encode("latin-1"), stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=self.env, timeout=120)
        return run.stdout.decode("latin-1")

    def prepare(self, configuration, cf, place):
        os.makedirs(place + "/q")
        case = configuration.case
        files = {"site.cf": cf, "makemap.cf": "V10/Berkeley\n", **case.files}
        for name, text in files.items():
            path = os.path.join(place, name)
            with open(path, "w", encoding="latin-1") as f:
                f.write(text.replace("@DIR@", place))
            os.chmod(path, 0o755 if name.endswith(".sh") else 0o644)
        for name, text in case.maps.items():
            *words, name = name.split()
            said = self.call([self.makemap, "-C", place + "/makemap.cf", *(words or ["hash"]),
                              os.path.join(place, name)], text.replace("@DIR@", place))
            if [l for l in said.split("\n") if l and "WARNING" not in l]:
                raise RuntimeError("%s: makemap %s: %s" % (configuration.name, name, said))

    def answers(self, configuration, cf, place):
        """The answer to each input by its number; number -1 is what is said at the start."""
        place = os.path.join(place, self.name)
        self.prepare(configuration, cf, place)
        typed = "".join("%s\n.D{Mark}@@mark%d\n${Mark}\n" % (line.removeprefix("hush "), number)
                        for number, line in enumerate(configuration.inputs))
        words = [w.replace("@DIR@", place) for w in configuration.case.words]
        with map_server(configuration.case, place):
            out = self.call([self.sendmail, "-bt", "-C", place + "/site.cf", *words],
                            typed + "/quit\n")
        start, _, rest = out.replace(place, "@DIR@").partition("\n> ")
        found = {-1: start}
        for text, number in re.findall(r"((?:.|\n)*?)(?:> )*@@mark(\d+)\n", rest):
            found[int(number)] = text
        return found


def make_cf(configuration, library, place):
    """The configuration file, with @DIR@ left in it for the folder of each side."""
    if configuration.case.cf:
        return configuration.case.cf
    mc = place + "/site.mc"
    with open(mc, "w", encoding="latin-1") as f:
        f.write(configuration.mc)
    run = subprocess.run(["m4", "-D_NO_MAKEINFO_", "-D_CF_DIR_=" + library + "/",
                          library + "/m4/cf.m4", mc], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=60, cwd=library + "/cf")
    return run.stdout.decode("latin-1")


def run_both(configuration, programs, library, place):
    """Pairs (input, the real program's answer, ours); None where there is no answer."""
    os.makedirs(place)
    cf = make_cf(configuration, library, place)
    theirs, ours = (p.answers(configuration, cf, place) for p in programs)
    shutil.rmtree(place)
    lines = [(-1, "(start)"), *enumerate(configuration.inputs)]
    return [(line, bt_trace_test.trace(line, theirs.get(number, "no answer\n")),
             bt_trace_test.trace(line, ours.get(number, "no answer\n")))
            for number, line in lines if not is_setup(line) and not line.startswith("hush ")]


def read_known():
    """Digest and reason of each known difference."""
    with open(os.path.join(CASES, "known"), encoding="ascii") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {row[0]: (row[1], row[2]) for row in rows}


def name_service(configuration):
    """Which name server a configuration is run with."""
    return "records" if configuration.case.records else configuration.case.names


def name_server(group):
    """A name server with the records of all cases of the group, if they have any."""
    records = {key: value for c in group for key, value in c.case.records.items()}
    return dns_stub.DnsStub(records, (NAME_SERVERS["records"], 53)) if records else (
        contextlib.nullcontext())


def report(configuration, pairs, known, seen):
    """Prints the differences that are not known; returns how many, and how many are known."""
    wrong = expected = 0
    for line, theirs, ours in pairs:
        if theirs == ours:
            continue
        whole = repr((configuration.name, line, theirs, ours))
        digest = hashlib.sha1(whole.encode()).hexdigest()[:12]
        if digest in known:
            seen.add(digest)
            expected += 1
            continue
        wrong += 1
        print("FAIL %s: %.300r (%s)" % (configuration.name, line, digest))
        bt_trace_test.show(theirs, ours)
    return wrong, expected


def main():
    machine = original.Machine()
    library = cf_outcome_test.original_library(machine.root, machine.folder)
    programs = Program(machine, "real", True), Program(machine, "ours", False)
    chosen = [c for c in configurations(library)
              if not sys.argv[1:] or any(w in c.name for w in sys.argv[1:])]
    chosen.sort(key=name_service)
    known = read_known()
    seen = set()
    total = wrong = expected = number = 0
    for names, group in itertools.groupby(chosen, key=name_service):
        group = list(group)
        machine.set_name_server(NAME_SERVERS[names])
        with name_server(group), concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            places = [os.path.join(machine.folder, "bt%04d" % (number + n))
                      for n in range(len(group))]
            number += len(group)
            for configuration, pairs in zip(group, pool.map(
                    lambda c, p: run_both(c, programs, library, p), group, places)):
                total += len(pairs)
                more_wrong, more_expected = report(configuration, pairs, known, seen)
                wrong += more_wrong
                expected += more_expected
    stale = [] if sys.argv[1:] else [digest for digest in known if digest not in seen]
    for digest in stale:
        print("FAIL %s: no longer the known difference %s: %s" % (known[digest][0], digest,
                                                                   known[digest][1]))
    print("%d configurations, %d inputs, %d differ" % (len(chosen), total, wrong + expected))
    print("  of these %d are known, %d are not; %d known ones are gone or changed" % (
        expected, wrong, len(stale)))
    is_enough = sys.argv[1:] or (len(chosen) >= LEAST_CONFIGURATIONS and total >= LEAST_INPUTS)
    return 0 if not wrong and not stale and is_enough else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
