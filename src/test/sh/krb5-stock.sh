#!/bin/sh
# Builds the krb5 of another Debian suite without the patch, for tests of the guard's module, and
# prints the installation's folder in ~/.cache/kxover. It has the LMDB database, which Debian's
# package leaves out. A build is used again; delete its folder for the suite's present release.
#
# usage: krb5-stock.sh SUITE
set -eu

[ $# = 1 ] || { echo "usage: $0 SUITE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
source=$here/../../../krb5-patch/debian-source.sh
key=$(cat "$source" "$0" | sha256sum | cut -c1-16)
cache=$HOME/.cache/kxover
prefix=$cache/krb5-stock-$1-$key
rpath="-Wl,--disable-new-dtags -Wl,-rpath,$prefix/lib"

mkdir -p "$cache"
exec 9>"$cache/lock-$1"
flock 9
if [ -e "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

echo "Building the stock krb5 of $1, once; this takes some minutes." >&2
build=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$build"' EXIT
log=$build/log
jobs=$(nproc)

# Unpacks this machine's LMDB into the installation, as the machine need not have it.
lmdb() {
    mkdir -p "$build/lmdb" "$prefix/include" "$prefix/lib" &&
    cd "$build/lmdb" &&
    apt-get -q download liblmdb0 liblmdb-dev &&
    for package in *.deb; do dpkg-deb -x "$package" . || return 1; done &&
    cp usr/include/lmdb.h "$prefix/include/" &&
    cp -a usr/lib/*/liblmdb.so* "$prefix/lib/"
}

rm -rf "$prefix"
{
    lmdb &&
    "$source" "$build" "$1" &&
    mkdir "$build/tree" && cd "$build/tree" &&
    ../krb5/src/configure --prefix="$prefix" --disable-pkinit --without-system-verto \
        --without-ldap --without-readline --with-lmdb CFLAGS="-O1 -g" \
        CPPFLAGS="-I$prefix/include" LDFLAGS="-L$prefix/lib $rpath" &&
    make -j"$jobs" &&
    make install &&
    [ -e "$prefix/lib/krb5/plugins/kdb/klmdb.so" ]
} >"$log" 2>&1 9>&- || {
    tail -n 50 "$log" >&2
    exit 1
}
touch "$prefix/complete"
echo "$prefix"
