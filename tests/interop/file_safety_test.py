#!/usr/bin/env python3
"""Which files both programs read and replace, and what they say of the others.

A file of each kind is put into each situation (who owns it, who can write it or a directory above it,
links, what is no file), with each name of option DontBlameSendmail that is about it; the real program
and ours must answer alike, as root and as another user. Where ours does not on purpose, the reason
stands in KNOWN, and the two must differ there. Needs the unpacked Debian packages (SENDMAIL_ORACLE,
or fetch_oracle.sh), root and Linux name spaces; exits 77 without them.
"""

import concurrent.futures
import ctypes
import glob
import os
import re
import shutil
import subprocess
import sys

from cf_outcome_test import MS_BIND, TOP, Skip, enter_sandbox, find_oracle

BUILD = os.path.abspath(os.environ.get("abs_top_builddir", os.path.join(TOP, "build")))
USER, OTHER, BOB = 1101, 1102, 1105
SITUATIONS = ("good", "missing", "group dir", "world dir", "sticky dir", "sticky dir of another",
              "world dir above", "group file", "world file", "mode 0", "mode 600", "owned by another",
              "link", "link in group dir", "link in world dir", "link to world dir", "hard link",
              "directory", "pipe")


def can_matter(blame, situation):
    """Is a name in the list `blame` about such a situation?"""
    if not blame:
        return True
    words = []
    words += [" dir", " above", " another"] if "Dir" in blame or "Sticky" in blame else []
    words += ["link"] if "Link" in blame or "DirPathSafe" in blame else []
    words += ["group file", "world file"] if "Writable" in blame and "File" in blame else []
    return any(word in situation for word in words) and situation != "owned by another"


CF = """V10/Berkeley
%(blame)sDnMAILER-DAEMON
Djmx.test.example
O QueueDirectory=%(folder)s/q
O DefaultUser=1:1
O TrustedUser=root
%(lines)s
Stest
R$*\t$: $(m $1 $: none $)
Scanonify
R$*\t$: $[ $1 $]
Mlocal, P=/bin/true, F=lsDFMAw5:/|@qPn, S=0, R=0, A=true
Mprog, P=/bin/sh, F=lsDFMqeu9, A=sh -c $u
M*file*, P=[FILE], F=lsDFMPEouq9, A=FILE $u
M*include*, P=/dev/null, F=su, A=INCLUDE
S0
R$*\t$#local $: $1
"""

STICKY = "what lies in a directory with the sticky bit is taken if root owns it"
OPTIONAL = "an optional map that is there and not safe fails for now: policy is not left out in silence"

CREATES = "root makes files in another user's directory"
READS = "a list of the alias file is read with our rights, not with the default user's"
REPLACES = "a new file takes the place of the old one, which needs the right to write the directory"

ROOTS = ("map", "text map", "class file", "optional class file", "optional map", "aliases",
         "help file", "alias text", "alias database", "list", "program in a list", "makemap",
         "makemap -s", "makemap -u", "editmap -q", ".forward", "program in a .forward")
# Kind, situation, user ("": any): why ours differs with some names in DontBlameSendmail, or none.
KNOWN = {(kind, "sticky dir", "root"): STICKY for kind in ROOTS}
KNOWN.update({("optional map", situation, user): OPTIONAL for situation, user in (
    ("group dir", "root"), ("world dir", "root"), ("world dir above", "root"),
    ("sticky dir of another", "root"), ("mode 0", ""), ("mode 600", "user"),
    ("link in group dir", ""), ("link in world dir", ""), ("directory", ""), ("pipe", ""))})
KNOWN["alias text", "sticky dir of another", "root"] = CREATES
KNOWN["list", "mode 600", "root"] = READS
KNOWN["program in a list", "mode 600", "root"] = READS
KNOWN["makemap", "world file", "user"] = REPLACES
KNOWN["makemap -s", "world file", "user"] = REPLACES


