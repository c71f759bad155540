#!/usr/bin/env python3
"""`sendmail --lint-cf` on small configurations made by our macro processor and library.

Good ones (the samples of our library, the sample site; those of sendmail's own library if
SENDMAIL_CF_TREE names it or the packages have been fetched) give no error and no warning. Each bad
one gives what it must, with the line of the .mc, and the exit status that goes with it.
"""
import glob
import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.environ.get("abs_top_srcdir") or os.path.join(os.path.dirname(__file__), "../.."))
BUILD = os.path.abspath(os.environ.get("abs_top_builddir") or os.path.join(TOP, "build"))
SENDMAIL = os.path.join(BUILD, "src/cmd/sendmail")
M4 = os.path.join(BUILD, "m4/sendwright-m4")
MAKEMAP = os.path.join(BUILD, "makemap/makemap")
OURS = os.path.join(TOP, "cf")

HEAD = ("divert(-1)\ndivert(0)dnl\ninclude(`%s/m4/cf.m4')dnl\nOSTYPE(`linux')dnl\n"
        "define(`confDOMAIN_NAME', `mail.skills.example')dnl\nLOCAL_DOMAIN(`mail.skills.example')dnl\n")
TAIL = "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"
FIRST_LINE = HEAD.count("\n") + 1  # of what a case adds

