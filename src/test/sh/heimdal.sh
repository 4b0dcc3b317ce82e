#!/bin/sh
# Unpacks Debian's Heimdal into a folder in ~/.cache/kxover and prints that folder. Heimdal's
# packages conflict with MIT krb5, so they are not installed. An existing folder is used again.
set -eu

packages='
heimdal-kdc heimdal-clients
libasn1-8-heimdal libgssapi3-heimdal libhcrypto5-heimdal libhdb9-heimdal libheimbase1-heimdal
libheimntlm0-heimdal libhx509-5-heimdal libkadm5clnt7-heimdal libkadm5srv8-heimdal libkafs0-heimdal
libkdc2-heimdal libkrb5-26-heimdal libotp0-heimdal libroken19-heimdal libsl0-heimdal
libwind0-heimdal
libbsd0 libcap-ng0 libdb5.3 libedit2 libmd0 libsqlite3-0
'
release=$(LC_ALL=C apt-cache policy heimdal-kdc | sed -n 's/^ *Candidate: *//p')
case $release in
    '' | '(none)') echo "apt-get does not know heimdal-kdc; run apt-get update" >&2; exit 1 ;;
esac
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
