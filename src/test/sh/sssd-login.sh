#!/bin/sh
# Logs in at a machine whose log-ins go through sssd, with the password on standard input. The packages of
# sssd are unpacked in a folder. A mount namespace shows them, and the machine's own files, in their places,
# so that nothing of it is installed. sssd ends with the namespace of this script's processes. Needs root.
#
# usage: unshare --mount --uts --pid --fork --mount-proc sssd-login.sh PACKAGES FOLDER HOST ACCOUNT
#   FOLDER has sssd.conf, and etc with the files that the machine has below /etc, pam.d/login-of-the-lab too
set -eu

packages=$1
folder=$2
host=$3
account=$4

hostname "$host"
# The first folder wins: libraries that this machine has are not replaced.
mount -t overlay overlay -o "lowerdir=/usr:$packages/usr" /usr
mount -t overlay overlay -o "lowerdir=/usr/lib:$packages/lib" /usr/lib
mount -t overlay overlay -o "lowerdir=$folder/etc:/etc" /etc
for place in /var/lib /var/log /run; do mount -t tmpfs tmpfs "$place"; done
mkdir -p /var/lib/sss/db /var/lib/sss/mc /var/lib/sss/pipes/private /var/lib/sss/secrets /var/lib/sss/keytabs \
    /var/lib/sss/pubconf/krb5.include.d /var/lib/sss/gpo_cache /var/lib/sss/deskprofile /var/log/sssd
mkdir -m 1777 /run/tickets

sssd -i -c "$folder/sssd.conf" --logger=stderr >"$folder/sssd.log" 2>&1 &
sssd=$!
tries=600
until [ -S /var/lib/sss/pipes/private/pam ]; do
    tries=$((tries - 1))
    if [ $tries = 0 ] || ! kill -0 $sssd; then
        cat "$folder/sssd.log"
        exit 1
    fi
    sleep 0.1
done
pamtester -v login-of-the-lab "$account" authenticate acct_mgmt