# Name: (lines of the .mc, entries of the access table, findings that must be there, exit status).
# @MC@ stands for the place of the first line that the case adds.
RELAYS = {
    "promiscuous": ("FEATURE(`promiscuous_relay')dnl\n", "", [
        r"error: open relay: .*\(plain address\).* \(from @MC@ FEATURE\(promiscuous_relay\)\)"], 2),
    "promiscuous, checks delayed": (
        "FEATURE(`promiscuous_relay')dnl\nFEATURE(`delay_checks')dnl\n", "",
        [r"error: open relay: .*\(plain address\)"], 2),
    "top domain": ("RELAY_DOMAIN(`com')dnl\n", "", [
        r"error: open relay: .* to <u@relay-probe\.com> .* because class R has \"com\"; relay only",
        r"error: open relay: .* named client\.relay-probe\.com may send .* class R has \"com\""], 2),
    "top domain among others": ("RELAY_DOMAIN(`skills.example de')dnl\n", "", [
        r"error: open relay: .* to <u@relay-probe\.de> .* because class R has \"de\""], 2),
    "sender of ours": ("FEATURE(`relay_local_from')dnl\n", "", [
        r"error: open relay: .* may send from <user@.* because class w has .* SMTP AUTH"], 2),
    "sender in the table": (
        "FEATURE(`access_db')dnl\nFEATURE(`relay_mail_from', `domain')dnl\n",
        "From:skills.example\tRELAY\n",
        [r"error: open relay: .* map access has \"RELAY\" for \"From:skills\.example\""], 2),
    "wide network": ("FEATURE(`access_db')dnl\n", "Connect:8\tRELAY\n", [
        r"error: open relay: client any client of 8\.0\.0\.0/8 .* map access has \"RELAY\" for "
        r"\"Connect:8\"; name only networks of yours"], 2),
    "wide network of IPv6": ("FEATURE(`access_db')dnl\n", "Connect:IPv6:2a00\tRELAY\n", [
        r"error: open relay: client any client of IPv6:2a00::/16 "], 2),
    "the network of the probes": ("FEATURE(`access_db')dnl\n", "Connect:203.0\tRELAY\n", [
        r"error: open relay: client 203\.0\.113\.77, .* \"Connect:203\.0\""], 2),
    "recipients in a top domain": ("FEATURE(`access_db')dnl\n", "To:com\tRELAY\n", [
        r"error: open relay: .* to <u@relay-probe\.com> .* map access has \"RELAY\" for \"To:com\""], 2),
    "clients in a top domain": ("FEATURE(`access_db')dnl\n", "Connect:com\tRELAY\n", [
        r"error: open relay: .* named client\.relay-probe\.com .* \"Connect:com\""], 2),
    "mail exchangers": ("FEATURE(`relay_based_on_MX')dnl\n", "", [
        r"warning: open relay: .* can name this host in it"], 1),
}
# The site's own rules stand behind the mailers.
RULES = {
    "everything is fine": ("LOCAL_RULESETS\nSLocal_check_rcpt\nR$*\t$#OK\n", [
        r"error: open relay: .*\"R\$\*  \$# OK\" of ruleset Local_check_rcpt"], 2),
    "our name somewhere in it": ("LOCAL_RULESETS\nSLocal_check_rcpt\nR$* $=w $*\t$#OK\n", [
        r"error: open relay: .*\(percent hack\).* of ruleset Local_check_rcpt"], 2),
    "dead rule": ("LOCAL_RULESETS\nSLocal_check_mail\nR$*\t$: $1\nR$* @ $*\t$@ ok\nRa @ $*\t$#error $: no\n", [
        r"warning: rule \"Ra @ \$\*\" of ruleset Local_check_mail can never match"], 1),
    "endless rule": ("LOCAL_RULESETS\nSLocal_check_mail\nR$* @ $*\t$1 @ $2 .\n", [
        r"error: rule \"R\$\* @ \$\*\" .* matches its own result again"], 2),
    "endless calls": ("LOCAL_RULESETS\nSLocal_check_mail\nR$*\t$: $>Round $1\n"
                      "SRound\nR$*\t$: $>About $1\nSAbout\nR$*\t$@ $>Round $1\n", [
        r"error: About calls Round calls About with the same workspace, without end"], 2),
    "names": ("LOCAL_CONFIG\nKspare hash /nowhere\nHSubject: $>CheckSubject\nLOCAL_RULESETS\n"
              "Slocal_check_rcpt\nR$*\t$: $(acess $1 $)\nR$={Bad}\t$: $>Missing ${client_addr} $&{Bad}\n", [
        r"warning: map spare is declared and not used",
        r"error: the check of header Subject: calls ruleset CheckSubject, which is not defined",
        r"warning: ruleset local_check_rcpt is never called",
        r"error: a rule of ruleset local_check_rcpt uses map acess, which is not declared",
        r"warning: class \$=\{Bad\} is never defined",
        r"error: a rule of ruleset local_check_rcpt calls ruleset Missing",
        r"warning: macro \$\{client_addr\} is taken when the rule is read",
        r"warning: macro \$&\{Bad\} is never defined"], 2),
    "refused lines": ("LOCAL_RULESETS\nSLocal_check_rcpt\nR$* $@ $1\nR\t$@ x\n", [
        r"error: invalid rewrite line .* put a tab", r"error: R line: null LHS; write \$@"], 2),
}
CLOSED = {
    "plain": ("", ""),
    "a domain of ours": ("RELAY_DOMAIN(`skills.example')dnl\nFEATURE(`relay_entire_domain')dnl\n", ""),
    "a table of ours": ("FEATURE(`access_db')dnl\nFEATURE(`blocklist_recipients')dnl\n"
                        "FEATURE(`delay_checks')dnl\n",
                        "Connect:10\tRELAY\nConnect:192.168\tRELAY\nskills.example\tRELAY\n"
                        "From:spam.example\tREJECT\nTo:list@skills.example\tOK\n"),
    "smart host and hub": ("define(`SMART_HOST', `relay.skills.example')dnl\n"
                           "define(`MAIL_HUB', `hub.skills.example')dnl\n"
                           "FEATURE(`accept_unresolvable_domains')dnl\n"
                           "FEATURE(`accept_unqualified_senders')dnl\nFEATURE(`relay_hosts_only')dnl\n", ""),
}

failures = []


def fail(text):
    failures.append(text)
    print("FAIL " + text)


