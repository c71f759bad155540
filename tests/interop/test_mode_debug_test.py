#!/usr/bin/env python3
"""Address test mode commands and debug levels of our sendmail beside the real one, on one small .cf.

Each run is a command line and what is typed; every byte that both print must be the same, the exit
status too. Addresses in memory are made alike, for no two runs have the same. Compared: the commands
with odd input, how `-d` is read, and what debug categories 12, 20, 21, 24, 33, 35.9, 37.1 and 60
print. Exits 77 where the packages of the real sendmail, root rights or name spaces cannot be had.
"""

import glob
import os
import re
import subprocess
import sys

from bt_trace_test import show
from cf_outcome_test import Skip
import original

CF = r"""V10/Berkeley
D{one}value of it
Dj mx.test.example
C{K}one two a.b
O OperatorChars=.:%@!^/[]+
O BlankSub=_
O HelpFile=@ETC@/helpfile
O QueueDirectory=@STATE@/mqueue
Kword hash -a.FOUND @ETC@/words
Kdeq dequote
Kseq sequence word deq
SSub=50
R$* x $*	$@ $1 y $2
SWrap
R$- @ $+	$: <$1@$2>
R$={K} $*	$: K $1 $2
R$* <$*> $*	$: $>Sub $2
R$* q $*	$: $(word $1 $: none $) $2
SMap
R$*	$: $(word $1 $@ arg $: default $)
SDef
R$* $| $*	$@ $2
R$*	$: $&{one} $| $&{two} $| $1
SKinds
R$~{K} $- $+ z	$@ $2 $1 $3
R$={K} $={K} z	$@ $1 / $2
R$&{one} $*	$@ $1
R$@	empty
SLoop
R$*	$1 z
S3
R$*	$: < $1 >
S0
R< err >	$#error $@ 5.1.1 $: "553 bad"
R< $* @ nomailer >	$#foo $@ x $: $1
R< $* @ none >	$1
R< nohost >	$#esmtp $: x
R< nouser >	$#esmtp $@ x
R< $* @ $+ >	$#esmtp $@ $2 $: $1 @ $2
R< $+ >	$#local $: $1
S1
S2
S4
R< $* >	$1
Mlocal,	P=/bin/true, F=lsDFMAw5:/|@qS, S=1, R=2, T=DNS/RFC822/X-Unix, A=true $u
Mprog,	P=/bin/sh, F=lsDFMoqeu9, S=1, R=2, A=sh -c $u
Mesmtp,	P=[IPC], F=mDFMuXa, S=1, R=2, E=\r\n, L=990, T=DNS/RFC822/SMTP, A=TCP $h
"""
WORDS = "one first\ntwo second\nthree a b %1\n"

# What is typed after each of the -d levels of a category.
REWRITES = """
Wrap a@b
Wrap one x
Wrap one @ x
Wrap a . b
Wrap one q
Sub a x b
Def a
Def a $| b
Kinds a b c z
Kinds two b c z
Kinds one a.b z
Kinds one two z
Kinds value of it b
Map one
Map nope
3,0 a@b
"""
PARSES = """
/parse a@b
/parse A@B
/parse |/bin/sh
/parse /etc/x
/parse :include:/x
/parse (x)
/parse "a
/parse a(b
/parse nohost
/parse nouser
/parse x@none
/parse x@nomailer
/tryflags es
/parse A@B
/try esmtp A@b
/try esmtp (x)
/try local Full Name <a@b> (c)
/try nosuch a
"""
LOOKUPS = "\nMap one\nMap nope\nMap three\nWrap one q\n/map word one\n/map seq three\n/map deq \"a\"\n"

LEVELS = [(["-bt", "-d21.%d" % level], REWRITES)
          for level in (1, 2, 3, 4, 9, 10, 11, 12, 14, 15, 34, 35, 36, 99)]
LEVELS += [(["-bt", "-d%d.%d" % (category, level)], PARSES)
           for category in (12, 20, 24, 33) for level in (1, 5, 99) if (category, level) != (33, 99)]
LEVELS += [(["-bt", "-d60.%d" % level], LOOKUPS) for level in (1, 20, 99)]
LEVELS += [(["-bt", "-d37.1", *words], "") for words in (
    [], ["-O", "LogLevel=20"], ["-oL20"], ["-O", "Timeout.queuereturn=5d"], ["-m", "-c", "-em"],
    ["-O", "HelpFile=/x"], ["-O", "BlankSub"])]

# Each of these is typed, and its effect is seen in what follows.
FLAGS = """21.4| 21.4|,21.4|21.0,21-22.4|22-21.4|20.1;21.4|20.1x21.4|x21.4|21.|21|21-.4|-21.4|21.4.12
21-22-23.4|21.260|21.-4|20.1 21.4|21.4;x|21.4x|21.4.|21-|10-21-.4|20.4 , ,21.4|21.4,x,60.4
21.4;,60.4|21.4,60;4|x.4.4,21.4|x;,21.4|,,|99.1,21.12|0-99.4|999.4""".replace("\n", "|").split("|")
SWITCHES = "".join("-d%s\nMap one\n-d0-99.0\n" % flag for flag in FLAGS if flag != "0-99.4")

