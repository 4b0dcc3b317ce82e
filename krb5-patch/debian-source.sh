#!/bin/sh
# debian-source.sh FOLDER [SUITE]: unpacks the source package of krb5 into FOLDER/krb5, with
# Debian's patches applied. It is the version that this machine has, or that of another Debian suite
# such as trixie. The machine's apt sources are not changed.
set -eu

case $# in 1 | 2) ;; *) echo "usage: $0 FOLDER [SUITE]" >&2; exit 2 ;; esac
suite=${2:-}
mkdir -p "$1"
work=$(cd "$1" && pwd)
apt=$work/apt
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"

# Makes a source entry from each binary entry of the machine's apt sources.
{
    cat /etc/apt/sources.list 2>/dev/null || true
    cat /etc/apt/sources.list.d/*.list 2>/dev/null || true
} | sed -n 's/^deb /deb-src /p' >"$apt/sources.list"
for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] || continue
    sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/parts/$(basename "$file")"
done

# For another suite, uses the machine's Debian mirror only: security updates and third-party
# archives have other suites.
if [ -n "$suite" ]; then
    debian='https*://[^ ]*/debian/*'
    place=$(cat "$apt/sources.list" "$apt"/parts/* 2>/dev/null | grep -o "$debian\( \|$\)" | head -n 1)
    [ -n "$place" ] || { echo "$0: apt's sources have no Debian mirror" >&2; exit 1; }
    rm -f "$apt"/parts/*
    echo "deb-src $place $suite main" >"$apt/sources.list"
fi

scratch_apt() {
    apt-get -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts="$apt/parts" \
        -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" \
        -o APT::Sandbox::User=root "$@"
}

# Prefers the source of the installed version, so that the KDC fits the installed libraries.
version=
[ -n "$suite" ] || version=$(dpkg-query -W -f '${source:Version}' krb5-kdc 2>/dev/null || true)
cd "$work"
scratch_apt update
scratch_apt --only-source source "krb5${version:+=$version}"
rm -rf krb5
mv krb5-[0-9]*/ krb5
