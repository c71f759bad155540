#!/usr/bin/env python3
"""Class sql against a real PostgreSQL server, which this test starts on a socket of its own: keys
as parameters, keys that a column cannot hold, a server that restarts, and one that is silent."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

SENDMAIL = os.path.join(os.environ.get("abs_top_builddir", "."), "src/cmd/sendmail")
USERS = """CREATE TABLE users(name text, number int, target text);
INSERT INTO users VALUES('anna', 1, 'anna@inner.example'), ('bob', 2, 'b1'), ('bob', 3, 'b2'),
 ('o''brien', 4, 'quoted'), ('nil', 5, NULL);
"""


def skip(reason):
    print("SKIP: " + reason)
    sys.exit(77)


def programs():
    """Where the server's programs are."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        skip("PostgreSQL is not installed (apt-get install postgresql)")
    return os.path.dirname(found[-1])


def unprivileged():
    """The server refuses to be root's."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    def __init__(self):
        self.programs = programs()
        self.folder = tempfile.mkdtemp(prefix="sw-pg-")
        if os.geteuid() == 0:
            os.chown(self.folder, unprivileged()["user"], -1)
        os.chmod(self.folder, 0o755)
        self.data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", self.data, "-U", "mail", "-A", "trust", "-E", "UTF8", "--no-sync")

    def run(self, program, *arguments, **more):
        subprocess.run([os.path.join(self.programs, program), *arguments], check=True, timeout=120,
                       cwd=self.folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                       **unprivileged(), **more)

    def start(self):
        options = "-k %s -c listen_addresses='' -c fsync=off" % self.folder
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", self.folder + "/log", "-w",
                 "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def execute(self, statements):
        self.run("psql", "-h", self.folder, "-U", "mail", "-d", "postgres", "-q", "-c", statements)

    def address(self):
        return "postgresql://mail@/postgres?host=" + self.folder

    def close(self):
        if os.path.exists(os.path.join(self.data, "postmaster.pid")):
            self.stop()
        shutil.rmtree(self.folder)


class TestMode:
    """sendmail -bt with one map `m`: one process for all lookups."""

    def __init__(self, folder, declaration):
        cf = os.path.join(folder, "test.cf")
        with open(cf, "w") as file:
            file.write("V10/Berkeley\nO QueueDirectory=%s\nKm sql %s\n"
                       "Mlocal, P=/bin/false, F=l, A=false\nMprog, P=/bin/false, F=l, A=false\n"
                       "S0\nR$*\t$#local $: $1\n" % (folder, declaration))
        self.process = subprocess.Popen([SENDMAIL, "-bt", "-C", cf], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def look_up(self, key):
        """All that is said about the key, up to the answer."""
        self.process.stdin.write("/map m %s\n" % key)
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            said.append(line.strip())
            if "returns" in line or "no match" in line or "not found" in line:
                break
        return "\n".join(said)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)


class Postgresql(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.server.start()
        cls.server.execute(USERS)

    def with_map(self, query, flags="", address=None):
        words = [flags, address or self.server.address(), query]
        mode = TestMode(self.server.folder, " ".join(words))
        self.addCleanup(mode.close)
        return mode

    def test_keys_are_parameters(self):
        mode = self.with_map("SELECT target FROM users WHERE name = %0 ORDER BY number")
        for key, answer in [("anna", "returns anna@inner.example (0)"),
                            ("ANNA", "returns anna@inner.example (0)"),
                            ("bob", "returns b1 (0)"), ("o'brien", "returns quoted (0)")]:
            self.assertIn(answer, mode.look_up(key))
        for key in ["nobody", "nil", "x'OR'1'='1", "';DROP TABLE users;--", "$1"]:
            self.assertIn("no match (0)", mode.look_up(key), key)

    def test_rows_are_joined(self):
        mode = self.with_map("SELECT target FROM users WHERE name = %0 ORDER BY number", "-z,")
        self.assertIn("returns b1,b2 (0)", mode.look_up("bob"))

    def test_a_key_that_no_row_can_have(self):
        mode = self.with_map("SELECT target FROM users WHERE number = %0")
        self.assertIn("returns anna@inner.example (0)", mode.look_up("1"))
        for key in ["abc", "99999999999999999999"]:
            self.assertIn("no match (0)", mode.look_up(key))
        self.assertIn("returns b1 (0)", mode.look_up("2"))

    def test_a_wrong_query_is_a_temporary_failure(self):
        mode = self.with_map("SELECT x FROM nowhere WHERE name = %0")
        said = mode.look_up("anna")
        self.assertIn("no match (75)", said)
        self.assertIn('relation "nowhere" does not exist', said)

    def test_the_server_restarts(self):
        mode = self.with_map("SELECT target FROM users WHERE name = %0")
        self.assertIn("returns anna@inner.example (0)", mode.look_up("anna"))
        self.server.stop()
        try:
            self.assertIn("no match (75)", mode.look_up("anna"))
        finally:
            self.server.start()
        self.assertIn("returns anna@inner.example (0)", mode.look_up("anna"))

    def test_the_connection_is_lost_between_lookups(self):
        mode = self.with_map("SELECT target FROM users WHERE name = %0")
        self.assertIn("returns anna@inner.example (0)", mode.look_up("anna"))
        self.server.stop()
        self.server.start()
        self.assertIn("returns anna@inner.example (0)", mode.look_up("anna"))

    def test_slow_and_silent_servers(self):
        mode = self.with_map("SELECT pg_sleep(600)::text || %0", "-l 1")
        said = mode.look_up("anna")
        self.assertIn("no match (75)", said)
        self.assertIn("within the time limit", said)
        silent = socket.socket(socket.AF_UNIX)
        self.addCleanup(silent.close)
        folder = tempfile.mkdtemp(prefix="sw-pg-silent-")
        self.addCleanup(shutil.rmtree, folder)
        silent.bind(os.path.join(folder, ".s.PGSQL.5432"))
        silent.listen()
        mode = self.with_map("SELECT %0", "-l 1", "postgresql://mail@/postgres?host=" + folder)
        self.assertIn("no match (75)", mode.look_up("anna"))


if __name__ == "__main__":
    unittest.main()