class Side:
    """One of the two programs, with a folder for its files."""

    def __init__(self, folder, programs, libraries):
        self.folder, self.count = folder, 0
        self.env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
        if libraries:
            self.env["LD_LIBRARY_PATH"] = libraries
        os.makedirs(folder + "/bin")
        os.makedirs(folder + "/q", mode=0o700)
        for path in programs:
            copy = folder + "/bin/" + os.path.basename(path)
            shutil.copyfile(path, copy)
            os.chmod(copy, 0o755)
        self.cf()
        self.database = self.made_database([])
        self.alias_database = self.made_database(["-N"])

    def made_database(self, flags):
        path = self.folder + "/made"
        self.run("makemap", "-C", self.folder + "/x.cf", *flags, "hash", path, text="foo bar\n@ @\n")
        with open(path + ".db", "rb") as f:
            octets = f.read()
        os.remove(path + ".db")
        return octets

    def run(self, program, *words, text="", uid=0):
        done = subprocess.run([self.folder + "/bin/" + program, *words], input=text.encode(),
                              env=self.env, cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, user=uid or None,
                              group=uid or None, extra_groups=[] if uid else None)
        return done.returncode, done.stdout.decode("latin-1").replace(self.folder + "/bin/", "")

    def cf(self, lines="", blame=""):
        path = self.folder + "/x.cf"
        blame = "O DontBlameSendmail=%s\n" % blame if blame else ""
        with open(path, "w") as f:
            f.write(CF % {"blame": blame, "folder": self.folder, "lines": lines})
        os.chmod(path, 0o644)
        return path

    def put(self, path, content):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content)
        os.chmod(path, 0o644)

    def situate(self, situation, content, suffix="", owner=0):
        """Makes a file `m` in the situation; its path without the suffix."""
        self.count += 1
        above = "%s/s%d" % (self.folder, self.count)
        folder = above + "/d"
        os.makedirs(folder)
        path = folder + "/m" + suffix
        elsewhere = above + "/t/m" + suffix
        if "link" in situation:
            self.put(elsewhere, content)
            os.chown(elsewhere, owner, owner)
            (os.link if situation == "hard link" else os.symlink)(elsewhere, path)
        elif situation == "directory":
            os.makedirs(path)
        elif situation == "pipe":
            os.mkfifo(path)
        elif situation != "missing":
            self.put(path, content)
            os.chown(path, *((OTHER, OTHER) if situation == "owned by another" else (owner, owner)))
        if situation == "link to world dir":
            os.chmod(above + "/t", 0o777)
        elif situation == "world dir above":
            os.chmod(above, 0o777)
        elif situation == "sticky dir of another":
            os.chmod(above, 0o1777)
            os.chown(folder, OTHER, OTHER)
        elif situation.endswith("dir"):
            os.chmod(folder, {"group": 0o775, "world": 0o777, "sticky": 0o1777}[
                situation.split()[-2]])
        modes = {"group file": 0o664, "world file": 0o666, "mode 0": 0, "mode 600": 0o600}
        if situation in modes:
            os.chmod(path, modes[situation])
        return folder + "/m"

    # What is done with a file of each kind; the answer is an exit code and what was said.

    def test_mode(self, lines, blame, uid, text="test foo\n"):
        """Not the exit code, which counts what was said; nor warnings of what a name allows."""
        said = self.run("sendmail", "-C", self.cf(lines, blame), "-bt", text=text, uid=uid)[1]
        return 0, re.sub(r"(?m)^WARNING: .*\n", "", said)

    def map(self, situation, blame, uid):
        path = self.situate(situation, self.database, ".db")
        return self.test_mode("Km hash " + path, blame, uid)

    def optional_map(self, situation, blame, uid):
        path = self.situate(situation, self.database, ".db")
        return self.test_mode("Km hash -o " + path, blame, uid)

    def text_map(self, situation, blame, uid):
        said = self.test_mode("Km text -k0 -v1 " + self.situate(situation, b"foo bar\n"),
                              blame, uid)[1]
        return 0, "answers" if "returns: bar" in said else "unsafe or missing"

    def class_file(self, situation, blame, uid):
        path = self.situate(situation, b"foo\n")
        return self.test_mode("F{x}" + path, blame, uid, "$={x}\n")

    def optional_class_file(self, situation, blame, uid):
        path = self.situate(situation, b"foo\n")
        return self.test_mode("F{x}-o " + path, blame, uid, "$={x}\n")

    def configuration(self, situation, blame, uid):
        with open(self.cf("", blame), "rb") as f:
            path = self.situate(situation, f.read())
        return self.run("sendmail", "-C", path, "-bt", text="$j\n", uid=uid)

    def verify(self, lines, blame, who="foo"):
        code, said = self.run("sendmail", "-C", self.cf(lines, blame), "-bv", who)
        # The original names the line of the list; and it counts the bar as a part of the user.
        return code, re.sub("(?m)^/\\S+: line 1: ", "", said).replace("user |", "user ")

    def aliases(self, situation, blame, _):
        path = self.situate(situation, self.alias_database, ".db")
        code, said = self.verify("O AliasFile=hash:" + path, blame)
        complaint = re.search("(unsafe|missing) map file .*", said)
        # Ours defers mail then, which the original gives to a user of that name.
        return 0, complaint.group() if complaint else said

    def service_switch(self, situation, blame, _):
        path = self.situate(situation, b"hosts none\n")
        said = self.test_mode("O ServiceSwitchFile=" + path, blame, 0, "canonify mx\n")[1]
        return 0, "not heeded" if "mx . test . example" in said else "heeded"

    def help_file(self, situation, blame, _):
        path = self.situate(situation, b"#vers\t2\nsmtp\tThe help.\n")
        code, said = self.run("sendmail", "-C", self.cf("O HelpFile=" + path, blame), "-bs",
                              text="HELP\r\nQUIT\r\n")
        return code, "helps" if "214-2.0.0 The help." in said else "helps not"

    def list(self, situation, blame, content):
        path = self.situate(situation, content)
        self.put(self.folder + "/a", b"foo: :include:%s\n" % path.encode())
        lines = "O AliasFile=%s/a" % self.folder
        self.run("sendmail", "-C", self.cf(lines, blame), "-bi")
        return self.verify(lines, blame)

    def included_list(self, situation, blame, _):
        return self.list(situation, blame, b"bob\n")

    def included_program(self, situation, blame, _):
        return self.list(situation, blame, b"|/bin/x\n")

    def forwarding(self, situation, blame, content):
        path = self.situate(situation, content, owner=BOB)
        os.chown(os.path.dirname(path), *((OTHER, OTHER) if situation.endswith("of another")
                                          else (BOB, BOB)))
        self.put(self.folder + "/a", b"")
        return self.verify("O AliasFile=%s/a\nO ForwardPath=%s" % (self.folder, path), blame, "bob")

    def forward(self, situation, blame, _):
        return self.forwarding(situation, blame, b"postmaster\n")

    def forwarded_program(self, situation, blame, _):
        return self.forwarding(situation, blame, b"|/bin/x\n")

    def alias_text(self, situation, blame, _):
        path = self.situate(situation, b"foo: bar\n")
        return self.newaliases(path, blame)

    def alias_database_rebuilt(self, situation, blame, _):
        path = self.situate(situation, self.alias_database, ".db")
        self.put(path, b"foo: bar\n")
        return self.newaliases(path, blame)

    def newaliases(self, path, blame):
        code, said = self.run("sendmail", "-C", self.cf("O AliasFile=" + path, blame), "-bi")
        # Ours says why.
        said = re.sub("(?m)^(Cannot create database for alias file [^:]*):.*", r"\1", said)
        return code, said + what_became_of(path + ".db", 0)

    def command(self, program, words, situation, blame, uid):
        path = self.situate(situation, self.database, ".db")
        code, said = self.run(program, "-C", self.cf("", blame), *words, path,
                              *(["foo"] if program == "editmap" else []), text="foo bar\n", uid=uid)
        return code, said + what_became_of(path + ".db", uid)

    def makemap(self, situation, blame, uid):
        return self.command("makemap", ["hash"], situation, blame, uid)

    def makemap_s(self, situation, blame, uid):
        return self.command("makemap", ["-s", "hash"], situation, blame, uid)

    def makemap_u(self, situation, blame, uid):
        code, said = self.command("makemap", ["-u", "hash"], situation, blame, uid)
        return code, "\n".join(sorted(said.split("\n")))

    def editmap_q(self, situation, blame, uid):
        return self.command("editmap", ["-q", "hash"], situation, blame, uid)


