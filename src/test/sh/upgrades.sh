#!/bin/sh
# Tests upgrades and downgrades of the package while users ask for tickets. Two new Debian systems under
# systemd have a KDC each, and the package of the first version in earlier-versions.txt. They cross over
# to each other. Their administrators install this package, that one again, and this one, in turn, and
# then this one with a higher version. Users of both realms ask for tickets all the time, and every
# request must be answered. Prints a table of what they saw. Needs root.
#
# usage: upgrades.sh PACKAGE.deb
# SUITE    the Debian releases of A and B (default: "bookworm trixie")
# WORKERS  the processes of each KDC (default: 4). With one alone, some requests are lost.
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
package=$(readlink -f "$1")
suites=${SUITE:-bookworm trixie}
dns="knot bind"
zones=one
host=kdc
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed '/^#/d; s/ .*//' "$here/earlier-versions.txt" | head -n 1)
earlier=$("$here/earlier-version.sh" "$version")
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/realms.sh"
. "$here/requests.sh"

# move NAME VERSION TEXT: installs the package earlier.deb, this.deb or later.deb while the clients ask.
# The file "earlier" is there until the step is over, and the new daemon has served both clients.
move() {
    [ "$2" != earlier ] || touch "$scratch/$1/earlier"
    step "$1" "$3" "apt-get -q -y --allow-downgrades install ./$2.deb"
    [ "$2" = earlier ] || rm -f "$scratch/$1/earlier"
}

# later: this package with a higher version.
later() {
    dpkg-deb -R "$package" "$scratch/later"
    sed -i 's/^Version: .*/&+later/' "$scratch/later/DEBIAN/control"
    dpkg-deb -b "$scratch/later" "$scratch/later.deb" >/dev/null
    rm -r "$scratch/later"
}

# modules NAME: the plugin and the guard in its KDC, and whether their files are replaced.
modules() {
    run "$1" sh -c 'for process in /proc/[0-9]*; do
            [ "$(cat "$process/comm")" != krb5kdc ] || sed -n "s/.* \(\/.*kxover.*\.so.*\)/\1/p" "$process/maps"
        done 2>/dev/null' | sort | uniq
}

# unchanged NAME: fails if its KDC is another process than when the clients began.
unchanged() {
    [ "$(run "$1" systemctl show -p MainPID --value krb5-kdc)" = "$(cat "$scratch/$1/kdc")" ] ||
        { echo "$0: an upgrade has restarted the KDC of $1" >&2; exit 1; }
}

for suite in $suites; do
    prepare "$suite"
    prepare "$suite" "$earlier/kxover.deb"
done
network dns="$(server_address knot)" a="$(address a)" b="$(address b)"
name_servers "${suites% *}"
realm a "${suites% *}" A.EXAMPLE
realm b "${suites#* }" B.EXAMPLE
services
later
for name in a b; do
    cp "$earlier/kxover.deb" "$scratch/$name/root/root/earlier.deb"
    cp "$package" "$scratch/$name/root/root/this.deb"
    cp "$scratch/later.deb" "$scratch/$name/root/root/later.deb"
    attach $name "apt-get -q -y install ./earlier.deb"
    processes $name
    touch "$scratch/$name/earlier"
    run $name systemctl show -p MainPID --value krb5-kdc >"$scratch/$name/kdc"
done
begin_asking
step a "nothing" "sleep 5"
move a this "upgrade; the other one is earlier"
move b this "upgrade"
move a earlier "downgrade"
move b earlier "downgrade; the other one is earlier"
move b this "upgrade; the other one is earlier"
move a this "upgrade"
move a later "upgrade to a later version"
move b later "upgrade to a later version"
move b this "downgrade from a later version"
move a this "downgrade from a later version"
for name in a b; do
    unchanged $name
    echo "(the KDC of $name has these, until it is restarted)"
    modules $name
done
for name in a b; do step $name "restart of the KDC, for its modules" "systemctl restart krb5-kdc"; done
end_asking
for name in a b; do
    modules $name
    typed $name "kxover status" >"$scratch/$name/output"
    cat "$scratch/$name/output"
done
printf '\nA: %s, B: %s; from %s to %s and back\n' "${suites% *}" "${suites#* }" \
    "$(dpkg-deb -f "$earlier/kxover.deb" Version)" "$(dpkg-deb -f "$package" Version)"
table_of_requests
none_lost
