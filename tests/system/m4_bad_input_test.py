#!/usr/bin/env python3
"""Inputs that m4 cannot finish: it must say where and why, exit with a status that is not zero, and stay
within bounds of time and memory. Each case runs with little address space and a generous time limit.
"""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

M4 = os.path.abspath(os.path.join(os.environ.get("abs_top_builddir", "."), "m4/sendwright-m4"))
MIB = 1 << 20
ADDRESS_SPACE = 1536 * MIB  # the default limits need about 1 GiB where everything grows at once
SECONDS = 120               # of processor time; the longest takes about ten
SANITIZED = b"__asan_init" in pathlib.Path(M4).read_bytes()  # maps terabytes
BLOCK = "x" * 1000
# Writes some MB through diversions, more than is kept in memory.
DIVERSIONS = ("define(`fill', `ifelse($1, 0, `', `divert($1)%s\nfill(decr($1))')')dnl\nfill(5000)\n" % BLOCK)

# Name, text, what standard error must hold.
RECURSION = (
    ("a macro that is itself", "define(`x', `x')\nx\n", "in:2: endless recursion"),
    ("two that are each other", "define(`a', `b')define(`b', `a')\na\n", "in:2: endless recursion"),
    ("text left behind", "define(`x', `x y')\n\nx\n", "in:3: endless recursion"),
    ("a call in its own argument", "define(`x', `x(x)')\nx\n", "in:2: recursion limit of"),
    ("an argument that doubles", "define(`x', `x(`$1$1')')\nx(ab)\n", "in:2: text grows beyond the limit"),
    ("output without end", "define(`x', `some text x')x\n", "in:1: endless recursion"),
    ("diverted output without end", "define(`x', `divert(1)text divert(0)x')\nx\n", "in:2: endless recursion"),
    ("wrapped text that wraps itself", "define(`w', `m4wrap(`w')')\nw\n", "in:2: endless recursion"),
    ("wrapped text that doubles", "define(`w', `m4wrap(`$1$1')w(`$1$1')')\nw(ab)\n", "text grows beyond"),
    ("definitions piled up", "define(`x', `ifelse(`%s')pushdef(`x', defn(`x'))x')\nx\n" % BLOCK, "in:2: text grows beyond the limit"),
    ("definitions by the thousand",
     "define(`x', `define(`n$1', format(`%100000s', `y'))x(incr($1))')\nx(0)\n", "in:2: text grows beyond"),
    ("indir of itself", "define(`x', `indir(`x')')\nx\n", "in:2: endless recursion"),
    ("a file that includes itself", "include(`in')\n", "in:1: cannot include `in'"),
)
REPEATS = (
    ("a repeat of 1 GB", "define(`d', `ifelse($2, 0, ``$1'', `d(`$1$1', decr($2))')')\n"
     "d(`0123456789abcdef', 26)\n", "in:2: text grows beyond the limit of 256 MiB"),
    ("a replacement at every byte",
     "patsubst(format(`%1048576s', `x'), `', format(`%1000s', `y'))\n", "in:1: text grows beyond the limit"),
    ("wide formats", "define(`f', `format(`%1048576s', `x')')define(`g', `f`'f`'f`'f`'f`'f`'f`'f')\n"
     "define(`h', g`'g`'g`'g`'g`'g`'g`'g)define(`i', h`'h`'h`'h`'h`'h)\n", "in:2: text grows beyond the limit"),
)
FILES = (
    ("a file that is not there", "\ninclude(`missing')\n", "in:2: cannot open `missing': No such file"),
    ("a folder", "\ninclude(`folder')\n", "in:2: cannot open `folder': Is a directory"),
    ("a file that cannot be read", "include(`/proc/self/mem')\n", "/proc/self/mem:1: read error: "),
    ("an unclosed string", "\n`text\n", "in:2: ERROR: end of file in string"),
    ("unclosed arguments", "\nlen(text\n", "in:2: ERROR: end of file in argument list"),
)

failures = []
count = 0


def limit():
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(words, folder, more_limits=lambda: None, **more):
    def prepare():
        limit()
        more_limits()
    more.setdefault("stdout", subprocess.DEVNULL)
    return subprocess.run([*map(str, words)], cwd=folder, preexec_fn=prepare, stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, timeout=10 * SECONDS, check=False, **more)


def check(title, done, expected, status=1):
    global count
    count += 1
    errors = done.stderr.decode("latin-1")
    if done.returncode != status or expected not in errors:
        failures.append("%s: exit %d, expected %d; standard error should hold %r: %r" % (
            title, done.returncode, status, expected, errors[:500]))


def check_texts(folder, cases, *options):
    for title, text, expected in cases:
        (folder / "in").write_text(text)
        check(title, run([M4, *options, "in"], folder), expected)


