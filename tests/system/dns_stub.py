"""A name server on a loopback port for tests: answers from a table, says NXDOMAIN to the rest, and
SERVFAIL where the table has FAILS in the place of values.

    with DnsStub({("remote.example", "MX"): ["10 mail.remote.example"]}) as dns: dns.port
"""
import socket
import struct
import threading

FAILS = None
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AFSDB": 18, "AAAA": 28,
         "SRV": 33, "DS": 43, "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "TLSA": 52}
MAX_ALIASES = 8


def encode_name(name):
    labels = [label.encode() for label in name.strip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_name(packet, position):
    labels = []
    while packet[position]:
        size = packet[position]
        labels.append(packet[position + 1:position + 1 + size].decode())
        position += size + 1
    return ".".join(labels), position + 1


def rdata(kind, value):
    if kind == "A":
        return socket.inet_aton(value)
    if kind == "AAAA":
        return socket.inet_pton(socket.AF_INET6, value)
    if kind in ("MX", "AFSDB", "SRV"):
        *numbers, host = value.split()
        return struct.pack("!%dH" % len(numbers), *map(int, numbers)) + encode_name(host)
    if kind == "TXT":
        return bytes([len(value)]) + value.encode()
    if kind in ("NS", "CNAME", "PTR"):
        return encode_name(value)
    if kind == "TLSA":
        *numbers, data = value.split()
        return bytes(map(int, numbers)) + bytes.fromhex(data)
    return bytes.fromhex(value)


class DnsStub:
    def __init__(self, records, address=("127.0.0.1", 0)):
        self.records = {(name.lower(), kind): values for (name, kind), values in records.items()}
        self.names = {name for name, _ in self.records}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.address = self.socket.getsockname()
        self.port = self.address[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.sendto(b"", self.address)  # wakes the thread, and ends it
        self.thread.join(10)
        self.socket.close()

    def serve(self):
        while True:
            packet, peer = self.socket.recvfrom(4096)
            if not packet:
                return
            if len(packet) > 12:
                self.socket.sendto(self.answer(packet), peer)

    def answer(self, packet):
        name, end = decode_name(packet, 12)
        number, _ = struct.unpack("!HH", packet[end:end + 4])
        kind = next((kind for kind, value in TYPES.items() if value == number), None)
        code, records = self.find(name.lower(), kind)
        header = packet[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(records), 0, 0)
        answers = b""
        for owner, kind, value in records:
            data = rdata(kind, value)
            owner = b"\xc0\x0c" if owner == name.lower() else encode_name(owner)
            answers += owner + struct.pack("!HHIH", TYPES[kind], 1, 60, len(data)) + data
        return header + packet[12:end + 4] + answers

    def find(self, name, kind):
        """The reply code, and the records: those of aliases on the way first."""
        records = []
        while True:
            values = self.records.get((name, kind), [])
            if values is FAILS:
                return 2, []
            records += [(name, kind, value) for value in values]
            alias = self.records.get((name, "CNAME"))
            if values or not alias or len(records) > MAX_ALIASES:
                return 0 if name in self.names else 3, records
            records.append((name, "CNAME", alias[0]))
            name = alias[0].lower()
