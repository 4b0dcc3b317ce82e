#!/bin/sh
# Tests the steps of doc/SUPPORT.md from Debian 12 to 13, in a new Debian 12 with systemd, a KDC and the
# package, whose realm A.EXAMPLE crosses over to B.EXAMPLE of a Debian 13. Users of both realms ask for
# tickets all the time. Prints a table of what they saw. Needs root.
#
# The systems cannot reach Debian's archive. So the lists and the packages of Debian 13 are downloaded
# before, and are where "apt-get update" and "apt-get full-upgrade" would put them.
#
# usage: debian-upgrade.sh PACKAGE.deb
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
package=$(readlink -f "$1")
dns="knot bind"
zones=one
host=kdc
here=$(cd "$(dirname "$0")" && pwd)
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/pages.sh"
. "$here/realms.sh"
. "$here/requests.sh"
page=doc/SUPPORT.md
heading="From Debian 12 to 13"

# archive: the folder of what apt knows and has of Debian 13, for a Debian 12 with the package. Made
# anew when the package needs something else.
archive() {
    archive=$(base bookworm)/to-trixie-$(key_of "$(dpkg-deb -f "$package" Pre-Depends Depends Recommends)")
    (
        flock 9
        [ -e "$archive/done" ] || make_archive
    ) 9>"$cache/systems.lock"
    echo "$archive/upper"
}

make_archive() {
    rm -rf --one-file-system "$archive"
    mkdir -p "$archive/upper/var/lib/apt" "$archive/upper/var/cache/apt"
    edit archive bookworm
    root=$scratch/archive/root
    cp "$package" "$root/root/kxover.deb"
    mount -t proc proc "$root/proc"
    inside "$root" "apt-get -q -y install /root/kxover.deb
        sed -i s/bookworm/trixie/g /etc/apt/sources.list
        apt-get -q update
        apt-get -q -y --download-only full-upgrade" && touch "$archive/done"
    umount "$root/proc"
    cp -a "$root/var/lib/apt/lists" "$archive/upper/var/lib/apt/"
    cp -a "$root/var/cache/apt/archives" "$archive/upper/var/cache/apt/"
    umount "$root"
    [ -e "$archive/done" ] || exit 1
}

# page_step NUMBER TEXT: a block of the page, while the clients ask.
page_step() { step a "$2" "export DEBIAN_FRONTEND=noninteractive
$(page_block a "$page" "$heading" "$1")"; }

prepare bookworm
prepare trixie
archive=$(archive)
network dns="$(server_address knot)" a="$(address a)" b="$(address b)"
name_servers bookworm
# A package of Debian 13 brings the anchor and the name servers of the real root.
configured a bookworm A.EXAMPLE "$archive"
inside "$root" "for file in key hints; do
    dpkg-divert --quiet --add --no-rename --divert /usr/share/dns/real-root.\$file /usr/share/dns/root.\$file
    done"
boot a
database a
realm b trixie B.EXAMPLE
services
for name in a b; do
    attach $name "apt-get -q -y install ./$(basename "$package")"
    processes $name
done
begin_asking
step a "nothing" "sleep 5"
page_step 1 "backup"
page_step 2 "Debian 13 in apt's sources"
page_step 3 "packages that need no new ones"
page_step 4 "all packages"
[ "$(page_block a "$page" "$heading" 5)" = reboot ] || { echo "$0: $page has other steps" >&2; exit 1; }
begin=$(now)
reboot a
took=$(($(now) - begin))
await_firsts "$(now)"
noted a "reboot" "$took" - -
page_step 6 "look"
cat "$scratch/a/output"
end_asking
table_of_requests
# In these steps Debian's packages restart kadmind, and A is away.
none_lost "all packages" reboot
