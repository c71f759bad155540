#!/usr/bin/env python3
"""Freezes states with our m4 and with the installed GNU m4 and loads each in both. The files must be
the same but for the comment in the first line, and what a run on top of them prints must be the same
whoever wrote them. Then files that are damaged in all sorts of ways: both must say the same of them.
"""
import pathlib
import random
import sys
import tempfile

from m4_programs import OURS, find_gnu, run, show_difference, side_by_side

# What is frozen, and what is run on top of it.
STATES = [
    ("", "define(`x', `y')x len(abc)\n"),
    ("define(`f', `<$1>')", "f(a) eval(1+2)\n"),
    ("pushdef(`f', 1)pushdef(`f', 2)pushdef(`f', 3)", "f popdef(`f')f popdef(`f')f popdef(`f')f\n"),
    ("undefine(`eval', `len')", "eval(1) len(a) builtin(`len', `abc')\n"),
    ("define(`size', defn(`len'))undefine(`len')", "size(abc) len(abc) dumpdef(`size')\n"),
    ("pushdef(`len', `mine')", "len popdef(`len')len(abc)\n"),
    ("define(`e', `')define(`two', `a\n\nb')define(`a b', `c')", "e|two|indir(`a b')\n"),
    ("changequote([,])changecom(%)", "[len] % len(a)\n"),
    ("changequote([[,]])changecom(/*,*/)", "[[len]] /*len(a)*/ # len(a)\n"),
    ("changequote(,)changecom()", "`len' # len(a)\n"),
    ("changequote(<)changecom(`x')", "<len' x len(a)\n"),
    ("changequote`'changecom`'", "`len' # len(a)\n"),
    ("divert(1)one\ndivert(3)three\ndivert(0)", "zero\n"),
    ("divert(3)three\n", "more divnum\ndivert(0)undivert(3)end\n"),
    ("divert(-1)lost", "nothing divert(0)here\n"),
    ("divert(2)a\ndivert(1)b\ndivert(2)c\n", "d divnum\n"),
    ("m4wrap(`divert(4)wrapped')text\n", "divnum undivert(4)\n"),
    ("define(`\udcfc\udce9', `\udcff')define(`n', `\udce4')", "n indir(`\udcfc\udce9')\n"),
    ("traceon(`len')debugmode(`aeq')", "len(abc)\n"),
    ("format(`%5d', 3)define(`__gnu__', `no')", "__gnu__ ifdef(`__unix__', `yes')\n"),
    ("".join(f"define(`name{i}', `{i}')" for i in range(300)), "name7 name299\n"),
]
OPTIONS = [[], ["-P"], ["-G"], ["-H", "7"], ["-H", "1"]]
INTACT = (b"# comment\nV1\nQ1,1\n[]\nC1,1\n%>\nT1,3\nab$1\nF1,3\nllen\nT2,0\nch\nF3,3\nfoolen\n"
          b"F6,6\ndivnumdivnum\nF1,3\nznew\nD1,4\none\n\nD2,4\ntwo\n\nD-1,0\n\n")
PIECES = [b"\n", b"#", b"0", b"1", b",", b"-", b"T", b"D", b"V", b" ", b"\0", b"F1,4\nbl", b"V2\n",
          b"99999999999", b"9223372036854775807", b"2147483647", b"# hello\n", b"\n\n", b"\r", b"\xff"]
DAMAGED = 400


def freeze(program, options, text, folder, name):
    done = run(program, [*options, "-F", name, "-"], text.encode(errors="surrogateescape"), folder)
    path = folder / name
    return done, path.read_bytes().split(b"\n", 1)[1] if path.exists() else b""


