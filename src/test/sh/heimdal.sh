#!/bin/sh
# Unpacks Debian's Heimdal beside the system's MIT krb5, with which its packages conflict, and prints
# the folder. Nothing is installed; what was unpacked once is kept in ~/.cache/kxover.
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
    '' | '(none)') echo "apt-get knows no heimdal-kdc; run apt-get update" >&2; exit 1 ;;
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
    # apt-get checks what it downloads against the signed lists.
    apt-get -q download $packages >../log 2>&1 9>&- || {
        cat ../log >&2
        echo "if that was about a version that is gone: apt-get update" >&2
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
