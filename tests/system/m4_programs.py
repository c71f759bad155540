"""For the tests that compare our m4 with the installed GNU m4: where both are, and how they are run."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

TOP = pathlib.Path(os.environ.get("abs_top_srcdir", ".")).resolve()
HERE = TOP / "tests/system"
BUILD = pathlib.Path(os.environ.get("abs_top_builddir", ".")).resolve()
OURS = str(BUILD / "m4/sendwright-m4")
LIBRARY = TOP / "cf"
SKIPPED = 77


def find_gnu():
    """GNU m4's path; ends the test where it is not installed."""
    gnu = shutil.which("m4")
    version = subprocess.run([gnu, "--version"], capture_output=True, check=False).stdout if gnu else b""
    if b"GNU M4" not in version:
        print("SKIP: GNU m4 is not installed (apt-get install m4)")
        sys.exit(SKIPPED)
    return gnu


def run(program, arguments, text, folder, environment=None):
    """Output, standard error and exit status; the program's own name is `m4' in them."""
    text = text if isinstance(text, bytes) else text.encode()
    try:
        done = subprocess.run([program, *arguments], input=text, cwd=folder, timeout=20,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              env={**os.environ, "LC_ALL": "C", **(environment or {})})
    except subprocess.TimeoutExpired:
        return b"", os.fsencode(program) + b" does not end", None
    output, errors = (stream.replace(os.fsencode(program), b"m4")
                      for stream in (done.stdout, done.stderr))
    return output, errors, done.returncode


def side_by_side(compare, cases):
    """Runs compare(case) for each on the processors there are; the results in order."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(compare, cases))


def show_difference(title, theirs, ours):
    print(f"FAIL {title}")
    for what, expected, found in zip(("stdout", "stderr", "exit"), theirs, ours):
        if expected != found:
            print(f"  {what}: GNU {expected!r:.600}\n  {what}: our {found!r:.600}")


def without_date(text):
    """The line that says who built it when is not the same twice."""
    return re.sub(rb"(?m)^#+ +built by .*$", b"", text)
