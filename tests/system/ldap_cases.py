"""What the tests of class ldap share: a directory with entries of every kind, a configuration with one
map, and address test mode to ask it."""
import os
import subprocess
import sys
import threading
import unittest

import ldap_server
from harness import BUILD, SENDMAIL, TOP

SCHEMA = os.path.join(TOP, "docs/ldap-schema.ldif")
MISC = "/etc/ldap/schema/misc.ldif"
BASE = "ou=maps," + ldap_server.SUFFIX
KEY, VALUE = "-k (sendmailMTAKey=%0)", "-v sendmailMTAMapValue"
CF = """V10/Berkeley
Djmail.skills.com
O QueueDirectory=@DIR@
O LogLevel=0
@OPTIONS@
@MAP@
CPX
Mlocal, P=/bin/false, F=l, A=false
Mprog, P=/bin/false, F=l, A=false
S0
R$*	$#local $: $1
Sarguments
R$* ; $* ; $*	$: < $(m $1 $@ $2 $@ $3 $: NONE $) >
"""


def entry(key, extra="", **attributes):
    """An entry of map `m`; a value may be a list."""
    lines = ["dn: sendmailMTAKey=%s,%s" % (key.replace("+", "\\2b"), BASE),
             "objectClass: sendmailMTAMapObject", "sendmailMTAMapName: m", "sendmailMTAKey: " + key]
    for name, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            lines.append("%s: %s" % (name, value))
    return "\n".join(lines) + extra + "\n\n"


def entries():
    text = "dn: %s\nobjectClass: organizationalUnit\nou: maps\n\n" % BASE
    text += entry("one", sendmailMTAMapValue="val1") + entry("words", sendmailMTAMapValue="two words")
    text += entry("empty") + entry("percent", sendmailMTAMapValue="a%0b%1c%%d")
    text += entry("paren(x)*", sendmailMTAMapValue="paren")
    text += entry("nul", extra="\nsendmailMTAMapValue:: YQBi")
    for number in range(4):
        text += entry("wide%d" % number, sendmailMTAMapValue="w%d" % number, description="wide")
    text += entry("search", sendmailMTAMapSearch="(description=wide)")
    text += entry("both", sendmailMTAMapValue="own", sendmailMTAMapSearch="(sendmailMTAKey=one)")
    text += entry("loop1", sendmailMTAMapValue="l1", sendmailMTAMapSearch="(sendmailMTAKey=loop2)")
    text += entry("loop2", sendmailMTAMapValue="l2", sendmailMTAMapSearch="(sendmailMTAKey=loop1)")
    text += entry("url", sendmailMTAMapURL="ldap:///%s?sendmailMTAMapValue?one?(sendmailMTAKey=one)"
                  % BASE)
    text += entry("badurl", sendmailMTAMapURL="hello world")
    text += entry("nothing", sendmailMTAMapSearch="(sendmailMTAKey=none)")
    text += entry("elsewhere", seeAlso="sendmailMTAKey=one," + BASE)
    text += entry("gone", seeAlso="sendmailMTAKey=none," + BASE)
    for number in range(30):
        text += entry("chain%d" % number, sendmailMTAMapValue="c%d" % number,
                      sendmailMTAMapSearch="(sendmailMTAKey=chain%d)" % (number + 1))
    for name, values in (("ali", ["user1", "user2@x.example"]), ("ali2", ["user3"])):
        text += ("dn: sendmailMTAKey=%s,%s\nobjectClass: sendmailMTAAliasObject\nsendmailMTAKey: %s\n"
                 "sendmailMTAHost: mail.skills.com\nsendmailMTAAliasGrouping: aliases\n%s\n\n" % (
                     name, BASE, name, "\n".join("sendmailMTAAliasValue: " + v for v in values)))
    text += ("dn: sendmailMTAClassName=R,%s\nobjectClass: sendmailMTAClass\nsendmailMTAClassName: R\n"
             "sendmailMTAHost: mail.skills.com\nsendmailMTAClassValue: one.example\n"
             "sendmailMTAClassValue: two.example\n\n" % BASE)
    return text


# What seeAlso is for: sendmail's own object classes have no attribute with a name.
SEE_ALSO = """dn: cn=test,cn=schema,cn=config
objectClass: olcSchemaConfig
cn: test
olcObjectClasses: ( 1.1.2.3.4 NAME 'testPointer' SUP top AUXILIARY MAY seeAlso )
"""


class TestMode:
    """sendmail -bt with one map `m`: one process for all lookups."""

    def __init__(self, folder, flags, environment=None):
        cf = os.path.join(folder, "test.cf")
        with open(cf, "w") as file:
            file.write(CF.replace("@DIR@", folder).replace("@OPTIONS@", "")
                       .replace("@MAP@", "Km ldap " + flags))
        self.process = subprocess.Popen([SENDMAIL, "-bt", "-C", cf], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=dict(os.environ, **(environment or {})))

    def look_up(self, key):
        """All that is said about the key, up to the answer (or for as long as one waits for it)."""
        self.process.stdin.write("/map m %s\n" % key)
        self.process.stdin.flush()
        said = []
        patience = threading.Timer(60, self.process.kill)
        patience.start()
        for line in self.process.stdout:
            said.append(line.strip())
            if "returns" in line or "no match" in line or "not open" in line:
                break
        patience.cancel()
        return "\n".join(said)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)


class WithServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = ldap_server.Directory(tls=True)
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        cls.server.add_schema(SCHEMA, MISC)
        with open(cls.server.path("test.ldif"), "w") as file:
            file.write(SEE_ALSO)
        cls.server.add_schema(cls.server.path("test.ldif"))
        cls.server.add(ldap_server.TOP_ENTRY + "\n" + entries().replace(
            "sendmailMTAMapName: m\nsendmailMTAKey: elsewhere",
            "objectClass: testPointer\nsendmailMTAMapName: m\nsendmailMTAKey: elsewhere").replace(
            "sendmailMTAMapName: m\nsendmailMTAKey: gone",
            "objectClass: testPointer\nsendmailMTAMapName: m\nsendmailMTAKey: gone"))
        cls.server.add("dn: ou=closed,%s\nobjectClass: organizationalUnit\nou: closed\n\n"
                       % ldap_server.SUFFIX
                       + entry("hidden", sendmailMTAMapValue="seen").replace("ou=maps", "ou=closed"))

    def with_map(self, flags, environment=None):
        mode = TestMode(self.server.folder, flags, environment)
        self.addCleanup(mode.close)
        return mode

    def secret(self, text, name="password"):
        path = self.server.path(name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o600)
        return path


def skip_if_not_possible():
    """Ends the test with the reason where slapd or ldap.h is not there."""
    ldap_server.programs()
    with open(os.path.join(BUILD, "config.h")) as file:
        if "#define HAVE_LDAP_H 1" not in file.read():
            print("SKIP: built without ldap.h (apt-get install libldap-dev)")
            sys.exit(77)
