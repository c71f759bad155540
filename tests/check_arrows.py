#!/usr/bin/env python3
"""Checks, from the #include lines, that the arrows between the rooms of src/ and tools/ run one way.

ALLOWED lists for each room those whose headers it may include; the list is DESIGN's order, so a
circle cannot be written down in it without being seen (which is checked as well).
"""
import os
import re
import sys

BASE = {"base"}
CONFIG = BASE | {"address", "config"}
RULES = CONFIG | {"rules"}
ALLOWED = {
    "base": set(),
    "address": BASE,
    "config": BASE | {"address"},
    "dns": BASE,
    "rules": CONFIG,
    "maps": RULES | {"dns"},
    "message": RULES,
    "routing": RULES | {"maps", "dns"},
    "queue": RULES | {"maps", "dns", "message", "routing"},
    # The pieces that mail retrieval shares with SMTP know nothing of mail.
    "smtp/tls": CONFIG,
    "smtp/sasl": CONFIG,
    "smtp": RULES | {"maps", "dns", "message", "routing", "queue", "smtp/tls", "smtp/sasl"},
    "delivery": RULES | {"maps", "dns", "message", "routing", "queue", "smtp", "smtp/tls",
                         "smtp/sasl"},
    "retrieval": CONFIG | {"smtp/tls", "smtp/sasl"},
}
# Programs beside the mail system use what every program may.
ALLOWED["tools/postfix"] = BASE
ALLOWED["daemon"] = {room for room in ALLOWED if not room.startswith("tools/")}
ALLOWED["modes"] = ALLOWED["daemon"] | {"daemon"}
ALLOWED["cmd"] = ALLOWED["modes"] | {"modes"}
# Two programs with licences of their own must not meet: see DESIGN on the auth process.


def room_of(path):
    """The room of a path, below src/ or from tools/ on: its longest prefix that ALLOWED knows."""
    folders = path.split("/")[:-1]
    for count in range(len(folders), 0, -1):
        room = "/".join(folders[:count])
        if room in ALLOWED:
            return room
    return None


def circle():
    """A room that is reachable from itself in ALLOWED, or None."""
    def reaches(start, target, seen):
        for room in ALLOWED[start]:
            if room == target:
                return True
            if room not in seen:
                seen.add(room)
                if reaches(room, target, seen):
                    return True
        return False
    return next((room for room in ALLOWED if reaches(room, room, set())), None)


def sources(top):
    """Of each source file: where it is, and its path as an #include line would have it."""
    for begin, base in (("src", "src"), ("tools", ".")):
        for folder, _, names in sorted(os.walk(os.path.join(top, begin))):
            for name in sorted(names):
                if name.endswith((".hh", ".cc")):
                    full = os.path.join(folder, name)
                    yield full, os.path.relpath(full, os.path.join(top, base))


def main():
    top = os.environ.get("abs_top_srcdir", ".")
    errors = []
    files = 0
    if circle():
        errors.append(f"check_arrows.py: room {circle()} depends on itself")
    for full, path in sources(top):
        files += 1
        room = room_of(path)
        with open(full, encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                if not match or "/" not in match.group(1):
                    continue
                place = f"{os.path.relpath(full, top)}:{number}"
                other = room_of(match.group(1))
                if other is None:
                    errors.append(f"{place}: no room has {match.group(1)}")
                elif other != room and other not in ALLOWED.get(room, set()):
                    errors.append(f"{place}: {room} must not include from {other}")
    if files == 0:
        errors.append(f"check_arrows.py: no source file below {top}/src")
    for error in errors:
        print(error)
    print(f"{files} files looked at, {len(errors)} wrong arrows")
    return 1 if errors else 0


sys.exit(main())
