#!/usr/bin/env python3
"""cf/README.md and cf/OPTIONS.md name all that the macro library has for its users, and nothing else.

What there is: the macros of m4/macros.m4, the files of feature/, mailer/ and so on, the table of options
(with the option of each name, and the value that is always written), and every name that the library
looks whether the site has defined it.
"""

import glob
import os
import re
import sys

TOP = os.path.abspath(os.environ.get("abs_top_srcdir", os.path.join(os.path.dirname(__file__), "..")))
CF = os.path.join(TOP, "cf")
# What the library tells itself, by names that it puts together.
OWN = re.compile(r"_MAILER_[a-z0-9]+_$|_ARG\d?_$|_WHERE_$|_WHO_$|_FIRST_MAILER_$|_\w+_DEFAULT_$|_ASKED_")
failures = []


def check(names, others, text):
    for name in sorted(set(names) - set(others)):
        failures.append(text + ": " + name)
        print("FAIL " + text + ": " + name)


def read(path):
    with open(os.path.join(CF, path), encoding="utf-8") as f:
        return f.read()


def library():
    """All files of the library without their comments."""
    folders = ("m4", "feature", "mailer", "ostype", "domain", "hack", "siteconfig")
    return {path: re.sub(r"(?m)(^|\s)dnl .*$", "", read(path)) for folder in folders
            for path in (os.path.relpath(p, CF) for p in glob.glob("%s/%s/*.m4" % (CF, folder)))}


def put_together(text):
    """Names like $6_MAILER_MAX in a macro that is called with the first part."""
    for macro, body in re.findall(r"(?ms)^define\(`(\w+)', `(.*?)^'\)", text):
        parts = set(re.findall(r"\$(\d)(_[A-Z]+_[A-Z]+)", body))
        for call in re.findall(r"(?m)^%s\((.*)\)dnl$|^%s\(((?:.|\n)*?)\)dnl$" % (macro, macro), text):
            words = re.findall(r"`([A-Z0-9]+)'", call[0] or call[1])
            for first in words:
                yield from (first + end for _, end in parts)


def looked_at(files):
    """(names that the library asks for, names that it sets itself)."""
    asked, is_set = set(), set()
    for path, text in files.items():
        asked |= set(re.findall(r"(?:\bifdef|_DEFIFNOT|_OPTINS|\bdefn)\(`([A-Za-z_]\w*)'", text))
        is_set |= set(re.findall(r"(?:\bdefine|_APPEND_|_ADD_TO_)\(`(\w+)'", text))
    return asked, is_set


def section(page, title):
    return re.search(r"(?ms)^## %s\n(.*?)(?=^## |\Z)" % re.escape(title), page).group(1)


def first_column(text):
    """The words in backquotes that the first column of the tables holds, without their arguments."""
    return {name for row in re.findall(r"(?m)^\| (`[^|]*) \|", text)
            for name in re.findall(r"`([\w.\-/]+)(?:\([^`]*\))?`", row)}


def upper_names(text):
    return set(re.findall(r"`((?:conf)?_?[A-Z][A-Z0-9_]{2,})`", text))


def files_of(folder, end=".m4"):
    return {name[:-len(end)] for name in os.listdir(os.path.join(CF, folder)) if name.endswith(end)}


def check_parts(readme):
    for title, folders in (("Features", ["feature"]), ("Mailers", ["mailer"]),
                           ("Domains, hacks, site configurations", ["domain", "hack", "siteconfig"])):
        there = set().union(*(files_of(folder) for folder in folders))
        told = first_column(section(readme, title).split("| mailer | settings")[0])
        check(there, told, "not in " + title)
        check(told, there, "in %s, but there is no such file" % title)
    told = set(re.findall(r"`([\w.\-]+)`", section(readme, "System types").strip().split("\n")[0]))
    check(files_of("ostype"), told, "not in System types")
    check(told, files_of("ostype"), "in System types, but there is no such file")
    samples = section(readme, "How it is laid out").split("| sample |")[1]
    told = {name for name in first_column(samples) if not name.endswith("/")}
    check(files_of("cf", ".mc"), told, "no row for the sample")
    check(told, files_of("cf", ".mc"), "a row for a sample that there is not")


