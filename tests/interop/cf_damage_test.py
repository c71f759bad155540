#!/usr/bin/env python3
"""Damaged configuration files: what our sendmail says of them, beside the real one.

Each variant is `cf_damage/good.cf` of which one thing is wrong (or only odd). Lines of every kind are
put behind it (`cf_damage/*.lines`): cut short, with wrong separators, unknown names, bad numbers, too
long, with octets that have no place there. Each of its own lines is cut, doubled, damaged in other
ways or taken away. Both programs read the variant in address test mode and are asked for the mailers,
a class, a macro and a ruleset; all that they print (but for the name of the file and the version) and
the exit status must agree. KNOWN lists what does not, with the reason; a reason that no variant has
any more is a failure too.

    cf_damage_test.py [-v] [WORD...]    only the variants whose names contain one of the words

Exits 77 where the packages of the real sendmail or name spaces cannot be had.
"""

import concurrent.futures
import difflib
import glob
import os
import re
import subprocess
import sys

import cf_outcome_test
from cf_outcome_test import TOP, Skip

BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
OURS = os.path.join(BUILD, "src/cmd/sendmail")
CASES = os.path.join(TOP, "tests/interop/cf_damage")

TYPED = "=M\n=ST\n$={X}\n$X\n${Long}\nT a one b\n"
CLASS = 2  # the place of its answer


def damaged_lines():
    """Lines that stand at the end of the good file, each a variant; `\\t`, `\\0` as in Python."""
    for path in sorted(glob.glob(CASES + "/*.lines")):
        with open(path, encoding="latin-1") as f:
            yield from f.read().split("\n")[:-1]


