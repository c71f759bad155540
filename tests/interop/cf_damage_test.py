#!/usr/bin/env python3
"""Damaged configuration files: what our sendmail says of them, beside the real one.

Each variant is a small .cf of which one thing is wrong (or only odd): a line of every kind, cut short,
with wrong separators, unknown names, bad numbers, too long, with octets that have no place there;
and every line of the small .cf cut, doubled, without its blanks, damaged in other ways or taken away.
Both programs read it in address test mode and are asked for the mailers, a class, a macro and a
ruleset; all that they print (but for the name of the file and the version) and the exit status must
agree. KNOWN lists what does not, with the reason; a reason that no variant has any more is a failure
too.

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

BASE = """V10/Berkeley
Djmx.test.example
DXvalue of X
D{Long}value of Long
C{X}one two.three
CXx1 x2
Troot daemon
O QueueDirectory=@DIR@/q
O OperatorChars=.:%@!^/[]+
O BlankSub=_
O DontProbeInterfaces=True
O Timeout.mail=5m
Kone null
Ktwo dequote
Kseq sequence one two
Pjunk=-100
Hfirst: $j
H?D?Second: text
Hfolded: $?X$X$.
\tsecond line
Mlocal, P=/bin/mail, F=lsDFMAw5:/|@q, S=10/30, R=20/40, T=DNS/RFC822/X-Unix, A=mail -d $u
Mprog, P=/bin/sh, F=lsDFMeu, S=10, R=20, D=/tmp, A=sh -c $u
Mesmtp, P=[IPC], F=mDFMuXa, S=11/31, R=21, E=\\r\\n, L=990, A=TCP $h
ST
R$* one $*\t$: $1 1 $2\tcomment
R$=X $-\t\t$@ $(two $2 $: none $)
R$&X $*\t$> U $1
SU
R$+\t$# local $: $1
"""
TYPED = "=M\n=ST\n$={X}\n$X\n${Long}\nT a one b\n"
CLASS = 2  # the place of its answer

# Lines that stand at the end of BASE, each a variant; `\t`, `\0` and the like as in Python.
LINES = r"""
A
B
G
I
J
L
N
U
W
Y
Z
a
z
0
=
$
"
\x01
\x7f
\xe9
\xff
\x80abc
Lanything
 continuation of nothing wrong
