#!/bin/sh
# Unpacks Debian's Postfix package (nothing is installed) for the benchmarks that run beside postmap,
# and prints the directory.   fetch_postfix.sh [CACHE-DIR]
# Needs apt-get and dpkg with current package lists; no root rights. A second run only prints.
set -eu
cache=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/sendwright-postfix}
root=$cache/root
say() { echo "fetch_postfix: $*" >&2; }

if [ -f "$cache/complete" ]; then echo "$root"; exit 0; fi
for tool in apt-get dpkg; do
    command -v $tool >/dev/null 2>&1 || { say "$tool not found"; exit 1; }
done
mkdir -p "$cache/deb" "$root"
missing() {
    LD_LIBRARY_PATH=$root/usr/lib/postfix:$(echo "$root"/usr/lib/*-linux-gnu) \
        ldd "$root/usr/sbin/postmap" | grep 'not found'
}
unpack() {
    (cd "$cache/deb" && ls "$1"_*.deb >/dev/null 2>&1 ||
        apt-get -qq -o APT::Sandbox::User=root download "$1" >&2) ||
        { say "cannot download $1 (apt-get update?)"; exit 1; }
    dpkg -x "$cache/deb/$1"_*.deb "$root"
}
unpack postfix
# Where these are installed, the system's are used.
for library in libdb5.3 libnsl2 libtirpc3 libicu72; do
    if missing >/dev/null; then unpack $library; fi
done
if missing >&2; then
    say "libraries are missing: install what is named above"
    exit 1
fi
: >"$cache/complete"
echo "$root"