COMMANDS = r"""
foo
 

Map one
	Map one
 Map one
Map	one
Map  one  two 
Map,Sub one
Map, Sub one
Map,,Sub one
,Map one
Map one, two
Map one,,two
Map ,
Map,
Map
Map 
0
1 a
01 a
1a a
-1 a
99 a
100 a
Wrap+ a
Wrap. a
Map;Sub one
Map:one
"Map" one
(Map) one
#Map one
 #Map one
Map #one
/
/ parse a
//
/PARSE a
/pars a
/parse
/parse 
/parse  a 
/parse a, b
/parse <a
/parse ()
/parse (
/parse \
/try
/try esmtp
/try esmtp 
/try  esmtp  a 
/try ESMTP a
/try none
/try none a
/try *file* a
/tryflags
/tryflags 
/tryflags HS
/parse a
/tryflags xyz
/tryflags hrE
/try local a
.
.C
.Dx
$x
.D{y} z
${y}
.D{bad name}x
.D{unclosed
.dxy
.X
$
$&
$=
$x y
$={nosuch}
$*
$+
$-
$~
$#
$@
$:
$>
$[
$]
$(
$)
$|
$?
$.
$0
$9
$%
$!
=
=S
=S 
=S0
=S 0
=SSub x
=SSub,3
=Snosuch
=S100
=M x
=m
=X
-
-e
- d21
?
?x
??
/map
/map word
/map word 
/map word one
/map word one two
/map word TWO
/map nosuch
/map nosuch x
/map seq nope
/mx
/mx remote.example
/mx plain.example
/mx nowhere.example
/canon
/canon plain.example
/canon nowhere.example
/expand
/expand x $j y
/getnode x
/help
-d35.9
.Dq rr
$q
"""

# One command each, for the exit status.
SINGLE = ["=S", "=Snosuch", "${x", "foo a", "100 a", ".D", "-x", "/x", "/map nosuch a",
          "/try nosuch a", "/parse (a)", "/parse err", "/parse x@nomailer", "Loop a", "/QUIT\nfoo a"]

RUNS = LEVELS + [(["-bt"], SWITCHES), (["-bt"], COMMANDS)]
RUNS += [(["-bt"], line + "\n") for line in SINGLE]
RUNS += [(["-bt", "-v"], "Sub a\n/parse a\n"), (["-btx"], "Sub a\n"), (["-b", "t"], "Sub a\n"),
         (["-bt", "-t"], "Sub a\n"), (["-bt", "-Mxhello"], "$x\n"),
         (["-bt", "-D", "@STATE@/debug", "-d21.12,60.1,20.1"],
                                                 "Map one\n/parse a\n=M\n")]


class Site:
    def __init__(self, machine, name, is_original):
        self.place = os.path.join(machine.folder, name)
        os.makedirs(self.place + "/etc")
        os.makedirs(self.place + "/mqueue", 0o700)
        self.env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        if is_original:
            libraries = glob.glob(machine.root + "/usr/lib/*-linux-gnu")
            self.env["LD_LIBRARY_PATH"] = ":".join(libraries)
        self.sendmail = machine.folder + "/sendmail" if is_original else original.SENDMAIL
        makemap = machine.folder + "/makemap" if is_original else original.MAKEMAP
        self.write("etc/test.cf", CF)
        self.write("etc/helpfile", original.HELP)
        subprocess.run([makemap, "-C", self.place + "/etc/test.cf", "hash",
                        self.place + "/etc/words"], input=WORDS.encode(), env=self.env, check=True,
                       timeout=60)

    def write(self, name, text):
        with open(os.path.join(self.place, name), "w") as f:
            f.write(self.named(text))

    def named(self, text):
        return text.replace("@ETC@", self.place + "/etc").replace("@STATE@", self.place)

    def answers(self, words, typed):
        run = subprocess.run([self.sendmail, "-C", self.place + "/etc/test.cf",
                              *map(self.named, words)], input=typed.lstrip("\n").encode(),
                             env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=60, check=False)
        out = run.stdout.decode("latin-1")
        if os.path.exists(self.place + "/debug"):
            with open(self.place + "/debug", encoding="latin-1") as f:
                out += "== debug file\n" + f.read()
            os.unlink(self.place + "/debug")
        out = out.replace(self.sendmail, "sendmail").replace(self.place, "@DIR@")
        return re.sub(r"0x[0-9a-f]{8,}", "PLACE", out) + "exit status %d\n" % run.returncode


def main():
    machine = original.Machine()
    theirs, ours = Site(machine, "theirs", True), Site(machine, "ours", False)
    wrong = 0
    for words, typed in RUNS:
        one, other = theirs.answers(words, typed), ours.answers(words, typed)
        if one != other:
            wrong += 1
            print("FAIL: %s %.60r" % (" ".join(words), typed))
            show(one, other)
    print("%d of %d runs agree" % (len(RUNS) - wrong, len(RUNS)))
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