def compile_mc(folder, text, name="test"):
    """Writes the .mc; makes the .cf and its source map."""
    mc, cf = (os.path.join(folder, name + end) for end in (".mc", ".cf"))
    with open(mc, "w") as f:
        f.write(text)
    run = subprocess.run([M4, "-Q", "--source-map=" + cf + ".map", mc], capture_output=True, timeout=60)
    if run.returncode != 0:
        raise RuntimeError("m4: " + run.stderr.decode())
    with open(cf, "wb") as f:
        f.write(run.stdout)
    return cf


def lint(cf, *words):
    run = subprocess.run([SENDMAIL, "--lint-cf", *words, "-C", cf], capture_output=True, timeout=120,
                         text=True, errors="replace")
    return run.stdout, run.stderr, run.returncode


def check(name, cf, wanted, status, mc_place):
    output, errors, found_status = lint(cf)
    lines = output.splitlines()
    if errors:
        fail(f"{name}: {errors}")
    if found_status != status:
        fail(f"{name}: exit status {found_status}, not {status}\n{output}")
    for pattern in wanted:
        pattern = "^" + re.escape(cf) + r":\d+: " + pattern.replace("@MC@", mc_place)
        if not any(re.search(pattern, line) for line in lines):
            fail(f"{name}: no line {pattern}\n{output}")
    if not wanted and len(lines) != 1:
        fail(f"{name}: findings\n{output}")
    if not re.search(r": \d+ errors?, \d+ warnings?, \d+ notes?; \d+ attempts to relay$", output):
        fail(f"{name}: no summary\n{output}")


def with_table(folder, text, entries):
    if not entries:
        return text
    table = os.path.join(folder, "access")
    subprocess.run([MAKEMAP, "hash", table], input=entries.encode(), check=True, timeout=60)
    return text.replace("`access_db'", "`access_db', `hash -T<TMPF> " + table + "'")


def check_cases(folder):
    place = re.escape(os.path.join(folder, "test.mc")) + ":" + str(FIRST_LINE)
    head = HEAD % OURS
    for name, (lines, entries, wanted, status) in RELAYS.items():
        cf = compile_mc(folder, head + with_table(folder, lines, entries) + TAIL)
        check(name, cf, wanted, status, place)
    for name, (lines, wanted, status) in RULES.items():
        check(name, compile_mc(folder, head + TAIL + lines), wanted, status, place)
    for name, (lines, entries) in CLOSED.items():
        cf = compile_mc(folder, head + with_table(folder, lines, entries) + TAIL)
        check(name, cf, [], 0, place)


def check_options(folder):
    """Notes only with -v; a source map of another file is not believed; a missing file."""
    cf = compile_mc(folder, HEAD % OURS + TAIL)
    if ": note: " in lint(cf)[0] or ": note: " not in lint(cf, "-v")[0]:
        fail("notes are not shown with -v, and only with it")
    with open(cf, "a") as f:
        f.write("# edited\n")
    if "made with another .cf" not in lint(cf)[1]:
        fail("a source map that does not fit is believed")
    output, errors, status = lint(cf + ".none")
    if status != 72 or output or "cannot open" not in errors:
        fail(f"a missing file: {status} {output} {errors}")


def without_files(text):
    """Class files and users that belong to the site of the sample, not to this machine."""
    text = re.sub(r"(?m)^(F(?:\{\w+\}|.))(?:-o )?(/\S+)", r"\1-o \2.none", text)
    return re.sub(r"(?m)U=cyrus\S*,", "U=0:0,", text)


def exists(find, name):
    try:
        find(name)
    except KeyError:
        return False
    return True


