#!/usr/bin/env python3
"""The options that docs/options.md lists as "read but not acted upon" are those that no part of the
program looks at: neither more nor fewer.

An option is acted upon if its member of config::Options stands somewhere in src besides the files
that read options and check that they go together, or if setting it sets another that is.
"""

import os
import re
import sys

TOP = os.path.abspath(os.environ.get("abs_top_srcdir", os.path.join(os.path.dirname(__file__), "..")))
READERS = re.compile(r"src/config/(cf_)?options?(_\w+)?\.(cc|hh)$")
# `Timeout.*` as a whole, and options whose value another function of Options hands out.
INDIRECT = {"Timeout", "Timeout.queuereturn", "Timeout.queuewarn", "QueueTimeout", "MailSpool"}


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as f:
        return f.read()


def program_text():
    text = ""
    for folder, _, files in os.walk(os.path.join(TOP, "src")):
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith((".cc", ".hh")) and not READERS.search(path):
                with open(path, encoding="utf-8") as f:
                    text += f.read()
    return text


def members(target, setters):
    """The members of Options that an entry's target sets."""
    if target.startswith("&Options::"):
        return [target[len("&Options::"):]]
    body = re.search(r"\b%s\(Options& (\w+).*?\n\}" % target, setters, re.S)
    return re.findall(r"\b%s\.(\w+)" % body.group(1), body.group(0)) if body else []


def unread_options():
    entry = re.compile(r'\{"([\w.\-]+)", (?:\'.\'|\w+), \w+, (?:"(?:[^"\\]|\\.)*"|kUnset), '
                       r"(?:'.'|0), (&Options::\w+|\w+)\}")
    options = entry.findall(read("src/config/option_table.cc"))
    setters, text = read("src/config/option_setters.cc"), program_text()
    return len(options), {
        name for name, target in options if name not in INDIRECT and
        not any(re.search(r"(\.|->|::)%s\b" % m, text) for m in members(target, setters))}


def listed_options():
    section = read("docs/options.md").split("## Read but not acted upon", 1)[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([\w.\-]+)` \|", section, re.M))


def main():
    count, unread = unread_options()
    listed = listed_options()
    for name in sorted(unread - listed):
        print("not in docs/options.md, though nothing reads it: " + name)
    for name in sorted(listed - unread):
        print("in docs/options.md, though something reads it or there is no such option: " + name)
    return 0 if unread == listed and count > 190 else 1


if __name__ == "__main__":
    sys.exit(main())
