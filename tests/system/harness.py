"""A sandbox site for system tests: the sample site in a temporary folder, on free loopback ports.

    with Site() as site:
        site.start_daemon()
        client = site.smtp()            # a Dialogue
        client.ask("mail from:<a@b>")   # -> (code, text)

Nothing is left behind: the daemon is stopped by its process id, the folder removed.
"""
import fcntl
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.environ.get("abs_top_srcdir") or os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
BUILD = os.environ.get("abs_top_builddir") or os.path.join(TOP, "build")
SENDMAIL = os.path.join(BUILD, "src/cmd/sendmail")
M4 = os.path.join(BUILD, "m4/sendwright-m4")
MAKEMAP = os.path.join(BUILD, "makemap/makemap")
PATIENCE = 30.0  # seconds until something that must happen is taken as failed


def free_ports(count):
    """Ports that nobody uses now, below those that the kernel gives to outgoing connections."""
    ports = set()
    while len(ports) < count:
        port = random.randrange(10000, 32000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.add(port)
    return list(ports)


def wait_until(condition, what, patience=PATIENCE):
    """Returns the first true value of condition(); fails after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.02)


class Dialogue:
    """A client that talks line by line: SMTP, POP3."""

    def __init__(self, port, host="127.0.0.1", source=None):
        self.socket = socket.create_connection(
            (host, port), timeout=PATIENCE, source_address=(source, 0) if source else None)
        self.file = self.socket.makefile("rb")

    def line(self):
        line = self.file.readline()
        return line.decode("latin-1").rstrip("\r\n")

    def reply(self):
        """An SMTP reply: (code, text without the codes' repetition)."""
        lines = []
        while True:
            line = self.line()
            if not line:
                return 0, "\n".join(lines)
            lines.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(lines)

    def send(self, text):
        self.socket.sendall(text.encode("latin-1") + b"\r\n")

    def ask(self, text):
        self.send(text)
        return self.reply()

    def start_tls(self, context=None):
        """The client's side of the handshake, after the server said that it is ready."""
        if context is None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname="mail.skills.com")
        self.file = self.socket.makefile("rb")

    def multiline(self):
        """A POP3 multi-line answer behind its +OK: lines without the final dot."""
        lines = []
        while True:
            line = self.line()
            if line == ".":
                return lines
            lines.append(line[1:] if line.startswith("..") else line)

    def close(self):
        self.file.close()
        self.socket.close()


class Site:
    """The sample site (cf/cf/skills) in a folder of its own."""

    def __init__(self, extra_mc="", change_mc=None):
        self.folder = tempfile.mkdtemp(prefix="sendwright-test-")
        self.smtp_port, self.submission_port, self.pop3_port, self.remote_port = free_ports(4)
        self.etc = os.path.join(self.folder, "etc")
        self.daemon_pid = None
        self.sendmail = SENDMAIL  # a test may put another file here
        try:
            self.set_up()
            if extra_mc or change_mc:
                self.recompile(extra_mc, change_mc)
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_daemon()
        shutil.rmtree(self.folder)

    def set_up(self):
        script = os.path.join(TOP, "cf/cf/skills/set-up-sandbox")
        done = subprocess.run(
            [script, BUILD, self.folder, str(self.smtp_port), str(self.submission_port),
             str(self.pop3_port), str(self.remote_port)],
            capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        self.set_up_output = done.stdout

    def recompile(self, extra_mc="", change_mc=None):
        """Adds lines behind OSTYPE (or rewrites the .mc by change_mc) and compiles again."""
        path = os.path.join(self.etc, "sendmail.mc")
        with open(path) as file:
            text = file.read()
        if change_mc:
            text = change_mc(text)
        text = text.replace("OSTYPE(`linux')dnl\n", "OSTYPE(`linux')dnl\n" + extra_mc + "\n", 1)
        with open(path, "w") as file:
            file.write(text)
        done = subprocess.run([M4, path], capture_output=True, timeout=60)
        assert done.returncode == 0 and not done.stderr, done.stderr
        with open(os.path.join(self.etc, "sendmail.cf"), "wb") as file:
            file.write(done.stdout)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o600):
        path = self.path(name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        if name.startswith("home/"):  # a user's own file, also where root runs the tests
            owner = os.stat(os.path.dirname(path))
            os.chown(path, owner.st_uid, owner.st_gid)
        return path

    def read(self, *names):
        try:
            with open(self.path(*names), encoding="latin-1") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    # Commands

    def run(self, *words, input="", name="sendmail", timeout=60):
        """Runs the sendmail command of this site; returns CompletedProcess with text output."""
        return subprocess.run([name, "-C", os.path.join(self.etc, "sendmail.cf"), *words],
                              executable=self.sendmail, input=input, capture_output=True, text=True,
                              encoding="latin-1", timeout=timeout,
                              env=dict(os.environ, HOME=self.folder))  # for dead.letter

    def makemap(self, name, text):
        """Rewrites one table and its map, as an administrator does."""
        path = self.write("etc/" + name, text)
        with open(path) as source:
            return subprocess.run(
                [MAKEMAP, "-C", os.path.join(self.etc, "sendmail.cf"), "hash", path],
                stdin=source, capture_output=True, text=True, timeout=60)

    def start_daemon(self, *words):
        done = self.run("-bd", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        self.daemon_pid = wait_until(self.pid_from_file, "the pid file")
        wait_until(lambda: self.is_listening(self.smtp_port), "port %d" % self.smtp_port)
        return done

    def pid_from_file(self):
        first = self.read("sendmail.pid").split("\n")[0].strip()
        return int(first) if first else None

    @staticmethod
    def is_listening(port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            return False

    def stop_daemon(self):
        if self.daemon_pid is None:
            return
        pid, self.daemon_pid = self.daemon_pid, None
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        wait_until(lambda: not is_alive(pid), "the end of the daemon")

    # Peers

    def smtp(self, port=None, source=None):
        client = Dialogue(port or self.smtp_port, source=source)
        code, text = client.reply()
        assert code == 220, (code, text)
        return client

    def pop3(self, user=None, password="secret"):
        client = Dialogue(self.pop3_port)
        assert client.line().startswith("+OK")
        if user:
            for word in ("USER " + user, "PASS " + password):
                client.send(word)
                answer = client.line()
                assert answer.startswith("+OK"), (word, answer)
        return client

    def send(self, recipient, sender="user1@smile.com", text="Subject: test\r\n\r\ntext\r\n",
             port=None):
        """One message by SMTP; returns the reply to the final dot."""
        client = self.smtp(port)
        try:
            for word in ("mail from:<%s>" % sender, "rcpt to:<%s>" % recipient):
                code, answer = client.ask(word)
                assert code == 250, (word, code, answer)
            code, answer = client.ask("data")
            assert code == 354, (code, answer)
            code, answer = client.ask(text + ".")
            assert code == 250, (code, answer)
            client.ask("quit")
            return answer
        finally:
            client.close()

    def mailbox(self, user):
        """The mailbox as a mail reader sees it: under its lock, so with whole messages only."""
        try:
            with open(self.path("mail", user), encoding="latin-1") as file:
                fcntl.lockf(file, fcntl.LOCK_SH)
                return file.read()
        except FileNotFoundError:
            return ""

    def wait_for_mail(self, user, text):
        return wait_until(lambda: text in self.mailbox(user) and self.mailbox(user),
                          "%r in the mailbox of %s; log:\n%s" % (text, user, self.read("mail.log")))

    def queue_files(self, prefix):
        folder = self.path("mqueue")
        return sorted(name for name in os.listdir(folder) if name.startswith(prefix))


def is_alive(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or read
        return False


class Listener:
    """A server at a loopback address: `session(connection)` of the derived class, in a thread for each."""

    def __init__(self, address):
        self.listener = socket.create_server(address, backlog=64)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(PATIENCE)

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.session, args=(connection,), daemon=True).start()


class Sink(Listener):
    """An SMTP server that keeps what it gets; answers can be scripted by verb."""

    def __init__(self, port, replies=None):
        self.port = port
        self.replies = replies or {}
        self.messages = []  # (sender, [recipients], text)
        self.commands = []
        super().__init__(("127.0.0.1", port))

    def session(self, connection):
        with connection, connection.makefile("rb") as lines:
            def say(text):
                connection.sendall(text.encode() + b"\r\n")
            say("220 sink.example ESMTP")
            sender, recipients = None, []
            for raw in lines:
                line = raw.decode("latin-1").rstrip("\r\n")
                self.commands.append(line)
                verb = line.split(":")[0].split(" ")[0].upper()
                if verb in self.replies:
                    say(self.replies[verb])
                    if self.replies[verb].startswith("421"):
                        return
                    continue
                if verb == "EHLO":
                    connection.sendall(b"250-sink.example\r\n250-8BITMIME\r\n250-SIZE\r\n250 PIPELINING\r\n")
                elif verb == "MAIL":
                    sender, recipients = line[10:].split(">")[0].lstrip("<"), []
                    say("250 2.1.0 ok")
                elif verb == "RCPT":
                    recipients.append(line[8:].split(">")[0].lstrip("<"))
                    say("250 2.1.5 ok")
                elif verb == "DATA":
                    say("354 go")
                    text = []
                    for part in lines:
                        if part == b".\r\n":
                            break
                        text.append(part[1:] if part.startswith(b"..") else part)
                    self.messages.append((sender, recipients, b"".join(text).decode("latin-1")))
                    say("250 2.0.0 taken")
                elif verb == "QUIT":
                    say("221 2.0.0 bye")
                    return
                else:
                    say("250 2.0.0 ok")

    def wait_for(self, count=1):
        wait_until(lambda: len(self.messages) >= count, "%d messages at the sink" % count)
        return self.messages


def skip(reason):
    """For automake: this test cannot run here."""
    print("skipped:", reason)
    sys.exit(77)
