#!/usr/bin/env python3
"""What rulesets answer when the program calls them: our daemon and the real sendmail, side by side.

Every hook of an SMTP session is defined so that words in what it is asked about choose its answer
(ANSWERS); `show` makes it tell what its workspace was. The replies must be the same. docs/rulesets.md
says which hooks there are. Exits 77 where the comparison cannot be made.
"""

import os
import subprocess
import sys

from cf_outcome_test import Skip
import original
import smtp_dialogue_test

THEIR_PORT, OUR_PORT = 2525, 3525
NEAR = "127.0.0.1"

# Ruleset Answer: the word in the workspace, and what comes back.
ANSWERS = (
    ("show", "$#error $@ 5.7.1 $: \"550 saw\" $1 show $2"),
    ("say421", "$#error $@ 4.7.0 $: \"421 hook closes\""),
    ("say451", "$#error $@ 4.3.0 $: \"451 hook waits\""),
    ("say250", "$#error $@ 2.1.0 $: \"250 hook agrees\""),
    ("say550", "$#error $@ 5.7.1 $: \"550 hook refuses\""),
    ("saywords", "$#error $: hook words"),
    ("saycode", "$#error $: 553 hook words"),
    ("saydsn", "$#error $@ 5.1.7 $: hook words"),
    ("saytemp", "$#error $@ 4.1.7 $: hook words"),
    ("sayname", "$#error $@ tempfail $: hook words"),
    ("saynouser", "$#error $@ nouser $: hook words"),
    ("sayhold", "$#error $@ quarantine $: hook holds"),
    ("saydrop", "$#discard $: discard"),
    ("saymailer", "$#smtp $@ host $: user"),
    ("sayok", "OK"),
    ("saymap", "$(broken x $)"),
    ("saymissing", "$>NoSuchRuleset $1"),
    ("saynothing", "$@"),
    ("sayloop", "$>Loop $1"),
    ("saydeep", "$>Deep $1"),
    ("sayinner", "$#error $: \"5.7.2 hook words\""),
    ("saydouble", "$#error $@ 5.1.1 $: \"550 5.7.2 hook words\""),
    ("saytwo", "$#error $@ 4.7.1 $: \"550 hook words\""),
    ("saynumber", "$#error $@ 75 $: \"450 hook words\""),
)
WORDS = [word for word, _ in ANSWERS]

HOOKS = ("check_vrfy", "check_expn", "check_etrn", "check_other", "check_data", "check_eoh",
         "check_eom", "Local_check_relay", "Local_check_mail", "Local_check_rcpt",
         "Local_trust_auth", "HeaderCheck", "HeaderComments", "AnyHeader",
         "queuegroup", "tls_srv_features")

