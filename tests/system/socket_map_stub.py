"""A server for maps of class socket, for tests: answers netstrings, or what else it is told to say.

    with SocketMapStub({"key": b"OK value"}, ("127.0.0.1", 0)) as server: server.address

What stands for a key in the table is the content of the answer; a `Raw` goes out as it is, without a
netstring's frame, and an endless one until the client has gone; None is no answer at all. An unknown
key gets NOTFOUND, and the key `map` the name of the map that was asked for.
"""
import dataclasses
import os
import socketserver
import threading


@dataclasses.dataclass
class Raw:
    octets: bytes
    is_endless: bool = False
    is_last: bool = False  # the connection is closed behind it


def read_netstring(stream):
    """The content, or None when the client has gone or sends something else."""
    digits = b""
    while (octet := stream.read(1)) != b":":
        if not octet.isdigit() or len(digits) > 6:
            return None
        digits += octet
    content = stream.read(int(digits))
    return content if stream.read(1) == b"," else None


class SocketMapStub:
    def __init__(self, answers, address):
        self.answers = answers
        self.requests = []
        self.connections = 0
        self.sent = 0  # octets of endless answers that went out
        self.is_over = threading.Event()
        is_path = isinstance(address, str)
        kind = socketserver.ThreadingUnixStreamServer if is_path else (
            socketserver.ThreadingTCPServer)
        kind.allow_reuse_address, kind.daemon_threads = True, True
        stub = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                stub.serve(self.rfile, self.wfile)

        self.server = kind(address, Handler)
        self.address = self.server.server_address
        if is_path:
            os.chmod(address, 0o600)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.socket.close()

    def serve(self, incoming, outgoing):
        self.connections += 1
        try:
            while (request := read_netstring(incoming)) is not None:
                self.requests.append(request)
                if not self.answer(request, outgoing):
                    return
        except (BrokenPipeError, ConnectionResetError):
            return

    def answer(self, request, outgoing):
        """False: the connection ends."""
        name, _, key = request.partition(b" ")
        answer = self.answers.get(key.decode("latin-1"), b"NOTFOUND ")
        if key == b"map":
            answer = b"OK " + name
        if answer is None:
            self.is_over.wait()
            return False
        if isinstance(answer, bytes):
            answer = Raw(b"%d:%s," % (len(answer), answer))
        outgoing.write(answer.octets)
        while answer.is_endless and not self.is_over.is_set():
            outgoing.write(answer.octets)
            self.sent += len(answer.octets)
        return not answer.is_endless and not answer.is_last
