#!/bin/sh
# Builds this Debian release's krb5 with the patch, for tests, and prints the installation's folder
# in ~/.cache/kxover. A build from the same sources is used again. krb5kdc.sanitized, beside
# krb5kdc, aborts at the first memory error or undefined behaviour. It has the LMDB database, which
# Debian 12's packages leave out: its module also fits the programs of these packages.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
patch=$here/../../../krb5-patch
release=$(dpkg-query -W -f '${source:Version}' krb5-kdc)
flags="-O1 -g"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
key=$(cat "$patch"/kxover_* "$patch"/krb5-*.patch "$patch/apply.sh" "$0" "$patch/debian-source.sh" |
    sha256sum | cut -c1-16)
cache=$HOME/.cache/kxover
prefix=$cache/krb5-$release-$key
rpath="-Wl,--disable-new-dtags -Wl,-rpath,$prefix/lib"
if [ -e "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ -e "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

echo "Building krb5 $release with the patch, once; this takes some minutes." >&2
build=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$build"' EXIT
log=$build/log
jobs=$(nproc)
{
    "$patch/debian-source.sh" "$build" &&
    "$patch/apply.sh" "$build/krb5" &&
    mkdir "$build/tree" && cd "$build/tree" &&
    ../krb5/src/configure --prefix="$prefix" --disable-pkinit --without-system-verto \
        --without-ldap --without-readline --with-lmdb CFLAGS="$flags" \
        LDFLAGS="$rpath" &&
    make -j"$jobs" &&
    rm -rf "$prefix" &&
    make install &&
    [ -e "$prefix/lib/krb5/plugins/kdb/klmdb.so" ] &&
    # Only the KDC gets the sanitizers, which also check memory that it gets from the libraries.
    rm -f kdc/*.o kdc/krb5kdc &&
    make -C kdc krb5kdc CFLAGS="$flags $sanitize" LDFLAGS="$rpath $sanitize" &&
    cp kdc/krb5kdc "$prefix/sbin/krb5kdc.sanitized"
} >"$log" 2>&1 9>&- || {
    tail -n 50 "$log" >&2
    exit 1
}
touch "$prefix/complete"
echo "$prefix"
