#!/bin/sh
# Unpacks Debian's sendmail packages (nothing is installed) for the tests that compare us with the
# real program, and prints the directory.   fetch_oracle.sh [CACHE-DIR]
# Needs apt-get and dpkg with current package lists; no root rights. A second run only prints.
set -eu
cache=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/sendwright-oracle}
root=$cache/root
program=$root/usr/libexec/sendmail/sendmail
say() { echo "fetch_oracle: $*" >&2; }

if [ -f "$cache/complete" ] && [ -x "$program" ]; then echo "$root"; exit 0; fi
for tool in apt-get dpkg; do
    command -v $tool >/dev/null 2>&1 || { say "$tool not found"; exit 1; }
done
mkdir -p "$cache/deb" "$root"

unpack() {
    for package in "$@"; do
        (cd "$cache/deb" && ls "$package"_*.deb >/dev/null 2>&1 ||
            apt-get -qq -o APT::Sandbox::User=root download "$package" >&2) ||
            { say "cannot download $package (apt-get update?)"; exit 1; }
        dpkg -x "$cache/deb/$package"_*.deb "$root"
    done
}

unpack sendmail-bin sendmail-cf libwrap0 liblockfile1
libraries=$(echo "$root"/usr/lib/*-linux-gnu | tr ' ' ':')
# A set-group-ID program would not look at LD_LIBRARY_PATH.
chmod -R ug-s "$root/usr/libexec/sendmail"
if LD_LIBRARY_PATH=$libraries ldd "$program" | grep 'not found' >&2; then
    say "libraries are missing: install what is named above"
    exit 1
fi
: >"$cache/complete"
echo "$root"
