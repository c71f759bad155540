#!/usr/bin/env python3
"""Class ldap beside the real sendmail: both programs ask one slapd the same, by maps of all flags and
on a site with its tables, aliases and classes in the directory. Exits 77 where slapd, the packages of
the real sendmail, root rights or name spaces cannot be had."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import cf_outcome_test
from cf_outcome_test import TOP

sys.path.insert(0, os.path.join(TOP, "tests/system"))
import harness  # noqa: E402
import ldap_server  # noqa: E402
from harness import SENDMAIL  # noqa: E402
from ldap_cases import BASE, CF, KEY, VALUE, WithServer, skip_if_not_possible  # noqa: E402


def original_program():
    """Where the real sendmail is unpacked, or None. It runs where the machine has a full name, or it
    pauses for a minute, and no network but the directory's socket."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return None
    try:
        root = cf_outcome_test.find_oracle()
    except cf_outcome_test.Skip:
        return None
    if subprocess.run(["unshare", "-m", "-n", "-u", "true"], capture_output=True).returncode != 0:
        return None
    return root


# A site that has all that it can have in the directory.
SITE = """divert(-1)dnl
include(`@TOP@/cf/m4/cf.m4')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mail.skills.com')dnl
define(`confLDAP_DEFAULT_SPEC', `@SPEC@')dnl
define(`confLDAP_CLUSTER', `Servers')dnl
define(`ALIAS_FILE', `ldap:')dnl
define(`confSERVICE_SWITCH_FILE', `@DIR@/service.switch')dnl
FEATURE(`access_db', `LDAP')dnl
FEATURE(`blocklist_recipients')dnl
FEATURE(`authinfo', `LDAP')dnl
FEATURE(`domaintable', `LDAP')dnl
FEATURE(`genericstable', `LDAP')dnl
FEATURE(`mailertable', `LDAP')dnl
FEATURE(`virtusertable', `LDAP')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`ldap_routing'@ROUTING@)dnl
GENERICS_DOMAIN(`skills.com')dnl
LOCAL_DOMAIN(`skills.com routed.example')dnl
LDAPROUTE_DOMAIN_FILE(`@LDAP')dnl
RELAY_DOMAIN_FILE(`@LDAP')dnl
VIRTUSER_DOMAIN_FILE(`@LDAP')dnl
MAILER(local)dnl
MAILER(smtp)dnl
"""
ROUTINGS = ["", ", `', `', `bounce', `preserve'", ", `', `', `sendertoo', `strip', `nodomain'",
            ", `', `', `passthru', `', `', `tempfail'"]
TABLES = [("access", "From:spammer@example.net", 'ERROR:5.7.1:"550 Go away"'),
          ("access", "To:retired@skills.com", "REJECT"), ("access", "Connect:relayed.example", "RELAY"),
          ("authinfo", "AuthInfo:smart.example", '"U:us" "P:secret"'),
          ("domain", "old.example", "new.example"), ("generics", "user1", "First.Last@skills.com"),
          ("mailer", "pumped.example", "esmtp:[smart.example]"), ("mailer", ".sub.example", "local:%1"),
          ("virtuser", "info@shop.example", "user2"), ("virtuser", "@shop.example", "%1@pumped.example"),
          ("virtuser", "bad@shop.example", "error:nouser 550 Nobody")]
QUESTIONS = """3,0 info@shop.example
3,0 other@shop.example
3,0 bad@shop.example
3,0 anna@routed.example
3,0 anna+x@routed.example
3,0 bert@routed.example
3,0 nobody@routed.example
3,0 someone@pumped.example
3,0 someone@deep.sub.example
3 someone@old.example
/tryflags HS
/try esmtp user1@skills.com
check_mail spammer@example.net
check_mail good@example.net
check_rcpt retired@skills.com
check_rcpt user1@skills.com
check_rcpt user@relayed.here.example
authinfo smart.example
$={VirtHost}
$={LDAPRoute}
$=R
/map aliases group
/map aliases none
/map access From:spammer@example.net
"""