\tcontinuation
#comment
##
# $x ${
D
D 
DX
DXnew
D{
D{}
D{}x
D{X
D{Xy}
D{Xy}v
D{X y}v
D{X-y}v
D{Xy}$X and ${Long}
D{Loop}${Loop}
D{aaaaaaaaaaaaaaaaaaaaaaaaa}25
D{aaaaaaaaaaaaaaaaaaaaaaaaaa}26
D{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}long
D$x
D$Xx
D"x
D\\x
D\tx
DX"quoted value" rest
DX\\"kept\\"
DXa\\nb
DXvalue # comment
DXvalue \\# no comment
DX$
DX$$
DXa$?Xb$|c$.d
DX$?Xb
DX$.
DX$|
D{X}\xe9
DX\xe9
DX\x01\x02
DX\x80\x85\x9f
DX\0after
C
C 
CX
CX 
C{
C{}
C{}x
C{X
C{X}
C{X}three  four\tfive
C{X-y}v
C{aaaaaaaaaaaaaaaaaaaaaaaaaa}26
C$x y
C{X}$=X
C{X}$=
C{X}$={none}
C{X}$~X
C{X}$={Long
C{X}"quoted word"
C{X}a#b c
C{X}\xe9t\xe9
C{X}\x80
Cw
Cwhost
C{X}word\0after
E
E 
E=
E=value
ENAME
ENAME=
ENAME=value
ENAME=$X
ENAME =v
ELD_PRELOAD=/x
EPATH=/bin
F
F 
FX
FX 
F{X}
F{X
F{}/dev/null
F{X}/nonexistent/file
FX/nonexistent/file
FX/nonexistent/file %s
FX -o /nonexistent/file
FX-o /nonexistent/file
FX-o
FX -o
F{X}-o /nonexistent/file %[^#]
FX -x /dev/null
FX/dev/null
FX /dev/null
FX/
FX /tmp
FXrelative
FX@DIR@/words
FX@DIR@/words %s
FX@DIR@/words %[^#]
FX@DIR@/words %*s %s
FX@DIR@/words %d
FX@DIR@/words %2s
FX@DIR@/words %[a-c]
FX@DIR@/words x%s
FX@DIR@/words %n
FX@DIR@/words %s%s
FX@DIR@/words %
FX@DIR@/words %s %s %s %s
FX@DIR@/words %c
FX@DIR@/words nothing
FX|@DIR@/program
FX|@DIR@/program argument
FX| @DIR@/program
FX|/nonexistent/program
FX|/dev/null
FX|
FX|/
FX -o |/nonexistent/program
FX|@DIR@/words
FXkey@nosuch:spec
FXkey@null:spec
FX@null:spec
FX@text:@DIR@/words
FXone@text:@DIR@/words
FX[one]@text:@DIR@/words
FX[one]@text:-v1 -k0 @DIR@/words
FX[none]@text:@DIR@/words
FXnone@text:/nonexistent
FX-o none@text:/nonexistent
FX@LDAP
FXk@
FX@:
FX@
FX@one
FX[
FX[one
FX[one]
FX[one]@
FX\0
FX/dev/null\0x
F$x /dev/null
H
H:
H: value
HName
HName:
HName :value
HName: value
H Name: value
HNa me: value
HName\t: value
H?
H??
H???
H??Name: value
H?X
H?X?
H?X?Name
H?X?Name:
H?X?Name: value
H?XYZ?Name: value
H?${X}?Name: value
H?${X?Name: value
H?$X?Name: value
H?$?Name: value
H?X Y?Name: value
H?\xe9?Name: value
HName: $
HName: $>
HName: $>U
HName: $>+U
HName: $>+
HName: $> U
HName: $>+ U
HName: $>nosuch
HName: $>99
HName: $>250
HName: $>U rest
HName: $>U-x
H*: $>U
H*: value
H*
H?D?Name: $>U
H\xe9: value
HN\xe9: value
HName: v\xe9
H\x01: v
HName: $?X
HName: $j ${
HName: ${nosuch-name}
HName\0: value
K
K 
Ka
Ka 
Ka null
Ka nosuch
Ka nosuch file
K a null
K\ta\tnull
Ka-b null
Ka.b null
K.a null
K_a null
K1 null
Ka, null
Ka null -
Ka null -m
Ka null -a
Ka null -Z
Ka null -aX -a.OK
Ka hash
Ka hash -
Ka hash /nonexistent
Ka hash -o /nonexistent
Ka hash -m
Ka hash -kcol -vcol /x
Ka btree
Ka dbm
Ka text
Ka text /nonexistent
Ka text -k
Ka text -kx -v0 /dev/null
Ka text -v /dev/null
Ka text @DIR@/words
Ka text -zTOOLONG @DIR@/words
Ka regex
Ka regex -
Ka regex [
Ka regex (
Ka regex *
Ka regex a{2
Ka regex -s1,2 (a)(b)
Ka regex -s1 a
Ka regex -sx a
Ka regex -d$ a
Ka regex -n -f -b x
Ka regex -x x
Ka regex a\\{1,0\\}
Ka sequence
Ka sequence nosuch
Ka sequence one nosuch
Ka sequence one one one one one one one one one one one one one one
Ka switch
Ka switch nosuch
Ka dequote -x
Ka dequote -s
Ka macro
Ka macro x
Ka arith
Ka arith x
Ka dns
Ka dns -R
Ka dns -RA
Ka dns -RMX
Ka dns -RXX
Ka dns -RTXT -z| -Z2
Ka dns -R A
Ka dns -RA -d5s
Ka dns -RA -r0
Ka host
Ka host -a.
Ka user
Ka user -v
Ka user -vnosuch
Ka user -vname
Ka user -vshell
Ka program
Ka program /nonexistent
Ka program -a /bin/echo
Ka socket
Ka socket nosuch
Ka socket inet:1@localhost
Ka socket unix:/nonexistent
Ka socket inet:
Ka socket inet:99999@localhost
Ka syslog
Ka syslog -L
Ka syslog -LX
Ka syslog -LINFO
Ka ldap
Ka ldap -h
Ka ph
Ka nis
Ka nisplus
Ka netinfo
Ka hesiod
Ka implicit
Ka implicit /nonexistent
Ka stab
Ka userdb
Ka userdb maildrop
Ka bestmx
Ka null extra words
Kseq null
KSEQ null
Kone hash /nonexistent
Kaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa null
K$X null
Ka $X
K\xe9 null
Ka \xe9
Ka null \xe9
Ka\0b null
Ka null\0x
M
M 
M,
M, P=/x, A=x
Mm
Mm,
Mm P=/bin/true
Mm, P=/bin/true
Mm, A=true
Mm, P=/bin/true, A=
Mm, P=, A=true
Mm, P=/bin/true, A=true
Mm P=/bin/true A=true
Mm, P=/bin/true A=true
Mm, P=/bin/true,, A=true
Mm, P=/bin/true, A=true,
Mm, P=/bin/true, A=true, 
Mm, P=/bin/true, A=true, F
Mm, P=/bin/true, A=true, F=
Mm, P=/bin/true, A=true, F=abc DEF
Mm, P=/bin/true, A=true, F=\xe9
Mm, P=/bin/true, A=true, F=abc\x01
Mm, P=/bin/true, A=true, =
Mm, P=/bin/true, A=true, =x
Mm, P=/bin/true, A=true, B=x
Mm, P=/bin/true, A=true, G=x
Mm, P=/bin/true, A=true, x=y
Mm, P=/bin/true, A=true, 1=y
Mm, P=/bin/true, A=true, "=y
Mm, P=/bin/true, A=true, Flags=lx
Mm, Path=/bin/true, Argv=true
Mm, P=/bin/true, A=true, S=
Mm, P=/bin/true, A=true, S=10
Mm, P=/bin/true, A=true, S=10/
Mm, P=/bin/true, A=true, S=/10
Mm, P=/bin/true, A=true, S=10/20/30
Mm, P=/bin/true, A=true, S=T
Mm, P=/bin/true, A=true, S=T/U
Mm, P=/bin/true, A=true, S=newset
Mm, P=/bin/true, A=true, S=100
Mm, P=/bin/true, A=true, S=250
Mm, P=/bin/true, A=true, S=-1
Mm, P=/bin/true, A=true, S=T-x
Mm, P=/bin/true, A=true, S=9999999999999999999
Mm, P=/bin/true, A=true, S=$X
Mm, P=/bin/true, A=true, S=T U
Mm, P=/bin/true, A=true, R=10/20
Mm, P=/bin/true, A=true, R=x y
Mm, P=/bin/true, A=true, R=bad!name
Mm, P=/bin/true, A=true, R==
Mm, P=/bin/true, A=true, E=\\n
Mm, P=/bin/true, A=true, E=
Mm, P=/bin/true, A=true, E=abc
Mm, P=/bin/true, A=true, E="\\r\\n"
Mm, P=/bin/true, A=true, L=
Mm, P=/bin/true, A=true, L=abc
Mm, P=/bin/true, A=true, L=-5
Mm, P=/bin/true, A=true, L=10x
Mm, P=/bin/true, A=true, L=99999999999999999999
Mm, P=/bin/true, A=true, M=
Mm, P=/bin/true, A=true, M=abc
Mm, P=/bin/true, A=true, M=-1
Mm, P=/bin/true, A=true, M=100000
Mm, P=/bin/true, A=true, m=
Mm, P=/bin/true, A=true, m=abc
Mm, P=/bin/true, A=true, m=-3
Mm, P=/bin/true, A=true, m=5
Mm, P=/bin/true, A=true, r=
Mm, P=/bin/true, A=true, r=abc
Mm, P=/bin/true, A=true, r=5
Mm, P=/bin/true, A=true, r=-1
Mm, P=/bin/true, A=true, D=
Mm, P=/bin/true, A=true, D=$z:/tmp
Mm, P=/bin/true, A=true, N=5
Mm, P=/bin/true, A=true, N=x
Mm, P=/bin/true, A=true, N=-99
Mm, P=/bin/true, A=true, C=iso-8859-1
Mm, P=/bin/true, A=true, C=
Mm, P=/bin/true, A=true, W=5m
Mm, P=/bin/true, A=true, W=x
Mm, P=/bin/true, A=true, W=
Mm, P=/bin/true, A=true, W=5
Mm, P=/bin/true, A=true, /=/tmp
Mm, P=/bin/true, A=true, /=
Mm, P=/bin/true, A=true, Q=nosuch
Mm, P=/bin/true, A=true, Q=
Mm, P=/bin/true, A=true, Q=mqueue
Mm, P=/bin/true, A=true, T=
Mm, P=/bin/true, A=true, T=a
Mm, P=/bin/true, A=true, T=a/b
Mm, P=/bin/true, A=true, T=a/b/c
Mm, P=/bin/true, A=true, T=a/b/c/d
Mm, P=/bin/true, A=true, T=/b/
Mm, P=/bin/true, A=true, T=DNS/RFC822/X-Unix, T=x
Mm, P=/bin/true, A=true, U=
Mm, P=/bin/true, A=true, U=root
Mm, P=/bin/true, A=true, U=nosuchuser
Mm, P=/bin/true, A=true, U=root:daemon
Mm, P=/bin/true, A=true, U=root:nosuchgroup
Mm, P=/bin/true, A=true, U=:daemon
Mm, P=/bin/true, A=true, U=1:2
Mm, P=/bin/true, A=true, U=1.2
Mm, P=/bin/true, A=true, U=1x:2y
Mm, P=/bin/true, A=true, U=-1
Mm, P=/bin/true, A=true, U=root daemon
Mm, P=/bin/true, A=true, U=0
Mm, P=/bin/true, A=true, U=root:
Mm, P=/bin/true, A=true, P=/bin/false
Mm, P=[IPC], A=TCP
Mm, P=[IPC], A=TCP $h
Mm, P=[IPC], A=IPC $h
Mm, P=[IPC], A=
Mm, P=[IPC], A=FILE /x
Mm, P=[IPC], A=UDP $h
Mm, P=[IPC], A=TCP $h 25
Mm, P=[IPC], A=TCP $h 25 26
Mm, P=[TCP], A=TCP $h
Mm, P=[ipc], A=TCP $h
Mm, P=[LPC], A=x
Mm, P=[FILE], A=FILE
Mm, P=[FILE], A=FILE $u
Mm, P=[FILE], A=FILE $u x
Mm, P=[FILE], A=x $u
Mm, P=[OTHER], A=x
Mm, P=relative, A=x
Mm, P=/nonexistent, A=x
Mm, P="/bin/true", A="a b" c
Mm, P="/bin/true, A=true
Mm, P=/bin/true, A="true
Mm, P=/bin/true, A=true \\x
Mm, P=/bin/true, A=true a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a
Mm, P=$X, A=$X
Mm, P=${, A=x
MLOCAL, P=/bin/true, A=true
Mlocal, P=/bin/true, A=true
Mlocal
Mlocal, P=/bin/true
Merror, P=/bin/true, A=true
Mdiscard, P=/bin/true, A=true
M*file*, P=/bin/true, A=true
M*file*, P=[FILE], F=l, A=FILE $u
M*include*, P=/dev/null, F=su, A=INCLUDE $u
M\xe9, P=/bin/true, A=true
M$X, P=/bin/true, A=true
Mm\0, P=/bin/true, A=true
Mm;P=/bin/true
Mm, P:/bin/true, A=true
Mm, P =/bin/true, A = true
Maaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, P=/bin/true, A=true
O
O 
O  
O =
O =x
O Nosuch
O Nosuch=1
O Nosuch.Sub=1
O QueueDir=/x
O Queue=/x
O Timeout
O Timeout=5m
O Timeout.
O Timeout.=1
O Timeout.nosuch=1
O Timeout.mail
O Timeout.mail=
O Timeout.mail=x
O Timeout.mail=5
O Timeout.mail=5q
O Timeout.mail=5mx
O Timeout.mail=-5m
O Timeout.mail=1h30m
O Timeout.mail=m
O Timeout.mail=99999999999999
O Timeout.MAIL=5m
O timeout.mail=5m
O Timeout.mai=5m
O Timeout.queuereturn=
O Timeout.queuereturn=now
O Timeout.queuereturn=x
O Timeout.queuereturn.normal=now
O Timeout.queuereturn.nosuch=1d
O Timeout.queuewarn=4
O Timeout.queuewarn.normal=x
O Timeout.resolver=5
O Timeout.resolver.retrans=x
O Timeout.resolver.retry=x
O Timeout.resolver.nosuch=5
O QueueDirectory
O QueueDirectory =@DIR@/q
O QueueDirectory= @DIR@/q
O  QueueDirectory=@DIR@/q
O\tQueueDirectory=@DIR@/q
O queuedirectory=@DIR@/q
O QUEUEDIRECTORY=@DIR@/q
O QueueDirectory/x
O QueueDirectory:x
O QueueDirectory x
O Queue Directory=x
OQ@DIR@/q
OQ
OQ @DIR@/q
O0
O?
O1x
O.x
O"x
O=x
O\x01
O\xe9
O \xe9=1
O LogLevel=
O LogLevel=x
O LogLevel=9x
O LogLevel=-1
O LogLevel=999
O LogLevel=9
O loglevel
O LogLevel
O MaxHopCount=x
O MaxHopCount=
O MaxHopCount=-1
O MaxHopCount=99999999999999
O MaxMessageSize=x
O MaxMessageSize=1k
O MaxMessageSize=-1
O MaxRecipientsPerMessage=x
O MaxHeadersLength=x
O MaxHeadersLength=100
O MaxHeadersLength=-1
O MaxMimeHeaderLength=100
O MaxMimeHeaderLength=100/20
O MaxMimeHeaderLength=x
O MaxMimeHeaderLength=-1
O MaxMimeHeaderLength=/
O MaxMimeHeaderLength=256/128
O MaxMimeHeaderLength=0
O MinFreeBlocks=x
O MinFreeBlocks=100/200
O CheckpointInterval=x
O ConnectionCacheSize=x
O ConnectionCacheSize=-1
O ConnectionCacheSize=1000
O ConnectionCacheTimeout=x
O ConnectionRateThrottle=x
O ConnectionRateWindowSize=x
O DaemonPortOptions
O DaemonPortOptions=
O DaemonPortOptions=x
O DaemonPortOptions=Name=MTA
O DaemonPortOptions=Name
O DaemonPortOptions=Name=
O DaemonPortOptions=X=1
O DaemonPortOptions=Family=nosuch
O DaemonPortOptions=Family=inet
O DaemonPortOptions=Family=inet6
O DaemonPortOptions=Family=local
O DaemonPortOptions=Family=inet, Addr=x.y
O DaemonPortOptions=Addr=127.0.0.1
O DaemonPortOptions=Addr=300.0.0.1
O DaemonPortOptions=Addr=::1
O DaemonPortOptions=Family=inet6, Addr=zz
O DaemonPortOptions=Port=smtp
O DaemonPortOptions=Port=nosuch
O DaemonPortOptions=Port=99999
O DaemonPortOptions=Port=-1
O DaemonPortOptions=Port=
O DaemonPortOptions=Listen=x
O DaemonPortOptions=M=z
O DaemonPortOptions=M=EaX
O DaemonPortOptions=SndBuf=x
O DaemonPortOptions=InputFilter=nosuch
O DaemonPortOptions=children=5
O DaemonPortOptions=children=x
O DaemonPortOptions=delayLA=x
O DaemonPortOptions=DeliveryMode=x
O DaemonPortOptions=DeliveryMode=q
O DaemonPortOptions=Name=a;Port=b
O DaemonPortOptions=,,Name=a
O DaemonPortOptions=name=a, NAME=b
O ClientPortOptions=x
O ClientPortOptions=Family=inet, Addr=0.0.0.0
O ClientPortOptions=Family=nosuch
O ClientPortOptions=Modifiers=z
O ClientPortOptions=Family=inet\nO ClientPortOptions=Family=inet
O DefaultUser=
O DefaultUser=root
O DefaultUser=nosuch
O DefaultUser=1:1
O DefaultUser=root:nosuchgroup
O DefaultUser=root:daemon
O DefaultUser=1
O DefaultUser=x:y
O DefaultUser=root.daemon
Og1
Og0
Ognosuch
Oudaemon
Ou1:2
O RunAsUser=
O RunAsUser=root
O RunAsUser=nosuch
O RunAsUser=0:0
O RunAsUser=root:nosuchgroup
O TrustedUser=
O TrustedUser=root
O TrustedUser=nosuch
O TrustedUser=0
O TrustedUser=99999
O DeliveryMode=
O DeliveryMode=x
O DeliveryMode=b
O DeliveryMode=background
O DeliveryMode=D
O DeliveryMode=i
Odx
Od
O DialDelay=x
O DontBlameSendmail=
O DontBlameSendmail=nosuch
O DontBlameSendmail=safe
O DontBlameSendmail=safe,nosuch
O DontBlameSendmail=GroupWritableAliasFile
O DontBlameSendmail=GroupWritableAliasFile nosuch, WorldWritableAliasFile
O DontBlameSendmail=groupwritablealiasfile
O DontProbeInterfaces=loopback
O DontProbeInterfaces=x
O DoubleBounceAddress=
O EightBitMode=
O EightBitMode=x
O EightBitMode=m
O EightBitMode=r
O EightBitMode=P
O8m
O8
O8x
O ErrorHeader=/nonexistent
O ErrorMode=
O ErrorMode=x
O ErrorMode=m
Oex
O FallbackMXhost=
O FallbackMXhost=x.y
O ForwardPath=
O ForwardPath=$z/.forward
O HelpFile=
O HelpFile=/nonexistent
O HoldExpensive=x
O HoldExpensive=
O HoldExpensive
O HoldExpensive=True
O HoldExpensive=yes
O HoldExpensive=1
O HostsFile=/nonexistent
O HostStatusDirectory=/nonexistent
O InputMailFilters=
O InputMailFilters=nosuch
O InputMailFilters=a,b
O LDAPDefaultSpec=
O LDAPDefaultSpec=-h x
O MailboxDatabase=
O MailboxDatabase=nosuch
O MailboxDatabase=pw
O MaxAliasRecursion=x
O MaxDaemonChildren=x
O MaxDaemonChildren=-1
O MaxQueueChildren=x
O MaxQueueAge=x
O MaxRunnersPerQueue=x
O Milter
O Milter.
O Milter.nosuch=1
O Milter.LogLevel=x
O Milter.LogLevel=9
O Milter.macros=x
O Milter.macros.nosuch=x
O Milter.macros.connect=j, _
O Milter.macros.connect=
O Milter.macros.connect={nosuch-x}
O Milter.macros.connect={unknown}
O Milter.macros.connect=j j j
O MinQueueAge=x
O MustQuoteChars=
O MustQuoteChars=x
O NiceQueueRun=x
O NoRecipientAction=
O NoRecipientAction=nosuch
O NoRecipientAction=none
O NoRecipientAction=ADD-TO
O OperatorChars=
O OperatorChars=.:@
O OperatorChars=.:%@!^/[]+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
O PidFile=
O PidFile=/nonexistent/pid
O PrivacyOptions=
O PrivacyOptions=nosuch
O PrivacyOptions=goaway,nosuch
O PrivacyOptions=goaway nosuch
O PrivacyOptions=public
O PrivacyOptions=goaway,restrictmailq
Opnosuch
Opgoaway
O QueueFactor=x
O QueueFileMode=
O QueueFileMode=x
O QueueFileMode=0600
O QueueFileMode=9
O QueueFileMode=77777
O QueueLA=x
O QueueLA=
O QueueLA=-1
O QueueSortOrder=
O QueueSortOrder=x
O QueueSortOrder=h
O QueueSortOrder=Priority
O QueueTimeout=x
OTx
OT5d
OT5d/4h
OT5d/x
OT
O RandFile=
O RandFile=x
O RandFile=file:/dev/urandom
O RefuseLA=x
O RejectLogInterval=x
O ResolverOptions=
O ResolverOptions=nosuch
O ResolverOptions=+AAONLY
O ResolverOptions=-DNSRCH nosuch
O ResolverOptions=True
O ResolverOptions=False
O ResolverOptions=+
O ResolverOptions=WorkAroundBrokenAAAA
OInosuch
OITrue
OI
O RetryFactor=x
O SafeFileEnvironment=x
O SafeFileEnvironment=/nonexistent
O SendMimeErrors=x
O ServiceSwitchFile=/nonexistent
O SharedMemoryKey=x
O SharedMemoryKey=-1
O SingleThreadDelivery=True
O SmtpGreetingMessage=
O StatusFile=/nonexistent
O StatusFile
O SuperSafe=x
O SuperSafe=
O SuperSafe=interactive
O SuperSafe=postmilter
O SuperSafe=false
O TempFileMode=x
O TempFileMode=0666
O TimeZoneSpec=x
O TrustedFileOwner=x
O UnixFromLine=
O UnsafeGroupWrites=x
O UseErrorsTo=x
O UserDatabaseSpec=x
O XscriptFileBufferSize=x
O DataFileBufferSize=x
O AliasFile=
O AliasFile=/nonexistent
O AliasFile=nosuch:/x
O AliasFile=hash:/nonexistent
O AliasFile=hash:
O AliasFile=:x
O AliasFile=dbm -f:/x
O AliasFile=text:@DIR@/words
O AliasFile=a,b,,c
O AliasWait=x
OAx
Oax
O AllowBogusHELO=x
O AuthMechanisms=
O AuthMechanisms=nosuch
O AuthOptions=x
O AuthOptions=A a,p
O AuthMaxBits=x
O AuthRealm=
O BadRcptThrottle=x
O BlankSub=
O BlankSub=ab
OB.
O CACertFile=/nonexistent
O CertFingerprintAlgorithm=nosuch
O CertFingerprintAlgorithm=sha1
O CipherList=nosuch
O CipherSuites=nosuch
O ClassFactor=x
O ClientSSLOptions=nosuch
O ServerSSLOptions=nosuch
O ServerSSLOptions=SSL_OP_ALL nosuch
O ServerSSLOptions=+SSL_OP_ALL, -SSL_OP_ALL
O ServerSSLOptions=0x10
O ColonOkInAddr=x
O ConnectOnlyTo=x
O ConnectOnlyTo=127.0.0.1
O ConnectOnlyTo=300.1.1.1
O ControlSocketName=/nonexistent
O CRLFile=/nonexistent
O DANE=x
O DANE=true
O DefaultCharSet=
O DelayLA=x
O DeliverByMin=x
O DeliverByMin=5
O DHParameters=x
O DirectSubmissionModifiers=
O DirectSubmissionModifiers=z
O DirectSubmissionModifiers=C
O FastSplit=x
O FallbackSmartHost=
O HeloName=
O MatchGECOS=x
O MaxNOOPCommands=x
O MaxQueueRunSize=x
O MeToo=x
O OldStyleHeaders=x
O PostmasterCopy=
O ProcessTitlePrefix=x
O RecipientFactor=x
O RequiresDirfsync=x
O RrtImpliesDsn=x
O SaveFromLine=x
O SevenBitInput=x
O SharedMemoryKeyFile=x
O SoftBounce=x
O SSLEngine=nosuch
O SSLEnginePath=x
O TLSSrvOptions=x
O TLSSrvOptions=V
O TLSFallbacktoClear=x
O TryNullMXList=x
O UseCompressedIPv6Addresses=x
O UseMSP=x
O LogLevel=9 # comment
O LogLevel=\\#9
O LogLevel="9"
O LogLevel=$X
O QueueDirectory=@DIR@/q/*
O QueueDirectory=/nonexistent
O QueueDirectory=relative
O QueueDirectory=@DIR@/q\0x
O LogLevel\0=9
P
P 
Px
P=
P=5
Px=
Px=5
Px=abc
Px=-5
Px =5
P x=5
Px=5x
Px=99999999999999999999
P\xe9=5
P$X=5
Px=5=6
Q
Q 
Q,
Qg
Qg,
Qg, P
Qg, P=
Qg, P=/nonexistent
Qg, P=@DIR@/q
Qg, P=@DIR@/q, F=f
Qg, P=@DIR@/q, F=z
Qg, P=@DIR@/q, F=
Qg, P=@DIR@/q, I=
Qg, P=@DIR@/q, I=5m
Qg, P=@DIR@/q, I=x
Qg, P=@DIR@/q, J=x
Qg, P=@DIR@/q, J=-1
Qg, P=@DIR@/q, J=5
Qg, P=@DIR@/q, N=x
Qg, P=@DIR@/q, N=-99
Qg, P=@DIR@/q, N=5
Qg, P=@DIR@/q, R=x
Qg, P=@DIR@/q, R=5
Qg, P=@DIR@/q, R=-1
Qg, P=@DIR@/q, r=x
Qg, P=@DIR@/q, r=5
Qg, P=@DIR@/q, r=-1
Qg, P=@DIR@/q, X=y
Qg, P=@DIR@/q, =y
Qg, P=@DIR@/q,,
Qg, P=@DIR@/q, runners=2
Qg, P=@DIR@/q, Path=@DIR@/q
Qg, P=relative
Qg P=@DIR@/q
Qg, P:@DIR@/q
Qg\nQg
Qmqueue, P=@DIR@/q
Qmqueue
Qx$X
Q\xe9, P=@DIR@/q
R
R 
R\t
R\t\t
Rx
R x
Rx y
Rx\t
Rx\t\t
Rx\t y
Rx\ty
Rx\ty\tz
Rx\t\t\ty
R\tx
R\t\tx
R \tx
R$\tx
R$*\t
R$*\t$
R$*\t$1
R$*\t$2
R$*\t$9
R$*\t$0
R$-$-\t$3
R$*$*$*$*$*$*$*$*$*\t$9
R$*$*$*$*$*$*$*$*$*$*\t$1
R$1\tx
R$:\tx
R$:x\tx
R$>\tx
R$>x\tx
R$(\tx
R$)\tx
R$[x$]\tx
R$#\tx
R$#local\tx
R$@\tx
R$@x\tx
R$|\tx
R$&\tx
R$&X\tx
R$&{\tx
R$=\tx
R$={\tx
R$={X\tx
R$={none}\tx
R$=x\tx
R$~\tx
R$~x\tx
R$?\tx
R$?X a $| b $.\tx
R$.\tx
R$$x\tx
R$X\tx
R${X\tx
R${nosuch}\tx
R${bad-name}\tx
R${aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}\tx
R$x\t$*
Rx\t$*
Rx\t$+
Rx\t$-
Rx\t$=w
Rx\t$~w
Rx\t$=
Rx\t$&
Rx\t$&X
Rx\t$X
Rx\t${X
Rx\t$[
Rx\t$]
Rx\t$[y
Rx\t$[y$]
Rx\t$[y$[z$]$]
Rx\t$(
Rx\t$)
Rx\t$(one
Rx\t$(one y
Rx\t$(one y$)
Rx\t$(nosuch y$)
Rx\t$(one $(two y$) $)
Rx\t$( one y$)$)
Rx\t$(one y$]
Rx\t$[y$)
Rx\t$>
Rx\t$>U
Rx\t$>nosuch y
Rx\t$>99 y
Rx\t$>999 y
Rx\t$>-1 y
Rx\t$> $1
Rx\t$#
Rx\t$#local
Rx\t$#nosuch $: y
Rx\t$#local $@ h $: u
Rx\t$: u
Rx\t$@
Rx\t$@ $:
Rx\t$:
Rx\t$: $@ y
Rx\t$?X a $| b $.
Rx\t$?X a
Rx\t$?
Rx\t$.
Rx\t$|
Rx\t"y
Rx\t"y"
R"x\ty
R"x"\ty
R(x\ty
R(x)\ty
Rx)\ty
Rx(c)\ty
R<\ty
R>\ty
R<x\ty
Rx\t<y
Rx\ty>
Rx,y\tz
Rx;y\tz
Rx\\\ty
Rx\ty\\
Rx\t$(one $@ y $: z $)
R\xe9\tx
Rx\t\xe9
R\x80\tx
Rx\t\x81
R\x85\tx
R\x01\tx
R\0\tx
Rx\t\0
Rx\0\ty
R#\tx
Rx # comment\ty
Rx\ty # comment
Rx\t# comment
R$# comment\tx
R\\#\tx
Rx\n\ty
Rx\n y\tz
Rx\t\n\ty
S
S 
S\t
ST
S T
ST 
ST=
ST=5
ST=5x
ST=100
ST=-1
ST=x
ST=200
ST =5
ST= 5
S5
S5x
S99
S100
S199
S200
S99999999999999999999
S-1
S0
S00
S=
S=5
Snew
Snew-name
Snew.name
Snew name
Snew=5\nSnew=6
Snew\nSnew=6
Snew=5\nSother=5
S$X
S${X}
S\xe9
S\x01
S"x"
S_
S(x)
S\0
Snew\0x
S1\nR$*\t$1
SU\nR$*\t$@ $1
Saaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
T
T 
Tnosuch
Troot
T,
Ta,b
T\xe9
T$X
V
V 
V0
V1
V2
V3
V4
V5
V6
V7
V8
V9
V10
V11
V99
V-1
Vx
V10x
V10/
V10/Berkeley
V10/berkeley
V10/Sun
V10/nosuch
V10 /Berkeley
V10/ Berkeley
V 10/Berkeley
V/Berkeley
V10/Berkeley/x
V10/\xe9
V99999999999999999999
X
X 
X,
Xf
Xf,
Xf, S
Xf, S=
Xf, S=x
Xf, S=inet:8891@localhost
Xf, S=local:/nonexistent
Xf, S=unix:/nonexistent
Xf, S=inet6:8891@::1
Xf, S=nosuch:x
Xf, S=inet:x@localhost
Xf, S=inet:8891@localhost, F=
Xf, S=inet:8891@localhost, F=R
Xf, S=inet:8891@localhost, F=T
Xf, S=inet:8891@localhost, F=4
Xf, S=inet:8891@localhost, F=z
Xf, S=inet:8891@localhost, F=RT
Xf, S=inet:8891@localhost, F=TR
Xf, S=inet:8891@localhost, T=
Xf, S=inet:8891@localhost, T=C:1m
Xf, S=inet:8891@localhost, T=C:1m;S:1s;R:1s;E:5m
Xf, S=inet:8891@localhost, T=Z:1m
Xf, S=inet:8891@localhost, T=C
Xf, S=inet:8891@localhost, T=C:x
Xf, S=inet:8891@localhost, T=C:1m;;
Xf, S=inet:8891@localhost, T=:1m
Xf, S=inet:8891@localhost, Y=z
Xf, S=inet:8891@localhost, =z
Xf, S=inet:8891@localhost\nXf, S=inet:8892@localhost
Xf, F=T
Xf S=inet:8891@localhost
Xf, S:inet:8891@localhost
Xf, S=inet:8891@localhost, Socket=x
X\xe9, S=inet:8891@localhost
Xf, S=inet:8891@localhost\nO InputMailFilters=f
Xf, S=inet:8891@localhost\nO InputMailFilters=f,g
Xf, S=inet:8891@localhost\nO InputMailFilters=f;f
""".strip("\n").split("\n")


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
    base = BASE.encode("latin-1")
    seen = set()

    def fresh(name, text):
        if text in seen:
            return []
        seen.add(text)
        return [(name, text)]

    yield from fresh("as it should be", base)
    for line in LINES:
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
    (r"^Ka dns -R$", "other words"),
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
