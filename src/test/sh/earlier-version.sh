#!/bin/sh
# Builds the package of an earlier version from this repository's history, once, and prints its folder
# below ~/.cache/kxover: kxover.deb, and the package's files in "files".
#
# usage: earlier-version.sh VERSION    a version in earlier-versions.txt
#        earlier-version.sh all        each of them
# Exit code 3: the history does not have it, as in a shallow clone.
set -eu
[ $# = 1 ] || { echo "usage: $0 VERSION | all" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
list=$here/earlier-versions.txt

if [ "$1" = all ]; then
    for version in $(sed '/^#/d; s/ .*//' "$list"); do "$0" "$version"; done
    exit 0
fi
version=$1
commit=$(awk -v version="$version" '$1 == version { print $2 }' "$list")
[ -n "$commit" ] || { echo "$0: $list has no version $version" >&2; exit 2; }
folder=$HOME/.cache/kxover/earlier-$version-$commit
if [ -e "$folder/complete" ]; then
    echo "$folder"
    exit 0
fi
git -C "$here" cat-file -e "$commit^{tree}" 2>/dev/null || {
    echo "$0: this clone does not have the history of version $version ($commit)." \
        "In a shallow clone: git fetch --unshallow" >&2
    exit 3
}

mkdir -p "$HOME/.cache/kxover"
exec 9>"$HOME/.cache/kxover/lock-earlier"
flock 9
if [ -e "$folder/complete" ]; then
    echo "$folder"
    exit 0
fi
echo "Building version $version of the package, once; this takes some minutes." >&2
rm -rf "$folder"
mkdir -p "$folder/tree"
# "git archive" would take the folder of this script only.
git -C "$(git -C "$here" rev-parse --show-toplevel)" archive "$commit" | tar -C "$folder/tree" -x
# Error Prone and the check of the formatting write nothing into the package.
if ! VERSION=$version-1 make -s -C "$folder/tree" \
    MVN="mvn -Dspotless.check.skip -Derrorprone.off=-XepDisableAllChecks" deb >"$folder/log" 2>&1 9>&-; then
    tail -n 50 "$folder/log" >&2
    exit 1
fi
mv "$folder"/tree/target/deb/kxover_*.deb "$folder/kxover.deb"
rm -rf "$folder/tree"
dpkg-deb -x "$folder/kxover.deb" "$folder/files"
touch "$folder/complete"
echo "$folder"
