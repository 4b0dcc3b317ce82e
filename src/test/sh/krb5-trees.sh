#!/bin/sh
# Builds the krb5 of a Debian suite twice for MIT's own tests, without and with the patch, and prints
# the folder in ~/.cache/kxover that holds both. In stock/ and patched/, source is the source tree and
# build the build tree: MIT's tests run in it. Both have the same libraries, clients and modules.
# Without SUITE it is the version that this machine has. A build is used again; delete its folder for
# the suite's present release.
#
# usage: krb5-trees.sh [SUITE]
set -eu

[ $# -le 1 ] || { echo "usage: $0 [SUITE]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
patch=$here/../../../krb5-patch
suite=${1:-}
release=$suite
[ -n "$suite" ] || release=$(dpkg-query -W -f '${source:Version}' krb5-kdc)
cache=$HOME/.cache/kxover
key=$(cat "$patch"/kxover_* "$patch"/krb5-*.patch "$patch/apply.sh" "$0" "$patch/debian-source.sh" |
    sha256sum | cut -c1-16)
trees=$cache/krb5-trees-$release-$key

mkdir -p "$cache"
exec 9>"$cache/lock-trees"
flock 9
if [ -e "$trees/complete" ]; then
    echo "$trees"
    exit 0
fi

echo "Building krb5 $release without and with the patch, once; this takes some minutes." >&2
rm -rf "$trees"
mkdir -p "$trees/stock"
log=$trees/log
jobs=$(nproc)

# "make all" leaves out what only the tests use. With true for Python, the targets of the tests build it.
# Warnings of later compilers would end the build of an older release.
build() {
    make -j"$jobs" WARN_CFLAGS=-w &&
    make runenv.py &&
    for folder in tests tests/gssapi kdc; do
        make -j"$jobs" WARN_CFLAGS=-w -C "$folder" check-pytests RUNPYTEST=true || return 1
    done
}

{
    "$patch/debian-source.sh" "$trees/stock" ${suite:+"$suite"} &&
    mv "$trees/stock/krb5" "$trees/stock/source" &&
    mkdir "$trees/stock/build" && cd "$trees/stock/build" &&
    ../source/src/configure --with-ldap --with-lmdb --without-system-verto --without-readline \
        PYTHON=/usr/bin/python3 CFLAGS="-O1 -g" &&
    build &&
    rm -rf "$trees"/stock/apt "$trees"/stock/krb5_* &&
    # The paths in a build tree are relative, but for those in runenv.py.
    cp -a "$trees/stock" "$trees/patched" &&
    "$patch/apply.sh" "$trees/patched/source" &&
    cd "$trees/patched/build" &&
    rm -f runenv.py pyrunenv.vals &&
    build
} >"$log" 2>&1 9>&- || {
    tail -n 50 "$log" >&2
    exit 1
}
touch "$trees/complete"
echo "$trees"
