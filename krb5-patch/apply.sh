#!/bin/sh
# apply.sh TREE: patches the source tree of an MIT krb5 release, so that its krb5kdc asks kxoverd.
# TREE is the folder that holds src/. On an error nothing is changed. Run it once for each tree.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# = 1 ] || { echo "usage: $0 TREE" >&2; exit 2; }
kdc=$1/src/kdc
[ -f "$kdc/do_tgs_req.c" ] || { echo "$0: $1 is not a source tree of krb5" >&2; exit 1; }
[ ! -e "$kdc/kxover_kdc.c" ] || { echo "$0: $1 has the patch already" >&2; exit 1; }

number() {
    sed -n "s/^#define KRB5_$1 *\([0-9]*\)$/\1/p" "$2/src/patchlevel.h"
}
series=$(number MAJOR_RELEASE "$1").$(number MINOR_RELEASE "$1")
release=$series.$(number PATCHLEVEL "$1")

# The patch for one release usually also applies to the others of its series. Takes that of the
# latest release before this one; if there is none, that of the first release after it.
patch=
for level in $(cd "$here" && ls krb5-"$series".*.patch 2>/dev/null |
    sed "s/^krb5-$series\.//; s/\.patch$//" | sort -n); do
    if [ -z "$patch" ] || [ "$level" -le "${release##*.}" ]; then
        patch=$here/krb5-$series.$level.patch
    fi
done
[ -n "$patch" ] || { echo "$0: no patch for krb5 $release" >&2; exit 1; }
[ "$patch" = "$here/krb5-$release.patch" ] ||
    echo "$0: no patch for krb5 $release; using the one for $(basename "$patch" .patch)" >&2

patch -d "$1" -p1 -F0 -s --dry-run <"$patch" || {
    echo "$0: $(basename "$patch") does not apply; nothing is changed" >&2
    exit 1
}
patch -d "$1" -p1 -F0 -s --no-backup-if-mismatch <"$patch"
# The guard's files are for releases before 1.16 only: later ones load it as a module.
for name in $(grep -o 'kxover_[a-z_]*\.c' "$patch" | sort -u); do
    cp "$here/$name" "$here/${name%c}h" "$kdc/"
done
echo "$1: krb5 $release, patched"
