#!/bin/sh
# Tests what an administrator does without "kxover setup": the sections of doc/INSTALL.md on rights,
# on kadmin.local, on the types of keys, and on firewalls, as they stand. The package is in a new
# Debian system with systemd, a KDC and kadmind. Prints the commands, their output, and the time of
# each block. Needs root.
#
# usage: by-hand.sh PACKAGE.deb
# SUITE  the Debian release (default: bookworm)
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
package=$(readlink -f "$1")
suite=${SUITE:-bookworm}
dns="knot knot"
zones=one
host=kx
here=$(cd "$(dirname "$0")" && pwd)
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/pages.sh"
. "$here/realms.sh"
settings=/etc/kxover/kxoverd.conf

# put FILE HEADING NUMBER: adds the page's lines at the end of a file.
put() { page_block a doc/INSTALL.md "$2" "$3" lines | run a tee -a "$1"; }

# checked FINDING: "kxover check" must have it, without an error about the key database.
checked() {
    typed a "kxover check" >"$scratch/a/check" || true
    grep "$1" "$scratch/a/check" && ! grep '^error.*\(database\|encryption types\)' "$scratch/a/check" || {
        cat "$scratch/a/check" >&2
        run a journalctl -u kxoverd --no-pager -n 20 >&2
        exit 1
    }
}

# runs_as USER: fails if another one runs the daemon.
runs_as() {
    process=$(run a systemctl show -p MainPID --value kxoverd)
    [ "$(run a stat -c %U "/proc/$process")" = "$1" ] || { echo "$0: kxoverd runs as another user" >&2; exit 1; }
    echo "(kxoverd runs as $1)"
}

# denied REQUEST: fails if kadmind does it for kxoverd. kadmin ends with 0 in any case.
denied() {
    typed a "runuser -u kxover -- kadmin -k -t /etc/kxover/kadmin.keytab -p kxover/admin -r A.EXAMPLE -q '$1'" \
        >"$scratch/a/output" || true
    cat "$scratch/a/output"
    grep -q "Operation requires" "$scratch/a/output" || { echo "$0: kadmind must refuse this" >&2; exit 1; }
}

# refused COMMAND: fails if the daemon's user can run it.
refused() {
    if typed a "runuser -u kxover -- $1"; then
        echo "$0: the user kxover must not be able to do this" >&2
        exit 1
    fi
}

prepare "$suite"
network dns="$(server_address knot)" a="$(address a)"
name_servers "$suite"
realm a "$suite" A.EXAMPLE "$(layer "$suite" nftables)"
typed a "apt-get install -y ./kxover_*.deb" | tail -n 3

printf '\n== kxover setup, with kadmin.local\n'
typed a "kxover setup --yes --no-dns --realm A.EXAMPLE --host kx.a.example --database local" >"$scratch/a/output" ||
    [ $? = 7 ] || { cat "$scratch/a/output"; exit 1; }
grep '^ok  *key database' "$scratch/a/output"
runs_as root
typed a "kxover setup --undo --yes" | tail -n 3

printf '\n== As root, with kadmin.local\n'
heading="As root, with kadmin.local"
block a doc/INSTALL.md "$heading" 1
# As "systemctl edit" does.
run a mkdir -p /etc/systemd/system/kxoverd.service.d
put /etc/systemd/system/kxoverd.service.d/override.conf "$heading" 1
run a systemctl daemon-reload
block a doc/INSTALL.md "$heading" 2
checked "^ok  *key database: made krbtgt/A.EXAMPLE@KXOVER-CHECK.INVALID"
checked "^ok  *KDC: process .* asks kxoverd"
runs_as root
put "$settings" "Faster, by kadm5's library" 1
run a systemctl restart kxoverd
checked "^ok  *key database: kxover-kadm5-local"

printf '\n== Rights by hand\n'
heading="Rights by hand"
run a rm -r /etc/systemd/system/kxoverd.service.d
run a sed -i '/^kadm5 = /d' "$settings"
run a systemctl daemon-reload
block a doc/INSTALL.md "$heading" 1
acl=$(run a cat /etc/krb5kdc/kadm5.acl)
run a sh -c ': >/etc/krb5kdc/kadm5.acl'
put /etc/krb5kdc/kadm5.acl "$heading" 1
echo "$acl" | run a tee -a /etc/krb5kdc/kadm5.acl >/dev/null
put "$settings" "$heading" 2
block a doc/INSTALL.md "$heading" 2
block a doc/INSTALL.md "$heading" 3
checked "^ok  *key database: made krbtgt/A.EXAMPLE@KXOVER-CHECK.INVALID"
runs_as kxover
refused "cat /var/lib/krb5kdc/principal"
denied "addprinc -randkey intruder"
denied "cpw -randkey krbtgt/A.EXAMPLE@A.EXAMPLE"

printf '\n== The types of keys that the KDC permits\n'
heading="The types of keys that the KDC permits"
refused "cat /etc/krb5kdc/kdc.conf"
block a doc/INSTALL.md "$heading" 1
typed a "runuser -u kxover -- cat /etc/krb5kdc/kdc.conf" >/dev/null
refused "cat /etc/krb5kdc/stash"
refused "ls /etc/krb5kdc"

printf '\n== Firewalls\n'
# answers NAME PORT: whether this system takes a connection from that one.
answers() { run "$1" timeout 5 bash -c "exec 3<>/dev/tcp/$(address a)/$2" 2>/dev/null; }
# anywhere: whether the daemon's user can connect to another port than 4088.
anywhere() { run a runuser -u kxover -- timeout 5 bash -c "exec 3<>/dev/tcp/$(server_address knot)/53" 2>/dev/null; }
put /root/rules "Firewalls" 1
typed a "nft -c -f rules"
answers dns 749
anywhere
typed a "nft -f rules"
answers dns 4088
answers dns 88
! answers dns 749 || { echo "$0: kadmind is open to everybody" >&2; exit 1; }
! anywhere || { echo "$0: the user kxover can connect to any port" >&2; exit 1; }
checked "^ok  *key database: made krbtgt/A.EXAMPLE@KXOVER-CHECK.INVALID"

every_block_ran by-hand.sh
table_of_times a
