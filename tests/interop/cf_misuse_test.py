#!/usr/bin/env python3
"""What the macro library says of misuse: the text, the place, and the exit status.

Each row of the table is a piece of a .mc, compiled with GNU m4 and with our own m4.  The message must
be there, begin with its kind and tell the file and the line, or the file alone where m4 cannot know
which line defined a name.  The exit status is that of sendmail's library: 0, unless a file of the
library is missing.  Exits 77 where there is no m4 at all.
"""

import os
import shutil
import sys
import tempfile

import cf_compile_test
from cf_compile_test import CF, compile_mc, gnu_m4, own_m4

SYSTEM = "OSTYPE(`linux')dnl\n"
MAILERS = "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"
ACCESS = "FEATURE(`access_db')dnl\n"
OF_M4 = "cannot open"  # the kind of a message that is not the library's, but m4's
NOWHERE = None  # the message has a file and no line

# text before, the line that is wrong, text after; kind, words of the message, line in the piece.
HERE = "here"
TABLE = []


def row(line, words, kind="ERROR", before=SYSTEM, after=MAILERS, place=HERE, status=0):
    TABLE.append((line, words, kind, before, after, place, status))


def needs(feature, other="access_db"):
    row("FEATURE(`%s')" % feature, "FEATURE(%s) needs FEATURE(%s)" % (feature, other))


# The order of things.
row("dnl", "no system type defined", before="", place=NOWHERE)
row("OSTYPE(`linux')", "duplicate OSTYPE")
row("OSTYPE(`solaris8')", "duplicate OSTYPE: `solaris8' after linux")
row("OSTYPE(`unknown')", "no OSTYPE was chosen", before="")
row("MAILER(`smtp')", "MAILER(`smtp') already included", before=SYSTEM + MAILERS, after="")
row("FEATURE(`redirect')", "must stand before MAILER(local)", before=SYSTEM + MAILERS, after="")
for late in ("local_lmtp", "local_procmail", "smrsh", "allmasquerade", "always_add_domain"):
    row("FEATURE(`%s')" % late, "FEATURE(`%s') must stand before MAILER(local)" % late,
        before=SYSTEM + MAILERS, after="")
row("MAILER(`uucp')", "MAILER(uucp) before MAILER(smtp): no uucp-dom", "WARNING")
for hook in ("SRV_FEATURES", "CLT_FEATURES", "TRY_TLS", "TLS_RCPT", "TLS_CLIENT", "TLS_SERVER"):
    row("LOCAL_" + hook + "\n", "LOCAL_%s should stand after MAILER()" % hook, "WARNING")
row("FEATURE(`access_db')", "FEATURE(greet_pause) stands before", "WARNING",
    before=SYSTEM + "FEATURE(`greet_pause', `5')dnl\n")
row("FEATURE(`preserve_luser_host')", "define LUSER_RELAY before")

# What is not there.
for macro, folder in (("OSTYPE", "ostype"), ("DOMAIN", "domain"), ("FEATURE", "feature"),
                      ("HACK", "hack"), ("MAILER", "mailer"), ("SITECONFIG", "siteconfig")):
    row("%s(`no_such')" % macro, "%s/%s/no_such.m4': No such file" % (CF, folder), OF_M4, status=1,
        before="" if macro == "OSTYPE" else SYSTEM)
for gone in ("nodns", "rbl"):
    row("FEATURE(`%s')" % gone, "feature/%s.m4': No such file" % gone, OF_M4, status=1)

# What needs something else.
for feature in ("blocklist_recipients", "compat_check", "conncontrol", "ratecontrol", "queuegroup",
                "relay_mail_from", "lookupdotdomain", "tls_session_features"):
    needs(feature)
row("FEATURE(`bcc', `access')", "FEATURE(bcc) with access needs FEATURE(access_db)")
needs("block_bad_helo", "delay_checks")
row("FEATURE(`rhsbl', `l.example')", "FEATURE(rhsbl) needs FEATURE(delay_checks)")
row("FEATURE(`greet_pause')", "needs an argument or FEATURE(access_db)")
row("FEATURE(`delay_checks', `friend')", "with an argument needs FEATURE(access_db)")
row("FEATURE(`ratecontrol', `nodelay')", "needs FEATURE(delay_checks) before it", before=SYSTEM + ACCESS)
row("FEATURE(`conncontrol', `nodelay')", "needs FEATURE(delay_checks) before it", before=SYSTEM + ACCESS)
for hack in ("xconnect", "spamtrap", "dnsblaccess"):
    row("HACK(`%s')" % hack, "HACK(%s) needs FEATURE(access_db)" % hack)
row("MAILER(`ssh')", "MAILER(ssh) needs SSH_MAILER_DIR",
    before=SYSTEM + "define(`SSH_MAILER_USER', `mail')dnl\n" + MAILERS, after="")
row("MAILER(`procmail')", "MAILER(procmail) needs MAILER(smtp)", after="")
row("MAILER(`cyrusv2')", "MAILER(cyrusv2) needs MAILER(smtp)", after="")
row("MAILER(`ssh')", "MAILER(ssh) needs SSH_MAILER_USER", before=SYSTEM + MAILERS, after="")
row("FEATURE(`ldap_routing')", "without maps needs confLDAP_DEFAULT_SPEC", "WARNING")

# Missing and unknown arguments.
for feature in ("dnsbl", "enhdnsbl", "rhsbl"):
    row("FEATURE(`%s')" % feature, "FEATURE(%s) needs the name of a list" % feature)
for feature in ("nouucp", "nopercenthack"):
    row("FEATURE(`%s')" % feature, "FEATURE(%s): the argument is reject or nospecial" % feature)
    row("FEATURE(`%s', `x')" % feature, "FEATURE(%s): the argument is reject or nospecial" % feature)