def site_entries():
    base = "ou=site," + ldap_server.SUFFIX
    text = "dn: %s\nobjectClass: organizationalUnit\nou: site\n\n" % base
    own = "sendmailMTACluster: Servers\n"
    for number, (name, key, value) in enumerate(TABLES):
        text += ("dn: description=%d,%s\nobjectClass: sendmailMTAMapObject\n%ssendmailMTAMapName: %s\n"
                 "sendmailMTAKey: %s\nsendmailMTAMapValue: %s\ndescription: %d\n\n" % (
                     number, base, own, name, key, value, number))
    for name, member in (("VirtHost", "shop.example"), ("LDAPRoute", "routed.example"),
                         ("R", "relayed.here.example")):
        text += ("dn: sendmailMTAClassName=%s,%s\nobjectClass: sendmailMTAClass\n%s"
                 "sendmailMTAClassName: %s\nsendmailMTAClassValue: %s\n\n" % (
                     name, base, own, name, member))
    text += ("dn: sendmailMTAKey=group,%s\nobjectClass: sendmailMTAAliasObject\n%s"
             "sendmailMTAAliasGrouping: aliases\nsendmailMTAKey: group\n"
             "sendmailMTAAliasValue: user1\nsendmailMTAAliasValue: user2\n\n" % (base, own))
    for name, lines in (("anna", "mailRoutingAddress: user3@skills.com"),
                        ("bert", "mailHost: inner.example")):
        text += ("dn: cn=%s,%s\nobjectClass: device\nobjectClass: inetLocalMailRecipient\ncn: %s\n"
                 "mailLocalAddress: %s@routed.example\n%s\n\n" % (name, base, name, name, lines))
    return text


SEARCHES = ("-v sendmailMTAMapValue,sendmailMTAMapSearch:FILTER:sendmailMTAMapObject,"
            "sendmailMTAMapURL:URL:sendmailMTAMapObject,seeAlso:DN")
KEYS = ("one ONE two words empty percent paren(x)* nul none search both loop1 url nothing elsewhere "
        "gone chain0 chain28 ali").split()
MAPS = [KEY + " " + VALUE, KEY + " -z, " + VALUE, KEY + " -1 " + VALUE, KEY + " -1 -z, " + SEARCHES,
        KEY + " -z, " + SEARCHES, KEY + " -n " + VALUE, KEY + " -m -a<OK> " + VALUE,
        KEY + " -z, -V= -v sendmailMTAMapName,sendmailMTAMapValue", KEY + " -f " + VALUE,
        KEY + " -z, -v sendmailMTAMapValue:NORMAL:person,sendmailMTAAliasValue",
        "-k (sendmailMTAKey=%s) " + VALUE, "-k (description=wide) -z; " + VALUE,
        "-k (description=wide) -1 " + VALUE, "-k (description=wide) -Z 2 -z; " + VALUE,
        KEY + " -s base " + VALUE, KEY + " -s one -r find -R " + VALUE, "-k (%0 " + VALUE,
        KEY + " -b dc=nowhere " + VALUE, '-k "(& (sendmailMTAKey=%0) (objectClass=*))" ' + VALUE]
WRONG = [VALUE, KEY + " -h x " + VALUE, KEY + " -s odd", KEY + " -r odd", KEY + " -v a:ODD",
         KEY + " -v a:DN", KEY + " -v a,a", KEY + " -n -v a,b:DN", KEY + " -P /nonexistent", KEY + " -y"]


