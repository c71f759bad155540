#!/usr/bin/env python3
"""Compiles the sample .mc files with --source-map and without: the same output, and a map in which every
line of it leads to a line of a file that is there. Then a site of its own: lines copied from the .mc are
told with their line, lines that a feature brings with its call. The same with sendmail's library, if
SENDMAIL_CF_TREE names it.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

TOP = pathlib.Path(os.environ.get("abs_top_srcdir", ".")).resolve()
OURS = pathlib.Path(os.environ.get("abs_top_builddir", ".")).resolve() / "m4/sendwright-m4"
# sendmail's library says in a line who built the file when, and includes it from a temporary file.
BUILT_BY = re.compile(rb"(?m)^#+ +built by .*$")
PLACE = re.compile(r"(because )?([^ ]+):(\d+)(?:-(\d+))?(?: (.*))?", re.S)
failures = 0

SITE = """divert(-1)
include(`@CF@/m4/cf.m4')dnl
divert(0)dnl
VERSIONID(`a site')dnl
OSTYPE(`linux')dnl
define(`confMAX_MESSAGE_SIZE', `1000')dnl
FEATURE(`access_db')dnl
FEATURE(`blocklist_recipients')dnl
FEATURE(`mailertable', `hash -o /etc/mail/mailertable')dnl
FEATURE(`use_cw_file')dnl
DAEMON_OPTIONS(`Port=2525, Name=A')dnl
DAEMON_OPTIONS(`Port=2526, Name=B')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl

LOCAL_CONFIG
# text of the site
D{ours}a value
C{Theirs}a b c
LOCAL_RULE_0
R$* < @ ours > $*\t\t$#local $: $1
LOCAL_RULESETS
SOurs
# a rule with a comment
R$* @ $*\t\t$: $2
R$*\t\t\t$@ $1
"""
COPIED = ["# text of the site", "D{ours}a value", "C{Theirs}a b c", "R$* < @ ours > $*\t\t$#local $: $1",
          "SOurs", "# a rule with a comment", "R$* @ $*\t\t$: $2", "R$*\t\t\t$@ $1"]
# A line of the .cf, and the call of the .mc that is its reason.
REASONS = [
    (r"O DaemonPortOptions=Port=2525, Name=A", "DAEMON_OPTIONS(Port=2525, Name=A)"),
    (r"O DaemonPortOptions=Port=2526, Name=B", "DAEMON_OPTIONS(Port=2526, Name=B)"),
    (r"O MaxMessageSize=1000", "define(confMAX_MESSAGE_SIZE, 1000)"),
    (r"Fw.*local-host-names", "FEATURE(use_cw_file)"),
    (r"Kaccess .*", "FEATURE(access_db)"),
    (r"Kmailertable .*", "FEATURE(mailertable, hash -o /etc/mail/mailertable)"),
    (r"R.*\$\(mailertable .*", "FEATURE(mailertable, hash -o /etc/mail/mailertable)"),
    (r"R.*\$\(access .*", "FEATURE(access_db)"),
]


def fail(text):
    global failures
    failures += 1
    print("FAIL " + text)


def fnv1a(octets):
    state = 0xcbf29ce484222325
    for octet in octets:
        state = (state ^ octet) * 0x100000001b3 & 0xffffffffffffffff
    return state


def compiled(arguments, folder):
    return subprocess.run([str(OURS), *arguments], cwd=folder, timeout=20, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)


def read_map(path):
    """The head's output line, the opened name of each file, and for each line its places."""
    head, _, body = path.read_text(errors="surrogateescape").partition("\n\n")
    version, output, *files = head.split("\n")
    assert version == "sendwright-source-map 1", version
    names = dict(line.split("\t")[1:] for line in files)
    chains = []
    for record in body.splitlines():
        lines, *places = record.split("\t")
        first, last = (int(n) for n in (lines.split("-") * 2)[:2])
        assert first == len(chains) + 1, record
        for offset in range(last - first + 1):
            chains.append([resolved(place, offset, names) for place in places])
    return output.split("\t")[1:], chains


def resolved(place, offset, names):
    because, file, first, last, call = PLACE.fullmatch(place).groups()
    line = int(first) + (offset if last else 0)
    return bool(because), urllib.parse.unquote(names[file]), line, call or ""


def text_place(chain):
    place = None
    for step in chain:
        if step[0]:
            break
        place = step
    return place


def site_call(chain):
    call = chain[0][3]
    for is_cause, _, _, text in chain:
        if is_cause:
            call = text
    return call


def check_map(what, arguments, folder):
    """The output's lines and their chains."""
    plain = compiled(arguments, folder)
    mapped = compiled(["--source-map=out.map", *arguments], folder)
    if BUILT_BY.sub(b"", plain.stdout) != BUILT_BY.sub(b"", mapped.stdout) or \
            plain.stderr != mapped.stderr or plain.returncode != mapped.returncode:
        fail(f"{what}: the map changes what is put out")
    output, chains = read_map(folder / "out.map")
    lines = mapped.stdout.decode(errors="surrogateescape").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    expected = [str(len(lines)), str(len(mapped.stdout)), f"{fnv1a(mapped.stdout):016x}"]
    if output != expected or len(chains) != len(lines):
        fail(f"{what}: the map speaks of {output} and {len(chains)} lines, not {expected}")
    lengths = {}
    for number, chain in enumerate(chains, 1):
        place = text_place(chain)
        if place is None:
            fail(f"{what}: line {number} comes from nowhere")
            continue
        _, name, line, _ = place
        path = folder / name
        if name not in lengths:
            lengths[name] = path.read_bytes().count(b"\n") + 1 if path.exists() else None
        if lengths[name] is None and path.parent == pathlib.Path("/tmp") and b"built by" in mapped.stdout:
            continue
        if lengths[name] is None or not 1 <= line <= lengths[name]:
            fail(f"{what}: line {number} is said to come from {name}:{line}")
    return lines, chains


def check_samples(tree, folder):
    count = 0
    samples = sorted(tree.glob("cf/*.mc")) + sorted(tree.glob("cf/*/sendmail.mc"))
    for sample in samples:
        text = sample.read_text(errors="surrogateescape").replace("@CF_DIR@", str(tree))
        text = text.replace("`../m4/cf.m4'", f"`{tree}/m4/cf.m4'")
        (folder / "sample.mc").write_text(text, errors="surrogateescape")
        check_map(str(sample), ["sample.mc"], folder)
        count += 1
    return count


def check_site(tree, folder):
    source = SITE.replace("@CF@", str(tree))
    (folder / "site.mc").write_text(source)
    lines, chains = check_map(f"the site with {tree}", ["site.mc"], folder)
    source_lines = source.split("\n")
    for text in COPIED:
        wanted = source_lines.index(text) + 1
        found = [text_place(chains[i])[1:3] for i, line in enumerate(lines) if line == text]
        if ("site.mc", wanted) not in found:
            fail(f"{tree}: `{text}' is in line {wanted} of the .mc, the map says {found}")
    for pattern, call in REASONS:
        found = [site_call(chains[i]) for i, line in enumerate(lines) if re.fullmatch(pattern, line)]
        if not found or call not in found:
            fail(f"{tree}: lines like `{pattern}' come from {call}, the map says {found}")


def check_files(folder):
    """How the file is written."""
    (folder / "x.m4").write_text("a\n")
    target = folder / "kept.map"
    target.write_text("old")
    if compiled(["--source-map=kept.map", "x.m4"], folder).returncode != 0 or \
            not target.read_text().startswith("sendwright-source-map 1\n"):
        fail("an old map is not replaced")
    if sorted(p.name for p in folder.glob("kept*")) != ["kept.map"]:
        fail("a temporary file is left")
    done = compiled(["--source-map=none/x.map", "x.m4"], folder)
    if done.returncode != 1 or b"cannot write source map `none/x.map': No such file" not in done.stderr:
        fail(f"a map that cannot be written: status {done.returncode}, {done.stderr!r}")
    done = compiled(["--source-map=/dev/full", "x.m4"], folder)
    if done.returncode != 1 or b"No space left" not in done.stderr or not os.path.exists("/dev/full"):
        fail(f"a full device: status {done.returncode}, {done.stderr!r}")


def main():
    trees = [TOP / "cf"]
    other = os.environ.get("SENDMAIL_CF_TREE")
    if other:
        trees.append(pathlib.Path(other).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for tree in trees:
            count = check_samples(tree, folder)
            check_site(tree, folder)
            print(f"{count} sample .mc files of {tree} and a site of its own have their map")
        check_files(folder)
    sys.exit(1 if failures else 0)


main()