def unescape(text):
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def small_damages(line):
    """One line of a good file, damaged in ways that need no knowledge of it."""
    yield "cut to its letter", line[:1]
    yield "cut to a third", line[:len(line) // 3]
    yield "cut to two thirds", line[:2 * len(line) // 3]
    yield "without blanks", line.replace(b" ", b"").replace(b"\t", b"")
    yield "tabs as blanks", line.replace(b"\t", b" ")
    yield "commas as semicolons", line.replace(b",", b";")
    yield "signs as colons", line.replace(b"=", b":")
    yield "without dollars", line.replace(b"$", b"")
    yield "dollars doubled", line.replace(b"$", b"$$")
    yield "braces opened", line.replace(b"}", b"")
    yield "twice", line + b"\n" + line
    yield "NUL inside", line[:len(line) // 2] + b"\0" + line[len(line) // 2:]
    yield "8-bit inside", line[:len(line) // 2] + b"\xe9\x85" + line[len(line) // 2:]
    yield "quote inside", line[:len(line) // 2] + b'"' + line[len(line) // 2:]
    yield "lower letter", line[:1].lower() + line[1:]
    yield "carriage return", line + b"\r"
    yield "very long", line + b" " + b"x" * 3000


def variants():
    """Pairs of name and text, without two of the same text."""
    with open(CASES + "/good.cf", "rb") as f:
        base = f.read()
    seen = set()

    def fresh(name, text):
        if text in seen:
            return []
        seen.add(text)
        return [(name, text)]

    yield from fresh("as it should be", base)
    for line in damaged_lines():
        yield from fresh(line, base + unescape(line) + b"\n")
    lines = base.split(b"\n")[:-1]
    for number, line in enumerate(lines):
        shown = "line %d" % (number + 1)
        yield from fresh(shown + " missing", b"\n".join(lines[:number] + lines[number + 1:]) + b"\n")
        for what, damaged in small_damages(line):
            yield from fresh("%s %s" % (shown, what),
                             b"\n".join(lines[:number] + [damaged] + lines[number + 1:]) + b"\n")
    yield from fresh("no end of line", base[:-1])
    yield from fresh("empty", b"")
    yield from fresh("only comments", b"# one\n#two\n")
    yield from fresh("carriage returns", base.replace(b"\n", b"\r\n"))
    yield from fresh("only NUL", b"\0" * 100)
    yield from fresh("many lines of P", base + b"".join(b"Pp%d=%d\n" % (i, i) for i in range(30)))
    yield from fresh("many mailers", base + b"".join(
        b"Mm%d, P=/bin/true, A=true\n" % i for i in range(30)))
    yield from fresh("many rulesets", base + b"".join(b"Snamed%d\n" % i for i in range(120)))
    yield from fresh("many macros", base + b"".join(b"D{Macro%d}x\n" % i for i in range(260)))
    yield from fresh("many milters", base + b"".join(
        b"Xf%d, S=inet:%d@localhost\n" % (i, 9000 + i) for i in range(30)))
    yield from fresh("many queue groups", base + b"".join(b"Qg%d\n" % i for i in range(60)))


# Variants that differ: what their names match, and the reason.
KNOWN = [
    (r"8-bit inside|\\x[89a-f]|\\x01\\x02", "octets above 127 are shown as they are, and those "
     "that could pass for metatokens become `?`: the real program shows pieces of its own coding"),
    (r"very long", "texts are kept whole: the real program cuts them at 1024 or 2048 octets"),
    (r"^many macros", "there is no limit to the number of long names"),
    (r"^C\{X\}\$~X", "a reference that means nothing there is shown in our coding"),
    (r"^(MM?m?, P=)?M?\$X, ", "a reference that means nothing there is shown in our coding"),
    (r"^Mm, P=\$X", "a reference that means nothing there is shown in our coding"),
    (r"^FX@DIR@/words %(s%s|s %s|c)", "the real program crashes, or takes one letter"),
    (r"^FX( -o )?\|", "a program that cannot be run is an error; the real program makes members of "
     "the words of its own message"),
    (r"^FX(-o )?@?(none|LDAP)|^FX@LDAP|^FX-o none", "other words for a map that cannot be opened"),
    (r"^F\$x", "a reference is not a name of a class"),
    (r"^Ka (null|hash) -$", "a flag without a letter is not complained of"),
    (r"^Ka (dbm|userdb|ldap|nis|nisplus)\b", "other map classes are there"),
    (r"^Ka (text -kx|regex -[sx]|dequote -x|sequence one one|switch nosuch|user -vnosuch|socket )",
     "we say what is wrong with the declaration where the real program says nothing, or later"),
    (r"^Kone hash", "members of a sequence are found after all maps are declared"),
    (r"^Mm, .*(L=999|M=-1)", "numbers out of range are no limit"),
    (r"^Mm, .*U=(root:|1x|root daemon)", "a mailer with a user and a group replaces the first "
     "mailer of the real program; odd separators are read another way"),
    (r"Timeout\.(queue|resolver)|^O QueueTimeout|^OT|^line 12 without blanks",
     "a wrong unit is complained of once, not once for each option that is set by it"),
    (r"^O DaemonPortOptions=(Family=inet, Addr=x|Family=inet6, Addr=zz)",
     "names are looked up when the port is opened, not while the file is read"),
    (r"^O DaemonPortOptions=(Addr=::1|Port=)", "an address of another family and a port that is "
     "out of range or missing: said in other words, or later"),
    (r"^O MailboxDatabase=", "other mailbox databases are there"),
    (r"^O ResolverOptions=False", "means that DNS is not used"),
    (r"^O AliasFile=(hash:|a,b,,c)", "alias files are opened after the file is read"),
    (r"^O (Client|Server)SSLOptions=", "checked when TLS is set up"),
    (r"^O DANE=", "an option of ours"),
    (r"^R\$\{a{31}", "a name that is too long is cut, and nothing else is lost"),
    (r"^Qx\$X", "macros in Q lines are expanded"),
]


def reason(name):
    return next((why for pattern, why in KNOWN if re.search(pattern, name)), None)


class Program:
    """A sendmail, and how its words are made comparable."""

    def __init__(self, path, env):
        self.path, self.env = path, env

    def run(self, file):
        try:
            run = subprocess.run([self.path, "-C", file, "-bt"], input=TYPED.encode(), env=self.env,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        except subprocess.TimeoutExpired:
            return "does not end\n"
        text = run.stdout.decode("latin-1").replace(file, "FILE")
        text = re.sub(r"(sendmail (?:version )?)\d[0-9.]+\w*", r"\1VERSION", text)
        start, *answers = re.split(r"(?m)^> ", text)
        if len(answers) > CLASS:  # its members have no order
            answers[CLASS] = "".join(sorted(answers[CLASS].splitlines(True)))
        answers = [re.sub(r" +\n", "\n", a) for a in answers]
        return "%sexit status %d\n" % ("> ".join([start, *answers]), run.returncode)


def prepare(folder):
    """What the lines name: a queue, a class file, a program."""
    os.makedirs(folder + "/q")
    os.chmod(folder + "/q", 0o700)
    with open(folder + "/words", "w") as f:
        f.write("one first\n# comment\ntwo.x second # more\n\n  three third\n")
    with open(folder + "/program", "w") as f:
        f.write("#!/bin/sh\necho said by program\necho argument: $#\n")
    os.chmod(folder + "/words", 0o644)
    os.chmod(folder + "/program", 0o755)


def main():
    words = sys.argv[1:]
    is_verbose = "-v" in words
    words = [w for w in words if w != "-v"]
    if not os.access(OURS, os.X_OK):
        raise Skip(OURS + " is not built")
    root = cf_outcome_test.find_oracle()
    folder = cf_outcome_test.enter_sandbox([root, TOP, BUILD])
    cf_outcome_test.copy_programs(root, folder)
    prepare(folder)
    usual = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    theirs = Program(folder + "/sendmail", {
        **usual, "LD_LIBRARY_PATH": ":".join(glob.glob(root + "/usr/lib/*-linux-gnu"))})
    ours = Program(OURS, usual)

    def compare(job):
        number, (name, text) = job
        file = "%s/v%04d.cf" % (folder, number)
        with open(file, "wb") as f:
            f.write(text.replace(b"@DIR@", folder.encode()))
        os.chmod(file, 0o644)
        said = theirs.run(file), ours.run(file)
        os.unlink(file)
        return name, *said

    jobs = [j for j in enumerate(variants()) if not words or any(w in j[1][0] for w in words)]
    differ = wrong = 0
    used = set()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, one, other in pool.map(compare, jobs):
            is_same = one == other
            differ += not is_same
            if is_verbose:
                print("==== %s\n%s" % (name, one))
            used.add(None if is_same else reason(name))
            if is_same or reason(name):
                continue
            wrong += 1
            print("FAIL: %.200s" % name)
            lines = difflib.unified_diff(one.split("\n"), other.split("\n"), n=0, lineterm="")
            for line in [l for l in list(lines)[2:] if not l.startswith("@@")][:12]:
                print("    %.300s" % line)
    for _, why in KNOWN:
        if why not in used and not words:
            wrong += 1
            print("FAIL: listed as known, but does not differ any more: " + why)
    print("%d variants, %d differ, %d of these known" % (len(jobs), differ, differ - wrong))
    return 1 if wrong or len(jobs) < 300 and not words else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
