#!/bin/sh
# krb5-kdc-deb.sh FOLDER: builds this Debian release's package krb5-kdc with the patch into FOLDER.
# Installs the build's dependencies, but not the package.
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
echo "Building krb5-kdc, which takes some minutes. The log is $log"
{
    "$here/debian-source.sh" "$build" &&
    "$here/apply.sh" "$build/krb5" &&
    cd "$build/krb5" &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends --arch-only build-dep ./
} >"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }

# The version is above the package that this one replaces, and below Debian's next update. It
# depends on the exact version of Debian's libraries, as Debian's krb5-kdc does.
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