BODIES = {
    "Local_srv_features": "".join(
        "R$*\t$: < $&{client_addr} > $1\nR< 127.0.0.%d > $*\t$# %s\nR< $* > $*\t$: $2\n" % pair
        for pair in ((11, "X V B E D"), (12, "temp"), (13, "b x P"), (14, "h"), (15, "l"), (16, "F"),
                     (17, "O"), (18, "U G"), (19, "u2 g2"), (20, "u3"), (21, "A S"), (22, "C"), (23, "c"), (25, "temp b"), (26, "TEMP"), (27, "error $@ 4.7.1 $: \"450 hook waits\""),
                     (28, "error $@ 5.7.1 $: \"550 hook refuses\""), (29, "discard $: discard"))),
    "tls_srv_features": "".join("R$* $| 127.0.0.%d\t%s\n" % pair for pair in (
        (31, "\"CipherSuites=TLS_AES_128_GCM_SHA256\""), (32, "$#error $: no"), (33, "\"CipherList=nonsense\""),
        (34, "\"NoSuchKey=1\""), (35, "\"Options=SSL_OP_NO_TLSv1_3;CipherList=ECDHE-RSA-AES128-GCM-SHA256\""),
        (36, "\"CertFile=@ETC@/other.pem;KeyFile=@ETC@/other.key\""),
        (37, "\"CertFile=@ETC@/missing.pem;KeyFile=@ETC@/missing.key\""), (38, "\"CertFile=@ETC@/other.pem\""),
        (39, "words of no kind"), (40, "\"Options=nonsense\""), (41, "CipherSuites = TLS_AES_128_GCM_SHA256"),
        (42, "$#error $@ 4.7.0 $: \"421 hook closes\""), (43, "\"flags=R\""), (44, "\"CipherSuites=nonsense\""),
        (45, "$>NoSuchRuleset $1"))),
    # Data, header and end see numbers and text of a message: the sender says what is to be done.
    "Local_check_mail": "R< $- . $* >\t$@ OK\nR$*\t$@ $>Answer $1\n",
    **{"check_" + step: "R$*\t$: < $&f > $1\nR< %s . $* > $*\t$@ $>Answer $1 $2\n" % step
       for step in ("data", "eoh", "eom")},
    "check_eoh": "R$* $| $*\t$: < $&f > $1 and $2\nR< eoh . $* > $*\t$@ $>Answer $1 $2\n",
    # The separator is no text: the two arguments are shown apart.
    "check_other": "R$* show $* $| $*\t$#error $@ 5.7.1 $: \"550 saw\" $1 show $2 then $3\n"
                   "R$*\t$@ $>Answer $1\n",
    "queuegroup": "R$* qnamed $*\t$# mqueue\nR$* qunknown $*\t$# nogroup\nR$* qplain $*\tmqueue\nR$* qerror $*\t$#error $: 550 queue\n"
                  "R$* qmissing $*\t$>NoSuchRuleset $1\n",
}


def rules():
    text = "LOCAL_CONFIG\nKbroken hash -T<TMPF> @ETC@/nosuchmap\n"
    text += "HX-Answer: $>HeaderCheck\nHX-Comment: $>+HeaderComments\nH*: $>AnyHeader\n"
    text += "LOCAL_RULESETS\nSLoop\nR$- $*\t$1 $2\nSDeep\nR$*\t$: $>Deep $1\nSAnswer\n"
    text += "".join("R$* %s $*\t%s\n" % pair for pair in ANSWERS)
    text += "LOCAL_SRV_FEATURES\n" + BODIES["Local_srv_features"] + "LOCAL_RULESETS\n"
    for hook in HOOKS:
        text += "S%s\n" % hook + BODIES.get(hook, "R$*\t$@ $>Answer $1\n")
    return text


AFTER = "define(`confPRIVACY_FLAGS', `authwarnings')dnl\n" + rules()
EXTRA = "define(`confSERVER_CERT', `@ETC@/host.pem')dnl\ndefine(`confSERVER_KEY', `@ETC@/host.key')dnl\n"
EXTRA += "define(`confCACERT', `@ETC@/host.pem')dnl\ndefine(`confCACERT_PATH', `@ETC@')dnl\n"
EXTRA += "define(`confDELIVERY_MODE', `queueonly')dnl\n"


def message(sender, *body):
    return ["RSET", "MAIL FROM:<%s@smile.com>" % sender, "RCPT TO:<user2@skills.com>", "DATA",
            "\r\n".join(body) + "\r\n."]


def each(template, words=tuple(WORDS)):
    """A session for each word, so that one that ends its session hides no other."""
    return [(template[0] + " " + word, NEAR, 0, [line % word if "%s" in line else line
                                                 for line in template[1:]] + ["NOOP", "QUIT"])
            for word in words]


# What every hook is asked with; some are asked with all words.
FEW = ("show", "say421", "say550", "saywords", "saydrop", "sayhold", "saymap", "sayok")

SESSIONS = [
    *each(("vrfy", "VRFY %s")), *each(("mail", "MAIL FROM:<%s@smile.com>")),
    *each(("rcpt", "MAIL FROM:<user1@smile.com>", "RCPT TO:<%s@skills.com>",
           "RCPT TO:<nobody-here@skills.com>", "RCPT TO:<user1@skills.com>")),
    *each(("unknown", "FOO: %s bar")),
    *each(("expn", "EXPN %s"), FEW), *each(("etrn", "ETRN %s"), FEW),
    *each(("noop", "NOOP %s"), FEW), *each(("angle", "NOOP <%s"), FEW[:1]), *each(("verb", "VERB %s"), FEW[:2]),
]
for command in ("HELP", "RSET", "HELO", "EHLO"):
    SESSIONS += each((command, command + " %s"), ("say550",))