def what_became_of(path, uid):
    """Mode and owner of a map file; whoever replaces a file as a user owns it."""
    if not os.path.isfile(path):
        return ""
    status = os.stat(path)
    return "\n%o %s" % (status.st_mode, status.st_uid if not uid else "")


MAP = ("MapInUnsafeDirPath", "LinkedMapInWritableDir", "MapInUnsafeDirPath,LinkedMapInWritableDir",
       "ClassFileInUnsafeDirPath,LinkedClassFileInWritableDir")
CLASS = ("ClassFileInUnsafeDirPath", "LinkedClassFileInWritableDir",
         "ClassFileInUnsafeDirPath,LinkedClassFileInWritableDir", MAP[2])
ANY = ("", "GroupWritableDirPathSafe", "TrustStickyBit")


def user_file_names(kind):
    names = ("%sFileInGroupWritableDirPath", "%sFileInUnsafeDirPath", "%sFileInUnsafeDirPathSafe",
             "%sFileInUnsafeDirPath,%sFileInUnsafeDirPathSafe",
             "%sFileInGroupWritableDirPath,%sFileInUnsafeDirPathSafe", "GroupWritable%sFile",
             "GroupWritable%sFileSafe", "GroupWritable%sFile,GroupWritable%sFileSafe",
             "WorldWritable%sFile", "GroupWritable%sFile,WorldWritable%sFile",
             "GroupWritable%sFileSafe,WorldWritable%sFile,GroupWritable%sFile",
             "Linked%sFileInWritableDir",
             "Linked%sFileInWritableDir,%sFileInUnsafeDirPath,%sFileInGroupWritableDirPath")
    return tuple(name.replace("%s", kind) for name in names)


