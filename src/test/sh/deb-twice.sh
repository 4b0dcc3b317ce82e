#!/bin/sh
# Builds Debian's package twice, and compares the octets. The second build has a longer folder, a later
# time, another umask, time zone and language. The language is Turkish, whose small letter of I is
# another one. Prints the package's SHA-256.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
"$here/prerequisites.sh" all
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies the sources, without what was built and without the fuzzers' inputs.
copy() {
    mkdir -p "$1"
    tar -C "$top" --exclude=./.git --exclude=./target --exclude=./src/test/fuzz -c . | tar -C "$1" -x
}

# Error Prone and the check of the formatting write nothing into the package, and take half of the time.
build() {
    make -C "$1" -s MVN="mvn -Dspotless.check.skip -Derrorprone.off=-XepDisableAllChecks" deb >"$1.log" 2>&1 || {
        tail -n 50 "$1.log" >&2
        exit 1
    }
}

first=$work/a
second=$work/a/folder/whose/name/is/longer
copy "$first"
(umask 022 && LC_ALL=C.UTF-8 TZ=UTC build "$first")
cp "$first"/target/deb/*.deb "$work/first.deb"
rm -rf "$first"

copy "$second"
localedef -i tr_TR -f UTF-8 "$work/tr_TR.UTF-8"
(
    umask 077
    export LOCPATH="$work" LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati
    build "$second"
)
cp "$second"/target/deb/*.deb "$work/second.deb"

if ! cmp "$work/first.deb" "$work/second.deb"; then
    # Which of the files differ.
    for number in first second; do
        dpkg-deb -R "$work/$number.deb" "$work/$number"
        (cd "$work/$number" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2) >"$work/$number.sums"
        dpkg-deb -c "$work/$number.deb" >>"$work/$number.sums"
    done
    diff "$work/first.sums" "$work/second.sums" >&2 || true
    exit 1
fi
echo "two builds have the same octets: $(sha256sum <"$work/first.deb" | cut -d' ' -f1)"
