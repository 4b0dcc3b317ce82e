#!/bin/sh
# Unpacks the test suites that "make conformance" runs from Debian's source packages, each into a
# folder in ~/.cache/kxover with the package's version in its name. Prints PACKAGE=FOLDER for each.
# The machine's apt sources are not changed. An existing folder of that version is used again.
set -eu

cache=${XDG_CACHE_HOME:-$HOME/.cache}/kxover
apt=$cache/conformance-apt
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"
exec 9>"$cache/conformance-lock"
flock 9

scratch_apt() {
    apt-get -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts="$apt/parts" \
        -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" \
        -o APT::Sandbox::User=root "$@" 9>&-
}

# Makes a source entry from each entry of Debian in the machine's apt sources. Reads the list of
# packages once a day. Without the network, the list of another day serves as well.
update() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n 's/^deb \(.*debian.*\)/deb-src \1/p' >"$apt/sources.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -e "$file" ] && grep -q '^URIs:.*debian' "$file" || continue
        sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/parts/$(basename "$file")"
    done
    [ -z "$(find "$apt/updated" -mmin -1440 2>/dev/null)" ] || return 0
    if scratch_apt update >"$apt/log" 2>&1; then
        touch "$apt/updated"
    else
        cat "$apt/log" >&2
        [ -e "$apt/updated" ]
    fi
}

# unpack PACKAGE MEMBER...: the members are patterns of files in the package's archive.
unpack() {
    package=$1
    shift
    description=$(scratch_apt --print-uris --only-source source "$package" 2>"$apt/log" |
        sed -n "s/^'.*' \([^ ]*\)\.dsc .*/\1/p") || true
    [ -n "$description" ] || { cat "$apt/log" >&2; echo "no source package $package" >&2; return 1; }
    folder=$cache/source-$description
    if [ ! -e "$folder/complete" ]; then
        rm -rf "$folder" && mkdir -p "$folder/archives"
        # apt-get verifies the archive with the signed package lists.
        (cd "$folder/archives" && scratch_apt --tar-only --only-source source "$package") \
            >"$apt/log" 2>&1 || { cat "$apt/log" >&2; return 1; }
        tar -C "$folder" --strip-components=1 -xf "$folder/archives/$package"_*.orig.tar.[gx]z \
            --wildcards "$@"
        rm -rf "$folder/archives"
        touch "$folder/complete"
    fi
    echo "$package=$folder"
}

update
unpack openssl '*/test/danetest.in' '*/test/danetest.pem' '*/test/certs/*.pem' '*/test/recipes/25-test_verify.t'
unpack android-platform-external-boringssl '*/wycheproof_testvectors/*_test.txt'
unpack unbound '*/testdata/val_*.rpl'
