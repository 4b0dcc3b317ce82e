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
release=$(number MAJOR_RELEASE "$1").$(number MINOR_RELEASE "$1").$(number PATCHLEVEL "$1")

# Lists the releases that have a patch here: first those up to this one, the latest first, then
# later ones, the earliest first. From 1.16 on a KDC loads the guard as a module. Before, the guard
# is a part of the patch. So a patch never crosses that border.
candidates() {
    # shellcheck disable=SC2012 # the names are ours
    releases=$(cd "$here" && ls krb5-*.patch | sed 's/^krb5-//; s/\.patch$//')
    printf '%s patch\n' $releases | sed "\$ a $release tree" | sort -k1,1V -k2,2 |
        awk -v tree="$release" '
            function is_module(r) { split(r, part, "."); return part[1] > 1 || part[2] >= 16 }
            $2 == "tree" { late = 1; next }
            is_module($1) != is_module(tree) { next }
            late { after[++m] = $1; next }
            { before[++n] = $1 }
            END { for (i = n; i > 0; i--) print before[i]; for (i = 1; i <= m; i++) print after[i] }'
}

# A patch for one release usually also applies to others near it. Without fuzz, each hook is where
# its lines around it are as in the release that the patch is for.
patch=
for candidate in $(candidates); do
    if patch -d "$1" -p1 -F0 -s --dry-run <"$here/krb5-$candidate.patch" >/dev/null 2>&1; then
        patch=$here/krb5-$candidate.patch
        break
    fi
done
if [ -z "$patch" ]; then
    echo "$0: no patch here applies to krb5 $release without fuzz; nothing is changed" >&2
    exit 1
fi
[ "$candidate" = "$release" ] ||
    echo "krb5 $release has no patch of its own here; the patch for $candidate applies without fuzz"
patch -d "$1" -p1 -F0 -s --no-backup-if-mismatch <"$patch"
# The patch has the number of its own series, and our files depend on that of the tree.
series=$(printf '%d%02d' "$(number MAJOR_RELEASE "$1")" "$(number MINOR_RELEASE "$1")")
sed -i "s/-DKXOVER_KRB5=[0-9]*/-DKXOVER_KRB5=$series/" "$kdc/Makefile.in"
# The guard's files are for releases before 1.16 only: later ones load it as a module.
for name in $(grep -o 'kxover_[a-z_]*\.c' "$patch" | sort -u); do
    cp "$here/$name" "$here/${name%c}h" "$kdc/"
done
echo "$1: krb5 $release, patched"