def compare_states(gnu, folder):
    def compare(case):
        number, options, (state, text) = case
        theirs, our = f"{number}.gnu", f"{number}.our"
        if freeze(gnu, options, state, folder, theirs) != freeze(OURS, options, state, folder, our):
            print(f"FAIL freezing {options} {state:.100}")
            return False
        text = text.encode(errors="surrogateescape")
        expected = run(gnu, ["-R", theirs], text, folder)
        same = True
        for program, file in ((gnu, our), (OURS, theirs), (OURS, our)):
            found = run(program, ["-R", file], text, folder)
            if found != expected:
                show_difference(f"{program} loads {file}: {options} {state:.100}", expected, found)
                same = False
        return same

    cases = [(f"{i}-{j}", options, state) for i, options in enumerate(OPTIONS)
             for j, state in enumerate(STATES)]
    same = side_by_side(compare, cases)
    print(f"{len(same)} states frozen and loaded both ways, {same.count(False)} differ")
    return same.count(False)


def damaged(chance):
    """The good file with up to three things done to it."""
    text = bytearray(INTACT)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        what = chance.random()
        if what < 0.3:
            del text[at:at + chance.randint(1, 4)]
        elif what < 0.6:
            text[at:at] = chance.choice(PIECES)
        elif what < 0.7:
            del text[at:]
        else:
            text[at:at + 1] = bytes([chance.choice(b"0123456789,\nTFDQC-VX#")])
    return bytes(text)


def compare_damaged(gnu, folder):
    chance = random.Random(1421)
    cases = [(f"bad{i}", damaged(chance)) for i in range(DAMAGED)]

    def compare(case):
        name, content = case
        (folder / name).write_bytes(content)
        theirs, ours = (run(program, ["-R", name, "-"], "a(x) foo ch l(abc) z divnum q [a] %a>\n",
                            folder) for program in (gnu, OURS))
        # GNU m4 asks for the memory that a length wants before it looks whether the bytes are there.
        if b"memory exhausted" in theirs[1] and b"premature end" in ours[1]:
            return ours[2] == 1
        if theirs != ours:
            show_difference(f"{content!r}", theirs, ours)
        return theirs == ours

    same = side_by_side(compare, cases)
    print(f"{len(same)} damaged files, {same.count(False)} differ")
    return same.count(False)


def compare_failures(gnu, folder):
    """Files that cannot be opened or written, found on the path, given twice."""
    (folder / "sub").mkdir()
    (folder / "sub/state").write_bytes(b"V1\nT1,1\nxy\n")
    same = []
    for options in (["-R", "nosuch"], ["-R", "sub"], ["-R", ""], ["-F", ""], ["-F", "sub"],
                    ["-F", "/dev/full"], ["-F", "nosuch/file"], ["-R", "state", "-I", "sub"],
                    ["-R", "state", "-I", "sub", "-dp"], ["-R", "sub/state", "-Dx=z"],
                    ["-R", "nosuch", "-R", "sub/state"], ["-Dx=z", "-R", "sub/state", "-Ux"],
                    ["-R", "sub/state", "-P"], ["-R", "sub/state", "-s"], ["-E", "-F", "sub"]):
        theirs, ours = (run(program, [*options, "-"], "x incr(a) __line__\n", folder)
                        for program in (gnu, OURS))
        same.append(theirs == ours)
        if theirs != ours:
            show_difference(f"{options}", theirs, ours)
    for text in ("m4exit(3)", "define(`a',", "include(`nosuch')"):
        left = []
        for program in (gnu, OURS):
            done = run(program, ["-F", "kept"], text, folder)
            left.append((done, (folder / "kept").exists()))
            (folder / "kept").unlink(missing_ok=True)
        same.append(left[0] == left[1])
        if left[0] != left[1]:
            print(f"FAIL {text}: GNU {left[0]}, our {left[1]}")
    print(f"{len(same)} other cases, {same.count(False)} differ")
    return same.count(False)


def main():
    gnu = find_gnu()
    with tempfile.TemporaryDirectory(prefix="m4frozen") as name:
        folder = pathlib.Path(name)
        failures = compare_states(gnu, folder)
        failures += compare_damaged(gnu, folder)
        failures += compare_failures(gnu, folder)
    return 1 if failures else 0


sys.exit(main())
