#!/usr/bin/env python3
"""Address test mode (-bt) of our sendmail beside the real one, on the sample site (cf/cf/skills).

Twice over the same inputs:
  traces   both programs on the .cf that our library makes: every byte of the answers is the same;
  answers  each program on the .cf of its own library: the final answers are the same (the mailer,
           host and user, the rewritten address, the workspace; accepted or the same error).

Separator $| cannot be typed in test mode, so the site has a ruleset Pair that makes one of it.
Exits 77 where the packages of the real sendmail, root rights or name spaces cannot be had.
"""

import difflib
import re
import sys

from cf_outcome_test import Skip, outcome
import original

PAIR = """
LOCAL_RULESETS
SPair
R$* $$| $*\t\t$@ $1 $| $2
"""

ADDRESSES = r"""
user1
user2@skills.com
user2@mail.skills.com
user2@SKILLS.COM
User3@Skills.Com
user2@sales.com
user1@sales.com
sales@sales.com
sales+x@sales.com
anyone+detail@sales.com
user2@smile.com
user2@host.smile.com
user2@plain.example
user2@remote.example
user2@nowhere.example
user2@localhost
user2@mx
user2@mx.test.example
root
postmaster
toto
group
archive
nobody-here
nobody-here@skills.com
user1+detail
user1+detail@skills.com
user2@skills.com.
user2@remote.example.
user2@[127.0.0.1]
user2@[10.1.2.3]
user2@[300.1.2.3]
user2@[]
user2@[IPv6:2001:db8::9]
user2@[IPv6:::1]
user2@10.1.2.3
<user2@skills.com>
User Two <user2@skills.com>
user2@skills.com (User Two)
(User Two) user2@skills.com
"User, Two" <user2@remote.example>
"user2"@skills.com
"user 2"@skills.com
"user2@remote.example"@skills.com
"user2@remote.example"
"a\"b"@remote.example
""@skills.com
""
user2%remote.example@skills.com
user2%remote.example
user2%remote.example%skills.com
user2%remote.example@remote.example
%
user2%
%remote.example
remote.example!user2
remote!user2
skills.com!user2
a!b!c
a!b@remote.example
remote!user2@skills.com
!
!user2
user2!
@remote.example:user2@skills.com
@skills.com:user2@remote.example
@skills.com,@remote.example:user2@nowhere.example
@remote.example:user2
<@remote.example,@skills.com:user2@skills.com>
user2@remote.example@skills.com
user2@skills.com@remote.example
user2@@skills.com
@
@skills.com
@remote.example
user2@
user2@.skills.com
user2@skills..com
.user2@skills.com
us..er@skills.com
user2.@skills.com
<>
<user2@skills.com
user2@skills.com>
<<user2@skills.com>>
<user2@skills.com><user3@skills.com>
"user2@skills.com
(user2@skills.com
user2@skills.com)
user2@skills.com (a (b) c)
user2@skills.com (a (b c)
\user2
\user2@skills.com
user2\@remote.example@skills.com
user2\
|/bin/cat
"|/bin/cat"
"|/bin/cat -u"@skills.com
/var/mail/file
/var/mail/file@skills.com
:include:/etc/list
:include:/etc/list@skills.com
user1,user2
user1 user2
user1@skills.com user2@skills.com
group: user1, user2;
group:;
a:b
a::b
a:b@remote.example
a;b@skills.com
user2@remote_host.example
user2@-remote.example
user2@remote.example-
user2@REDIRECT
user2@remote.example.REDIRECT
user2@skills.com.REDIRECT
user2@remote.UUCP
user2@remote.uucp
user2.UUCP
=?iso-8859-1?q?a?=@remote.example
a=b/c+d{e}@remote.example
$u@remote.example
$$u@remote.example
$*@remote.example
a$b@remote.example
a*b?c@remote.example
a'b`c@remote.example
a#b@remote.example
a&b|c@remote.example
~user2
^user2@remote.example
user2@remote.example?subject=x
jos\351@remote.example
\374ser2@skills.com
\200x@skills.com
"\351"@skills.com
user2@r\351mote.example
""".strip("\n").replace("\\351", "\351").replace("\\374", "\374").replace("\\200", "\200").split("\n")

LONG = ["u" * 60 + "@remote.example", "u" * 250 + "@remote.example", "u" * 300 + "@skills.com",
        "user2@" + ".".join(["label"] * 40), "user2@" + "l" * 200 + ".example",
        ".".join("abcdefgh" * 6) + "@remote.example", ".".join("a" * 90), "(" * 40 + ")" * 40 + "user1",
        "a!" * 40 + "user2", "@a," * 30 + "@a:user2@skills.com", "\"" + "x " * 100 + "\"@skills.com"]