BOTH, ROOT = (0, USER), (0,)
# Kind, the function above, users, names in DontBlameSendmail, situations that hang the original.
KINDS = [
    ("map", Side.map, BOTH, ANY + MAP, ()),
    ("optional map", Side.optional_map, BOTH, ("",), ()),
    ("text map", Side.text_map, BOTH, ANY + MAP, ()),
    ("class file", Side.class_file, BOTH, ANY + CLASS, ()),
    ("optional class file", Side.optional_class_file, ROOT, ("",), ()),
    ("configuration", Side.configuration, BOTH, ("",), ("pipe",)),
    ("aliases", Side.aliases, ROOT, ANY + MAP[:1], ()),
    ("service switch", Side.service_switch, ROOT, ("", "LinkedServiceSwitchFileInWritableDir"), ()),
    ("help file", Side.help_file, ROOT, ANY + ("HelpFileInUnsafeDirPath",), ()),
    ("list", Side.included_list, ROOT, ANY + user_file_names("Include"), ()),
    ("program in a list", Side.included_program, ROOT, ANY + user_file_names("Include"), ()),
    (".forward", Side.forward, ROOT, ANY + user_file_names("Forward"), ()),
    ("program in a .forward", Side.forwarded_program, ROOT, ANY + user_file_names("Forward"), ()),
    ("alias text", Side.alias_text, ROOT,
     ANY + ("GroupWritableAliasFile", "WorldWritableAliasFile", "LinkedAliasFileInWritableDir",
            "GroupWritableAliasFile,WorldWritableAliasFile", "MapInUnsafeDirPath",
            "MapInUnsafeDirPath,LinkedAliasFileInWritableDir"), ()),
    ("alias database", Side.alias_database_rebuilt, ROOT,
     ANY + ("MapInUnsafeDirPath", "WriteMapToSymLink", "WriteMapToHardLink",
            "LinkedMapInWritableDir"), ("pipe",)),
    ("makemap", Side.makemap, BOTH, ANY + ("WriteMapToSymLink", "WriteMapToHardLink",
                                           "LinkedMapInWritableDir", "MapInUnsafeDirPath"), ()),
    ("makemap -s", Side.makemap_s, BOTH, ("",), ()),
    ("makemap -u", Side.makemap_u, BOTH, ("",), ()),
    ("editmap -q", Side.editmap_q, BOTH, ("",), ()),
]