row("FEATURE(`nullclient')", "FEATURE(nullclient) needs the name of the hub", after="")
row("FEATURE(`prefixmod', `x')", "FEATURE(prefixmod) needs a prefix and flags")
row("HACK(`dnsblaccess')", "HACK(dnsblaccess) needs the name of a list", before=SYSTEM + ACCESS)
for domain in ("berkeley-only", "CS.Berkeley.EDU"):
    row("DOMAIN(`%s')" % domain, "this DOMAIN was made for the machines of one university")
row("HACK(`msp_nullclient')", "HACK(msp_nullclient) needs the name of the hub", after="")
row("FEATURE(`domainmap', `d.example')", "FEATURE(domainmap) needs a domain and a map")
row("FEATURE(`access_db', `hash /etc/mail/access')", "missing -T<TMPF>", "WARNING")
row("FEATURE(`access_db', `', `x')", "FEATURE(access_db): unknown argument x")
row("FEATURE(`delay_checks', `x')", "friend or hater, not x", before=SYSTEM + ACCESS)
row("FEATURE(`delay_checks', `hater')", "either friend or hater, not both",
    before=SYSTEM + ACCESS + "FEATURE(`delay_checks', `friend')dnl\n")
row("FEATURE(`ratecontrol', `x')", "FEATURE(ratecontrol): unknown argument x", before=SYSTEM + ACCESS)
row("FEATURE(`conncontrol', `x')", "FEATURE(conncontrol): unknown argument x", before=SYSTEM + ACCESS)

# Old names, and what is dangerous.
row("FEATURE(`blacklist_recipients')", "is now named blocklist_recipients", "WARNING",
    before=SYSTEM + ACCESS)
row("FEATURE(`tls_failures')", "confTLS_FALLBACK_TO_CLEAR is set instead")
for name in ("bsdi1.0", "bsdi2.0"):
    row("OSTYPE(`%s')" % name, "OSTYPE(%s) is an old name" % name, "WARNING", before="")
for name, value, words, kind in (
        ("confDEF_GROUP_ID", "1", "use confDEF_USER_ID", "ERROR"),
        ("confREAD_TIMEOUT", "1h", "use the confTO_ names", "ERROR"),
        ("confMIN_FREE_BLOCKS", "10/100", "use confMAX_MESSAGE_SIZE", "ERROR"),
        ("confAUTO_REBUILD", "True", "run newaliases", "WARNING"),
        ("confDAEMON_OPTIONS", "Port=25", "use DAEMON_OPTIONS()", "WARNING"),
        ("confCLIENT_OPTIONS", "Family=inet", "use CLIENT_OPTIONS()", "WARNING"),
        ("confUNSAFE_GROUP_WRITES", "True", "use confDONT_BLAME_SENDMAIL", "WARNING"),
        ("confDELIVERY_MODE", "deferred", "rules against spam are not available", "WARNING")):
    row("define(`%s', `%s')" % (name, value), words, kind, place=NOWHERE)
row("FEATURE(`promiscuous_relay')", "open relay", "WARNING")
row("FEATURE(`relay_local_from')", "can be forged", "WARNING")
row("FEATURE(`relay_mail_from')", "can be forged", "WARNING", before=SYSTEM + ACCESS)

# What must not be complained of: the order does not matter here.
QUIET = ["FEATURE(`block_bad_helo')dnl\nFEATURE(`delay_checks')dnl\n" + MAILERS,
         "MAILER(`procmail')dnl\nMAILER(`cyrusv2')dnl\n" + MAILERS,
         "FEATURE(`ldap_routing')dnl\ndefine(`confLDAP_DEFAULT_SPEC', `-h x')dnl\n" + MAILERS,
         ACCESS + "FEATURE(`greet_pause')dnl\n" + MAILERS,
         "FEATURE(`notsticky')dnl\ndefine(`confMESSAGE_TIMEOUT', `5d/4h')dnl\n" + MAILERS]


def write(path, text):
    with open(path, "w") as f:
        f.write("include(`%s/m4/cf.m4')dnl\n" % CF + text)


def test_table(m4, mc):
    for line, words, kind, before, after, place, status in TABLE:
        write(mc, before + line + "dnl\n" + after)
        _, said, ended = compile_mc(m4, mc)
        where = mc + (":%d: " % (2 + before.count("\n")) if place == HERE else ": ")
        begin = "%s:%s%s" % (m4, where, kind) if kind == OF_M4 else "*** %s: %s" % (kind, where)
        message = next((l for l in said.split("\n") if words in l and l.startswith(begin)), "")
        cf_compile_test.check(message,
                              "%s: %s: %r is told at %s: %s" % (m4, line, words, where, said))
        cf_compile_test.check(ended == status, "%s: %s ends with %d, not %d" % (m4, line, status, ended))


def test_quiet(m4, mc):
    for text in QUIET:
        write(mc, SYSTEM + text)
        _, said, ended = compile_mc(m4, mc)
        cf_compile_test.check("***" not in said and ended == 0, "%s: %s: %s" % (m4, text, said))


def main():
    programs = [m4 for m4 in (gnu_m4(), own_m4()) if m4]
    if not programs:
        print("SKIP: neither GNU m4 nor our own is there")
        return 77
    folder = tempfile.mkdtemp(prefix="cf-misuse.")
    try:
        for m4 in programs:
            test_table(m4, os.path.join(folder, "wrong.mc"))
            test_quiet(m4, os.path.join(folder, "right.mc"))
    finally:
        shutil.rmtree(folder)
    print("%d rows, %d programs, %d failures" % (len(TABLE), len(programs),
                                                 len(cf_compile_test.failures)))
    return 1 if cf_compile_test.failures else 0


if __name__ == "__main__":
    sys.exit(main())