for command in ("SOML", "DEBUG", "ONEX", "TURN"):
    SESSIONS += each((command, "NOOP", command + " %s"), ("show", "say421"))
for word in FEW:
    for field in ("X-Answer: a (b) %s c", "X-Comment: a (%s) c", "X-Any: (%s) c", "x-answer: \"%s x\" (y"):
        SESSIONS.append(("header " + field % word, NEAR, 0,
                         message("user1", field % word, "", "text") + ["NOOP", "QUIT"]))
    for step in ("data", "eoh", "eom"):
        SESSIONS.append((step + " " + word, NEAR, 0,
                         message(step + "." + word, "Subject: x", "X-One: 1", "", "text") + ["NOOP", "QUIT"]))
for number in range(11, 30):
    SESSIONS.append(("features %d" % number, "127.0.0.%d" % number, 0, [
        "HELO x", "EHLO x", "EXPN nobody-here", "ETRN x", "AUTH", "AUTH PLAIN", "*",
        "MAIL FROM:<user1@smile.com> RET=HDRS", "RSET", "MAIL FROM:<user1@smile.com>",
        "RCPT TO:<user2@skills.com> NOTIFY=NEVER", "RCPT TO:<user2@skills.com>", "HELP", "GET / x", "QUIT"]))
    for name, text in (("lf", "a\nb"), ("cr", "a\rb"), ("end", "a\n.\r\nb")):
        SESSIONS.append(("features %d %s" % (number, name), "127.0.0.%d" % number, 0,
                         message("user1", "Subject: x", "", text)[1:] + ["QUIT"]))
    SESSIONS.append(("features %d early" % number, "127.0.0.%d" % number, 0,
                     ["EHLO x\r\nNOOP", "MAIL FROM:<user1@smile.com>", "QUIT"]))

for number in range(30, 46):
    SESSIONS.append(("tls %d" % number, "127.0.0.%d" % number, 0, [
        "EHLO x", "STARTTLS", "NOOP", "EHLO x", "MAIL FROM:<user1@smile.com>", "QUIT"]))
SESSIONS.append(("queue groups", NEAR, 0, ["MAIL FROM:<user1@smile.com>"] + [
    "RCPT TO:<%s@remote.example>" % word for word in ("qnamed", "qunknown", "qplain", "qerror", "qmissing")] + ["DATA", "Subject: x\r\n\r\n.", "QUIT"]))
KNOWN = {
    **{("%s %s" % (name, word), line): "the real program gives a second reply, that of the command itself"
       for name in ("noop", "angle", "verb") for word in WORDS for line in ("NOOP", "QUIT")},
    **{("tls %d" % number, line): reason for number, reason in (
        (36, "our sessions have no right to read the key file that is root's"),
        (37, "files that are not there: the real program uses its ordinary certificate"),
        (45, "the real program gives two replies"))
       for line in (None, "STARTTLS", "(handshake)", "NOOP", "EHLO x", "MAIL FROM:<user1@smile.com>", "QUIT")},
}

def make_certificates(side):
    for name in ("host", "other"):
        base = side.etc + "/" + name
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=" + name, "-keyout", base + ".key", "-out", base + ".pem"], check=True,
                       capture_output=True, timeout=60)
        os.chmod(base + ".key", 0o600)


def main():
    machine = original.Machine()
    smtp_dialogue_test.SESSIONS, smtp_dialogue_test.KNOWN = SESSIONS, KNOWN
    theirs = machine.theirs(port=THEIR_PORT, extra=EXTRA, after=AFTER)
    ours = machine.ours(port=OUR_PORT, extra=EXTRA, after=AFTER)
    for side in (theirs, ours):
        make_certificates(side)
    with original.Daemon(theirs), original.Daemon(ours):
        total, wrong, known = smtp_dialogue_test.compare(sys.argv[1:])
    print("%d replies compared, %d differ, %d differ as known" % (total, wrong, known))
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
