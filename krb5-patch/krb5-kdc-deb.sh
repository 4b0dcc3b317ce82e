#!/bin/sh
# krb5-kdc-deb.sh FOLDER: builds this Debian release's package krb5-kdc with the patch, and leaves
# it in FOLDER. Installs what the build needs; the package itself is not installed.
set -eu

[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
log=$out/krb5-kdc-deb.log
echo "Building krb5-kdc; this takes some minutes. Its log is $log"
{
    "$here/debian-source.sh" "$build" &&
    "$here/apply.sh" "$build/krb5" &&
    cd "$build/krb5" &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends --arch-only build-dep ./
} >"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }

# Above the package that it replaces, and below Debian's next one, which is to be noticed. The
# libraries stay those of Debian, whose exact version Debian's krb5-kdc wants too.
debian=$(dpkg-parsechangelog -S Version)
version=$debian+kxover1
sed -i "/^Package: krb5-kdc\$/,/^\$/s/libkrb5-3 (= \\\${binary:Version})/libkrb5-3 (= $debian)/" \
    debian/control
{
    echo "krb5 ($version) $(dpkg-parsechangelog -S Distribution); urgency=medium"
    echo
    echo "  * krb5kdc asks kxoverd about services of realms that it does not know."
    echo
    echo " -- $(id -un) <$(id -un)@$(uname -n)>  $(date -R)"
    echo
    cat debian/changelog
} >"$build/changelog"
cp "$build/changelog" debian/changelog

DEB_BUILD_OPTIONS="nocheck noddebs parallel=$(nproc)" \
    dpkg-buildpackage -B -uc -us >>"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }
cp "$build/krb5-kdc_${version}_$(dpkg --print-architecture).deb" "$out/"
echo "$out/krb5-kdc_${version}_$(dpkg --print-architecture).deb"