def unknown_accounts(text):
    """The findings about users and groups that the options of a .cf name and this machine lacks."""
    wanted = []
    for number, line in enumerate(text.splitlines(), 1):
        option = re.match(r"O (?:(TrustedUser)=(\S+)|(RunAsUser|DefaultUser)=(\w+)(?:[:./](\w+))?)$", line)
        if not option:
            continue
        name = (option[1] or option[3]).replace("DefaultUser", "u")
        user, group = option[2] or option[4], option[5]
        if not user.isdigit() and not exists(pwd.getpwnam, user):
            wanted.append(f"{number}: error: readcf: option {name}: unknown user {user};")
        elif group and not group.isdigit() and not exists(grp.getgrnam, group):
            wanted.append(f"{number}: error: readcf: option {name}: unknown group {group};")
    return wanted


def check_sample(name, text, folder):
    cf = os.path.join(folder, "sample.cf")
    text = without_files(text)
    with open(cf, "w", encoding="latin-1") as f:
        f.write(text)
    output, errors, status = lint(cf)
    wanted = unknown_accounts(text)
    found = output.splitlines()[:-1]  # without the summary
    is_right = len(found) == len(wanted) and all(
        line.startswith(f"{cf}:{finding}") for line, finding in zip(found, wanted))
    if not is_right or status != (2 if wanted else 0) or errors:
        fail(f"{name}: {errors}{output}wanted: {wanted}")


def check_samples(tree, folder, m4):
    for path in sorted(glob.glob(tree + "/cf/*.mc")):
        text = "".join(f"include(`{tree}/m4/cf.m4')dnl\n" if re.match(r"include\(`\.\./m4/cf\.m4'\)", l)
                       else l for l in open(path, encoding="latin-1"))
        if "m4/cf.m4" not in text:
            text = f"include(`{tree}/m4/cf.m4')dnl\n" + text
        mc = os.path.join(folder, "sample.mc")
        with open(mc, "w", encoding="latin-1") as f:
            f.write(text)
        run = subprocess.run([m4, "-D_CF_DIR_=" + tree + "/", mc], capture_output=True, timeout=60,
                             cwd=tree + "/cf")
        if run.returncode == 0:
            check_sample(path, run.stdout.decode("latin-1"), folder)


def check_site(folder):
    with open(os.path.join(TOP, "cf/cf/skills/sendmail.mc")) as f:
        text = f.read().replace("@CF_DIR@", OURS).replace("@ETC@", folder).replace("@STATE@", folder)
    cf = compile_mc(folder, text, "site")
    for name in ("access", "mailertable", "virtusertable"):
        with open(os.path.join(TOP, "cf/cf/skills", name), "rb") as f:
            subprocess.run([MAKEMAP, "hash", os.path.join(folder, name)], stdin=f, check=True, timeout=60)
    shutil.copy(os.path.join(TOP, "cf/cf/skills/local-host-names"), folder)
    output, errors, status = lint(cf)
    if status != 0 or errors:
        fail(f"the sample site: {errors}{output}")


def original_tree():
    """sendmail's own macro library, or None; nothing is fetched."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for tree in (os.environ.get("SENDMAIL_CF_TREE", ""),
                 os.path.join(os.environ.get("SENDMAIL_ORACLE", ""), "usr/share/sendmail/cf"),
                 cache + "/sendwright-oracle/root/usr/share/sendmail/cf"):
        if os.path.isfile(tree + "/m4/cf.m4"):
            return tree
    return None


def main():
    for program in (SENDMAIL, M4, MAKEMAP):
        if not os.access(program, os.X_OK):
            print("SKIP " + program + " is not built")
            return 77
    with tempfile.TemporaryDirectory(prefix="sendwright-lint-") as folder:
        check_cases(folder)
        check_options(folder)
        check_samples(OURS, folder, M4)
        check_site(folder)
        if original_tree():
            check_samples(original_tree(), folder, M4)
        else:
            print("sendmail's own samples are not here: set SENDMAIL_CF_TREE")
    print(f"{len(RELAYS) + len(RULES) + len(CLOSED)} configurations, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