CLIENTS = ["""
.D{client_addr}127.0.0.1
.D{client_name}localhost
.D{client_resolve}OK
.D{daemon_flags}
""", """
.D{client_addr}203.0.113.9
.D{client_name}out.example
.D{client_resolve}OK
""", """
.D{client_addr}192.168.0.7
.D{client_name}[192.168.0.7]
.D{client_resolve}FAIL
""", """
.D{client_addr}192.168.123.5
.D{client_name}[192.168.123.5]
.D{client_resolve}TEMP
""", """
.D{client_addr}192.168.123.101
.D{client_name}forged.example
.D{client_resolve}FORGED
""", """
.D{client_addr}198.51.100.4
.D{client_name}host.smile.com
.D{client_resolve}OK
"""]

RECIPIENTS = """
<user2@skills.com>
<user2@smile.com>
<user2@remote.example>
<user2%remote.example@skills.com>
<"user2@remote.example"@skills.com>
<@skills.com:user2@remote.example>
<remote.example!user2@skills.com>
<user2@[10.1.2.3]>
<user2@[127.0.0.1]>
<retired@skills.com>
<spammer@example.net>
<user2>
<>
<postmaster>
<user2@>
<@skills.com>
<anyone@sales.com>
user2@skills.com
<user2@ftp.skills.com>
""".split("\n")[1:-1]

SENDERS = """
<user1@smile.com>
<user1@remote.example>
<user1@nowhere.example>
<spammer@example.net>
<>
<user1>
<user1@localhost>
<user1@skills.com>
<user1@[203.0.113.9]>
<@skills.com:user1@remote.example>
<a@b@c>
<user1@mx>
user1@remote.example
""".split("\n")[1:-1]

OTHERS = r"""
/map access Connect:127.0.0.1
/map access connect:192.168.123
/map access To:retired@skills.com
/map access smile.com
/map access nothing
/map mailertable smile.com
/map mailertable nothing
/map virtuser user1@sales.com
/map virtuser @sales.com
/map virtuser none@sales.com
/map aliases group
/map aliases archive
/map aliases nobody-here
/map host plain.example
/map host remote.example
/map host nowhere.example
/map host 127.0.0.1
/map nosuchmap key
/map dequote "a b"
/map user user1
/map access
/map
$=w
$=m
$=R
$=P
$=O
$=E
$=t
$={VirtHost}
$={TrustAuthMech}
$={tls}
$=
=M
=Scheck_nothing
=S
$m
$j
$w
$k
$n
$x
${nothing}
$Z
/mx plain.example
/mx remote.example
/mx nowhere.example
/canon plain.example
/canon skills.com
/canon nowhere.example
/tryflags ER
/try esmtp user1
/try esmtp user2@skills.com
/try local user2@skills.com
/try local user2@remote.example
/tryflags HS
/try esmtp user1
/try esmtp User One <user1@skills.com>
/try relay user1
/try local root
/try nosuchmailer user1
/try
/tryflags HR
/try esmtp user1@mail.skills.com
/try local group
/tryflags ES
/try esmtp user1@sales.com
/try esmtp <>
/try prog user1
/tryflags XX
/tryflags
/parse user1@nowhere.example
/bogus
/parse
/
.
.X
.Dq
.D{nothing}
.Cw
-
-d99
-d0
?
#comment
nosuchruleset user1
check_rcpt
3
99 user1
0 user1
3,0
3,98,0 user2 < @ skills . com . >
canonify,parse user2@skills.com
Canonify user2
localaddr user1
localaddr user1+x
5 user1
Local_localaddr user1
final user2 < @ skills . com . >
ParseRecipient <user2%remote.example@skills.com>
MailerToTriple < local:user2 > user1 < @ skills . com . >
trust_auth user1 $| x
tls_server VERIFY
tls_client OK
Pair,tls_client OK $| MAIL
Pair,tls_client NONE $| STARTTLS
Pair,tls_rcpt <user2@remote.example> $| x
Pair,trust_auth user1@skills.com $| user1@skills.com
Pair,trust_auth user1@skills.com $| user2@skills.com
srv_features localhost
try_tls remote.example
authinfo localhost
queuegroup user1@skills.com
Pair,check_compat user1@skills.com $| user2@skills.com
check_vrfy user1
check_expn group
check_etrn remote.example
check_eom 100
check_data 1
""".strip("\n").split("\n")