def check_options(folder):
    """Files named on the command line that cannot be read or written."""
    (folder / "in").write_text("text\n")
    for path, why in (("missing/x", "No such file"), ("folder", "Is a directory")):
        check("input " + path, run([M4, path], folder), why)
        check("frozen state to " + path, run([M4, "-F", path, "in"], folder), why)
        check("frozen state from " + path, run([M4, "-R", path, "in"], folder), why)
        check("source map to " + path, run([M4, "--source-map=" + path, "in"], folder), why)
        # As in GNU m4 this does not end the run.
        check("debug file " + path, run([M4, "-o", path, "in"], folder), why, status=0)
    for option in ("-F", "--source-map="):
        words = [M4, option, "/dev/full"] if option == "-F" else [M4, option + "/dev/full"]
        check(option + " to a full disk", run([*words, "in"], folder), "No space left on device")
    (folder / "state").write_bytes(b"V1\nT5,99999999999\nabc")
    check("a frozen state cut off", run([M4, "-R", "state", "in"], folder), "state")


def check_full_output(folder):
    (folder / "in").write_text("text\n")
    with open("/dev/full", "w", encoding="ascii") as full:
        check("standard output full at the end", run([M4, "in"], folder, stdout=full),
              "write error: No space left on device")
        (folder / "in").write_text("\n%s\n" % (BLOCK * 100))
        check("standard output full midway", run([M4, "in"], folder, stdout=full),
              "in:2: write error: No space left on device")
        (folder / "in").write_text("text\nsyscmd(`true')\n")
        check("standard output full before a command", run([M4, "in"], folder, stdout=full),
              "in:2: write error: No space left on device")


def check_spilling(folder):
    """Diversions that do not fit on the disk."""
    (folder / "in").write_text("\n" + DIVERSIONS)
    check("no folder for temporary files",
          run([M4, "in"], folder, env={**os.environ, "TMPDIR": str(folder / "in")}),
          "in:4: cannot create temporary file for diversion: Not a directory")
    check("a temporary file beyond the limit of sizes",
          run([M4, "in"], folder, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, MIB))),
          "in:4: cannot flush diversion to temporary file: File too large")
    namespaces = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    if not shutil.which("unshare") or run([*namespaces, "true"], folder).returncode:
        print("no private mounts here: a full disk is left out")
        return
    script = 'mount -t tmpfs -o size=1m none "$1" && TMPDIR=$1 exec "$2" in'
    (folder / "tiny").mkdir()
    check("a full disk", run([*namespaces, "sh", "-c", script, "sh", folder / "tiny", M4], folder),
          "in:4: cannot flush diversion to temporary file: No space left on device")


def check_little_memory(folder):
    """Less memory than the limits allow for."""
    if SANITIZED:
        return
    (folder / "in").write_text("\n" + REPEATS[0][1])
    little = 64 * MIB
    check("no memory left", run([M4, "in"], folder, lambda: resource.setrlimit(
        resource.RLIMIT_AS, (little, little))), "in:3: out of memory")


def check_many_diversions(folder):
    """More diversions than files may be open."""
    (folder / "in").write_text(DIVERSIONS)
    done = run([M4, "in"], folder, lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)),
               stdout=subprocess.PIPE)
    check("5,000 diversions", done, "", status=0)
    line = (BLOCK + "\n").encode()
    if done.stdout != line + b"\n" + line * 4999:  # the last newline is diverted as well
        failures.append("5,000 diversions: %d bytes of output" % len(done.stdout))


def check_bytes(folder):
    """Every byte but NUL goes through, in text, arguments and definitions."""
    octets = bytes(c for c in range(1, 256) if chr(c) not in "`'#(),")
    (folder / "in").write_bytes(b"\0define(`x', `" + octets + b"')\0x\nlen(`" + octets + b"')\n")
    done = run([M4, "in"], folder, stdout=subprocess.PIPE)
    check("8-bit text", done, "", status=0)
    if done.stdout != octets + b"\n%d\n" % len(octets):
        failures.append("8-bit text: %r" % done.stdout)


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    with tempfile.TemporaryDirectory(prefix="m4bad") as name:
        folder = pathlib.Path(name)
        (folder / "folder").mkdir()
        check_texts(folder, RECURSION[:1] + REPEATS + FILES)
        # The default bound is some ten seconds away.
        check_texts(folder, RECURSION[1:], "--expansion-limit=3000000")
        check_options(folder)
        check_full_output(folder)
        check_spilling(folder)
        check_little_memory(folder)
        check_many_diversions(folder)
        check_bytes(folder)
    for failure in failures:
        print("FAIL " + failure)
    print("%d bad inputs, %d failures" % (count, len(failures)))
    return 1 if failures else 0


sys.exit(main())