def plain(side, answer):
    """What was said, with neutral names, without what greets and without a line that comes twice."""
    code, said = answer
    said = re.sub(re.escape(side.folder) + r"/s\d+", "/@", said).replace(side.folder, "/@")
    lines = []
    for line in said.split("\n"):
        is_noise = (not line.strip() or "ADDRESS TEST" in line or "Enter <" in line
                    or "input:" in line or line == "> ")
        if not is_noise and line not in lines:
            lines.append(line)
    return code, lines


def known(kind, situation, uid):
    """The key in KNOWN, if any."""
    keys = ((kind, situation, user) for user in ("", "user" if uid else "root"))
    return next((key for key in keys if key in KNOWN), None)


def two_sides():
    """A folder in a sandbox, and in it our programs and the real ones."""
    if os.getuid() != 0:
        raise Skip("needs root")
    root = find_oracle()
    folder = enter_sandbox([root, TOP, BUILD])
    os.umask(0o022)
    tables = ["makemap", "editmap", "praliases"]
    theirs = Side(folder + "/theirs", [root + "/usr/libexec/sendmail/" + p for p in ["sendmail", *tables]],
                  ":".join(glob.glob(root + "/usr/lib/*-linux-gnu")))
    ours = Side(folder + "/ours", [BUILD + "/src/cmd/sendmail"] + [BUILD + "/makemap/" + p for p in tables],
                "")
    return folder, ours, theirs


def main():
    folder, ours, theirs = two_sides()
    add_user(folder)
    count = failed = 0
    met = set()
    both_at_once = concurrent.futures.ThreadPoolExecutor(2)
    for kind, ask, users, names, hangs in KINDS:
        if len(sys.argv) > 1 and kind not in sys.argv[1:]:
            continue
        for uid in users:
            for situation in SITUATIONS:
                if situation in hangs:
                    continue
                for blame in names:
                    if not can_matter(blame, situation):
                        continue
                    mine, original = both_at_once.map(
                        lambda side: plain(side, ask(side, situation, blame, uid)), (ours, theirs))
                    count += 1
                    if mine == original:
                        continue
                    reason = known(kind, situation, uid)
                    if reason:
                        met.add(reason)
                    else:
                        failed += 1
                        print("FAIL: %s, %s, uid %d, %s\n  ours      %s\n  original  %s" %
                              (kind, situation, uid, blame or "no name", mine, original))
    for key in set(KNOWN) - met if len(sys.argv) == 1 else ():
        failed += 1
        print("FAIL: no longer different: %s, %s %s" % key)
    print("%d comparisons, %d failed" % (count, failed))
    return 1 if failed else 0


def add_user(folder):
    """bob, whose .forward is read."""
    with open("/etc/passwd") as f:
        text = "".join(line for line in f if not line.startswith("bob:"))
    path = folder + "/passwd"
    with open(path, "w") as f:
        f.write(text + "bob:x:%d:%d:Bob:%s/home:/bin/sh\n" % (BOB, BOB, folder))
    os.chmod(path, 0o644)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(path.encode(), b"/etc/passwd", None, ctypes.c_ulong(MS_BIND), None):
        raise Skip("mount /etc/passwd: " + os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as why:
        print("SKIP: %s" % why)
        sys.exit(77)