class BesideTheOriginal(WithServer):
    def setUp(self):
        self.root = original_program()
        self.folder = tempfile.mkdtemp(prefix="sw-ldap-both-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.defaults = "-H %s -b %s" % (self.server.local_uri, BASE)

    def say(self, is_original, text, map_line="", options="", configuration=CF):
        cf = os.path.join(self.folder, "test.cf")
        with open(cf, "w") as file:
            file.write(configuration.replace("@DIR@", self.folder).replace("@MAP@", map_line)
                       .replace("@OPTIONS@", options))
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        program = SENDMAIL
        if is_original:
            _, _, extra = self.tools()
            environment.update(extra)
            program = self.original
        names = self.folder + "/hosts"
        with open(names, "w") as file:
            file.write("127.0.0.1 localhost\n127.0.0.1 mail.skills.com mail\n")
        inside = 'hostname mail.skills.com; mount --bind "$0" /etc/hosts; exec "$@"'
        done = subprocess.run(["unshare", "-m", "-n", "-u", "sh", "-c", inside, names, program, "-bt", "-C",
                               cf], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="backslashreplace", env=environment, timeout=120)
        return done.stdout

    def tools(self):
        libraries = ":".join(os.path.join(self.root, "usr/lib", name)
                             for name in os.listdir(self.root + "/usr/lib")
                             if name.endswith("-linux-gnu"))
        self.original = os.path.join(self.folder, "original-sendmail")
        if not os.path.exists(self.original):
            # A copy has no set-group-ID bit, which would make the loader forget the libraries.
            shutil.copyfile(self.root + "/usr/libexec/sendmail/sendmail", self.original)
            os.chmod(self.original, 0o755)
        return None, None, {"LD_LIBRARY_PATH": libraries}

    @staticmethod
    def answers(said):
        """Answers and exit codes, without what is said about failures."""
        return re.findall(r"(returns .*\(\d+\)|no match \(\d+\))", said)

    def compare(self, text, find, **settings):
        theirs, ours = (find(self.say(who, text, **settings)) for who in (True, False))
        self.assertEqual(theirs, ours, settings)
        self.assertTrue(theirs, settings)

    def test_the_same_answers(self):
        text = "".join("/map m %s\n" % key for key in KEYS)
        for flags in MAPS:
            self.compare(text, self.answers, map_line="Km ldap -w 3 %s %s" % (self.defaults, flags))

    def test_arguments(self):
        text = "".join("arguments %s\n" % key for key in (
            "one;wide0;wide1", "x;wide0;wide1", "x;paren(x)*;y", "percent;x;y", "x;*;y"))
        for flags in ("-K -k (|(sendmailMTAKey=%0)(sendmailMTAKey=%1)(sendmailMTAKey=%2)) -z,",
                      "-k (|(sendmailMTAKey=%0)(sendmailMTAKey=%1)) -z,", KEY):
            self.compare(text, lambda said: re.findall(r"returns: (.*)", said),
                         map_line="Km ldap -w 3 %s %s %s" % (self.defaults, flags, VALUE))

    def test_wrong_declarations_in_the_same_words(self):
        for flags in WRONG:
            self.compare("", lambda said: re.findall(r"line \d+: (.*)", said),
                         map_line="Km ldap -w 3 %s %s" % (self.defaults, flags))

    def test_aliases_and_classes(self):
        text = "/map aliases ali\n/map aliases ALI2\n/map aliases none\n$=R\n"
        spec = "O LDAPDefaultSpec=-w 3 " + self.defaults
        for sources in ("ldap:", "ldap:%s -v sendmailMTAAliasValue" % KEY,
                        'ldap:%s -v "sendmailMTAAliasValue,sendmailMTAMapValue",ldap:' % KEY):
            self.compare(text, lambda said: self.answers(said) + sorted(
                re.findall(r"(?m)^(?:> )?(\w+\.example)$", said)),
                         options="%s\nO AliasFile=%s\nFR@LDAP" % (spec, sources))
        self.compare(text, lambda said: sorted(re.findall(r"(?m)^(?:> )?(\w+\.example)$", said)),
                     options=spec + "\nF{R}R@ldap:-k (sendmailMTAClassName=%0) "
                     "-v sendmailMTAClassValue")

    def test_a_site_with_all_its_tables_in_the_directory(self):
        self.server.add(site_entries())
        with open(os.path.join(self.folder, "service.switch"), "w") as file:
            file.write("hosts files\naliases files\n")
        spec = "-w 3 -H %s -b ou=site,%s" % (self.server.local_uri, ldap_server.SUFFIX)
        for routing in ROUTINGS:
            mc = os.path.join(self.folder, "site.mc")
            with open(mc, "w") as file:
                file.write(SITE.replace("@TOP@", TOP).replace("@SPEC@", spec)
                           .replace("@ROUTING@", routing))
            cf = subprocess.run([harness.M4, mc], capture_output=True, text=True, timeout=60)
            self.assertEqual((cf.returncode, cf.stderr), (0, ""))
            theirs, ours = (self.traces(self.say(who, QUESTIONS, configuration=cf.stdout))
                            for who in (True, False))
            self.assertGreater(len(theirs[0]), 300)
            self.assertEqual(theirs, ours, routing)

    @staticmethod
    def traces(said):
        """The lines in their order, and the members of classes, which have none."""
        is_member = re.compile(r"(> )?[\w-]+(\.[\w-]+)+")
        lines = [line for line in said.split("\n") if "World writable directory" not in line]
        return ([line for line in lines if not is_member.fullmatch(line)],
                sorted(line.removeprefix("> ") for line in lines if is_member.fullmatch(line)))

    def test_what_has_no_place_in_the_default_specification(self):
        for flags in ("-k x", "-v x", "-T<x>", "-o -1", "-s odd"):
            self.compare("", lambda said: re.findall(r"readcf: option .*|Scope .* LDAPDefaultSpec",
                                                     said),
                         options="O LDAPDefaultSpec=%s %s" % (self.defaults, flags))


if __name__ == "__main__":
    skip_if_not_possible()
    if not original_program():
        harness.skip("the real sendmail, root rights or name spaces are not there")
    unittest.main()