WITH_LOGIN = """
.D{client_addr}203.0.113.9
.D{client_name}out.example
.D{client_resolve}OK
.D{auth_type}PLAIN
.D{auth_authen}user1@mail.skills.com
check_rcpt <user2@remote.example>
check_rcpt <user2@skills.com>
.D{auth_type}NTLM
check_rcpt <user2@remote.example>
.D{auth_type}
.D{verify}OK
.D{cert_issuer}/CN=issuer
.D{cert_subject}/CN=subject
check_rcpt <user2@remote.example>
.D{verify}
""".strip("\n").split("\n")


# Answers that are no matter of the site: what a ruleset of the library does with a malformed input,
# the version, comments that only test mode lets reach the rules.
NOT_COMPARED = {"try_tls remote.example", "authinfo localhost", "$Z", "3,0 user2@skills.com)"}


def is_public(line):
    """Is the answer one that both libraries must give? Names of inner rulesets are their own."""
    return (line not in NOT_COMPARED and not (line.startswith("3,0 user2@skills.com ("))
            and not line.startswith(("Basic_", "ParseRecipient", "MailerToTriple")))


def all_inputs():
    lines = []
    for address in ADDRESSES + LONG:
        lines += ["3,0 " + address, "/parse " + address]
    for client in CLIENTS:
        lines += client.strip("\n").split("\n")
        lines += ["check_rcpt " + a for a in RECIPIENTS] + ["check_mail " + a for a in SENDERS]
        values = dict(re.findall(r"(?m)^\.D\{(\w+)\}(.*)$", client))
        lines.append("Pair,check_relay %(client_name)s $| %(client_addr)s" % values)
        lines.append("Basic_check_relay %(client_name)s" % values)
    return lines + WITH_LOGIN + OTHERS


def is_setup(line):
    """Does the line only change something, so that there is no answer to compare?"""
    return line.startswith(".D{") and line != ".D{nothing}"


def answers(side, inputs):
    typed = ""
    for number, line in enumerate(inputs):
        typed += "%s\n.D{Mark}@@mark%d\n${Mark}\n" % (line, number)
    run = side.run("-bt", text=(typed + "/quit\n").encode("latin-1"))
    out = run.stdout.decode("latin-1").replace(side.place, "@DIR@")
    rest = out.partition("\n> ")[2]
    found = re.findall(r"((?:.|\n)*?)(?:> )*@@mark(\d+)\n", rest)
    return {int(number): text for text, number in found}


def trace(line, answer):
    """The members of a class have no order; all else counts."""
    return sorted(answer.removeprefix("> ").split("\n")) if line.startswith("$=") else answer


def meaning(line, answer):
    """Which mailers there are and what they do must agree, not in which order they were named;
    neither must what a program says of a line that it does not know."""
    if line == "=M":
        lines = [re.sub(r"^(> )?mailer \d+ ", "mailer ", l) for l in answer.split("\n")]
        return sorted(l for l in lines if l.startswith("mailer"))
    return outcome(line, answer)


def show(theirs, ours):
    def lines(answer):
        return answer.split("\n") if isinstance(answer, str) else answer

    for line in list(difflib.unified_diff(lines(theirs), lines(ours), n=1, lineterm=""))[2:16]:
        print("  %.300s" % line)


def compare(what, inputs, ours, theirs, view):
    counted = wrong = 0
    for number, line in enumerate(inputs):
        if is_setup(line):
            continue
        counted += 1
        one, other = ours.get(number), theirs.get(number)
        if one is None or other is None:
            wrong += 1
            print("FAIL (%s): %.200s: no answer" % (what, line))
        elif view(line, one) != view(line, other):
            wrong += 1
            print("FAIL (%s): %.200s" % (what, line))
            show(view(line, other), view(line, one))
    print("%s: %d of %d inputs agree" % (what, counted - wrong, counted))
    return counted, wrong


def main():
    machine = original.Machine()
    ours, cross, theirs = (make(after=PAIR) for make in (machine.ours, machine.cross, machine.theirs))
    inputs = all_inputs()
    our_answers = answers(ours, inputs)
    traced, unlike = compare("traces", inputs, our_answers, answers(cross, inputs), trace)
    public = [l for l in inputs if is_public(l)]
    compared, wrong = compare("answers", public, answers(ours, public), answers(theirs, public), meaning)
    return 1 if unlike or wrong or min(traced, compared) < 150 else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
