#!/bin/sh
# Applies the patch to the krb5 of each Debian suite, and compiles the KDC's object files without
# linking them. Also compiles kxoverd's programs in C with the headers of that krb5. Prints a line
# for each suite. A compiler warning about our own files is an error.
#
# usage: krb5-releases.sh [SUITE...]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
patch=$here/../../../krb5-patch
programs=$here/../../../kxoverd/c
[ $# -gt 0 ] || set -- bullseye bookworm trixie sid
jobs=$(nproc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Generates only the headers that the KDC needs: one minute, where the libraries take five.
make_headers() {
    make -j"$jobs" -C util
    make -C include
    for part in krb5/error_tables rpc kadm5 kdb krb5 krb5/ccache; do
        make -C "lib/$part" includes || true
    done
    make -C lib/gssapi/generic ../../../include/gssapi/gssapi.h
}

compile() {
    "$patch/debian-source.sh" "$work/$1" "$1"
    "$patch/apply.sh" "$work/$1/krb5"
    cd "$work/$1/krb5/src"
    ./configure --disable-pkinit --without-system-verto --without-ldap --without-readline
    make_headers
    make -k -j"$jobs" -C kdc CFLAGS="-O1 -g -Wall" || true
    make -C lib/apputils net-server.o
}

# Compiles kxoverd's programs, in the folder src of a krb5.
compile_programs() {
    for source in "$programs"/*.c; do
        ${CC:-cc} -std=gnu99 -O1 -Wall -Wextra -Werror -isystem include -I"$patch" -c -o /dev/null "$source" ||
            return 1
    done
}

# Lists the KDC's sources that have no object file. t_*.c are krb5's own tests.
missing() {
    for source in kdc/*.c; do
        case $source in kdc/t_*) continue ;; esac
        [ -e "${source%.c}.o" ] || echo "${source#kdc/}"
    done
}

for suite in "$@"; do
    log=$work/$suite.log
    if ! (compile "$suite") >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        echo "$suite: the KDC's objects do not compile" >&2
        exit 1
    fi
    tree=$work/$suite/krb5
    release=$(sed -n 's/^#define KRB5_RELTAIL.*//; s/^#define KRB5_RELDATE.*//;
        s/^#define KRB5_RELTAG "krb5-\(.*\)-final"/\1/p' "$tree/src/patchlevel.h")
    cd "$tree/src"
    lacking=$(missing)
    warnings=$(grep -E '(kxover_[a-z_]*\.[ch]):[0-9]+:[0-9]+: (warning|error)' "$log" || true)
    if [ -n "$lacking$warnings" ]; then
        echo "$suite: krb5 $release lacks ${lacking:-nothing}; $warnings" >&2
        exit 1
    fi
    if ! compile_programs; then
        echo "$suite: krb5 $release: kxoverd's programs do not compile" >&2
        exit 1
    fi
    echo "$suite: krb5 $release: the patch applies, $(find kdc -name '*.o' | wc -l) objects of the KDC and kxoverd's" \
        "programs compile"
    cd "$work"
    rm -rf "${work:?}/$suite"
done