def check_macros(readme, files):
    macros = set(re.findall(r"(?m)^define\(`([A-Za-z]\w*)',", files["m4/macros.m4"]))
    macros |= set(re.findall(r"(?m)^define\(`(LDAPROUTE_EQUIVALENT_FILE)'", files["m4/macros.m4"]))
    text = section(readme, "Macros")
    told = first_column(text)
    values = {name for name in macros if name.startswith("conf")} | upper_names(readme) - told
    check(macros - values, told, "not in Macros")
    check(told, macros, "in Macros, but there is no such macro")


def check_options(page, text):
    rows = {}
    for row in re.findall(r"(?m)^\| `(\w+)` \| `([^`]+)` \|.*?\| (.*?) \| .* \|$", page):
        rows[row[0]] = row[1:]
    table = re.findall(r"(?m)^_(ON|OFF|BARE|MILTER|ZONE|OURS)_\(`([\w.\-]+)', `(\w+)'(?:, `(.*)')?\)(?:dnl)?$", text)
    for kind, option, name, value in table:
        if name not in rows or rows[name][0] != option:
            check([name], [], "OPTIONS.md has no row with option %s for" % option)
        elif kind in ("ON", "MILTER") and value and rows[name][1].strip("`") != value:
            check([name], [], "OPTIONS.md: the default is %s, not %s of" % (value, rows[name][1]))
    return {name for _, _, name, _ in table}


def check_rulesets(readme, files):
    """Those with a number are for all to call, and those that are told must be there."""
    text = section(readme, "Rules of a site")
    told = set(re.findall(r"`(\w+(?:=\d+)?)`", "\n".join(re.findall(r"(?m)^\| (`[^|]*) \|", text))))
    told |= set(re.findall(r"`(Local_\w+)`", text))
    there = {name for path, code in files.items() for name in re.findall(r"(?m)^S(\w+(?:=\d+)?)$", code)}
    check({name for name in there if "=" in name}, told, "not in Rules of a site")
    check(told, there, "in Rules of a site, but there is no such ruleset")


def check_mailer_defaults(readme, files):
    """What stands in parentheses behind a setting of a mailer is its default."""
    text = section(readme, "Mailers").replace("\\|", "|")
    told = dict(re.findall(r"`([A-Z0-9_]+)` \(((?:[^()]|\([^()]*\))*)\)", text))
    there = {name: value for path, code in files.items() if path.startswith("mailer/")
             for name, value in re.findall(r"(?m)_DEFIFNOT\(`([A-Z]\w*)', `([^`']*)'\)", code)}
    for name, value in there.items():
        check([name] if told.get(name, "") != value and len(value) < 60 else [], [],
              "the default is %s, the page says %s" % (value, told.get(name)))


def main():
    readme, options = read("README.md"), read("OPTIONS.md")
    files = library()
    check_parts(readme)
    check_macros(readme, files)
    check_rulesets(readme, files)
    check_mailer_defaults(readme, files)
    in_table = check_options(options, files["m4/options.m4"])

    asked, is_set = looked_at(files)
    extra = {name for text in files.values() for name in put_together(text)}
    confs = {name for text in files.values() for name in re.findall(r"\bconf[A-Z][A-Z0-9_]*[A-Z0-9]\b", text)}
    wanted = confs | {name for name in asked if name[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    wanted |= {name for name in asked - is_set if name.startswith("_") and not OWN.match(name)}
    told = upper_names(readme) | upper_names(options) | first_column(options) | first_column(readme)
    check(wanted | in_table, told, "in neither page, though the library looks at it")

    names = upper_names(section(readme, "Names to define"))
    names |= {name for name in upper_names(section(readme, "Mailers")) if not name.startswith("_")}
    names |= upper_names(section(readme, "Security defaults of today"))
    names |= {name for name in first_column(options)}
    known = asked | is_set | extra | in_table | confs
    check(names, known, "in the pages, but nothing looks at it")
    print("%d names asked for, %d options, %d failures" % (len(wanted), len(in_table), len(failures)))
    return 1 if failures or len(wanted) < 250 else 0


if __name__ == "__main__":
    sys.exit(main())
