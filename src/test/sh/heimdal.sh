#!/bin/sh
# Unpacks Debian's Heimdal into a folder in ~/.cache/kxover and prints that folder. Heimdal's
# packages conflict with MIT krb5, so they are not installed. An existing folder is used again.
set -eu

release=$(LC_ALL=C apt-cache policy heimdal-kdc | sed -n 's/^ *Candidate: *//p')
case $release in
    '' | '(none)') echo "apt-get does not know heimdal-kdc; run apt-get update" >&2; exit 1 ;;
esac
# Names of libraries differ between Debian's releases, so apt-get's own lists name them.
packages=$(LC_ALL=C apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances heimdal-kdc heimdal-clients |
    grep -E '^(heimdal-(kdc|clients)|lib.*-heimdal|lib(bsd|cap-ng|db5|edit|md0|sqlite3)[^ ]*)$' |
    sort -u)
cache=$HOME/.cache/kxover
prefix=$cache/heimdal-$release
if [ -e "$prefix/complete" ]; then
    echo "$prefix"
    exit 0
fi

mkdir -p "$cache"
exec 9>"$cache/heimdal-lock"
flock 9
if [ ! -e "$prefix/complete" ]; then
    rm -rf "$prefix"
    mkdir -p "$prefix/packages"
    cd "$prefix/packages"
    # apt-get verifies the downloads with the signed package lists.
    apt-get -q download $packages >../log 2>&1 9>&- || {
        cat ../log >&2
        echo "if a package version was not found, run apt-get update" >&2
        exit 1
    }
    for package in *.deb; do
        dpkg-deb -x "$package" "$prefix"
    done
    cd "$prefix"
    rm -rf packages
    touch complete
fi
echo "$prefix"
