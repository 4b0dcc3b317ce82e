#!/bin/sh
# Tests the AppArmor profile of the package in a virtual machine, as containers have no AppArmor of their
# own. The realm A is on the machine, with Debian's kernel. B and name servers are in two more systems.
# A's kxoverd changes the database through kadmind, then as root with kadmin.local, then with
# kxover-kadm5-local. In each form, users of each realm get tickets for services of the other one. Each
# process of kxoverd must be confined, and AppArmor must have denied nothing to it. Then somebody with
# root's rights tries from inside the profile to read, write and run what kxoverd has no need of. Runs
# the blocks of "AppArmor" in doc/INSTALL.md. Needs root. Takes half an hour where there is no KVM.
#
# usage: apparmor.sh PACKAGE.deb
# SUITE  the Debian release (default: bookworm)
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
package=$(readlink -f "$1")
suite=${SUITE:-bookworm}
dns="knot knot"
zones=one
host=kx
virtual=a
here=$(cd "$(dirname "$0")" && pwd)
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/pages.sh"
. "$here/realms.sh"
. "$here/virtual.sh"
page=doc/INSTALL.md
heading=AppArmor
settings=/etc/kxover/kxoverd.conf

fail() {
    echo "$0: $*" >&2
    for name in a b; do
        run "$name" journalctl -b -o short-precise --no-pager -n 40 >&2 || true
    done
    # What Java says when it crashes.
    run a journalctl -u kxoverd -o cat --no-pager | grep -a -A 30 '^# A fatal error' >&2 || true
    exit 1
}

# set_up NAME OPTION...: installs the package, and sets up the realm.
set_up() {
    name=$1
    shift
    begin=$(now)
    typed "$name" "apt-get install -y ./kxover_*.deb" | tail -n 3
    timed "$name" "apt-get install" "$begin"
    typed "$name" "$(page_block "$name" README.md "Install it" 2)"
    ! is_virtual "$name" || keys_of "$name"
    give_keys "$name"
    begin=$(now)
    typed "$name" "kxover setup --yes --realm $(realm_of "$name") --host kx.$name.example $*" >"$scratch/$name/output" ||
        [ $? = 7 ] || { cat "$scratch/$name/output"; fail "the set-up of $name has failed"; }
    grep '^\(done\|ok\|warning\|error\)' "$scratch/$name/output"
    timed "$name" "kxover setup" "$begin"
}

realm_of() { case $1 in a) echo A.EXAMPLE ;; b) echo B.EXAMPLE ;; esac; }

# ticket NAME USER: a user of that realm gets a ticket for the service of the other one.
ticket() {
    case $1 in a) service=www.b.example ;; b) service=www.a.example ;; esac
    begin=$(now)
    # The first exchange can exceed the KDC's time_budget, as the processor is slow.
    for try in 1 2 3 4 5; do
        if typed "$1" "kinit $2 >/dev/null && kvno -S HTTP $service"; then
            timed "$1" "a ticket for $service" "$begin"
            return
        fi
        sleep 10
    done
    fail "$2 has no ticket for $service"
}

# both_ways: users of both realms cross over, with new keys.
both_ways() {
    for name in a b; do
        for crossover in B.EXAMPLE@A.EXAMPLE A.EXAMPLE@B.EXAMPLE; do
            run "$name" kadmin.local -q "delprinc -force krbtgt/$crossover" >/dev/null 2>&1
        done
        typed "$name" "systemctl restart krb5-kdc kxoverd"
    done
    ticket a alice
    ticket b bob
}

# confined PROGRAM...: each process of the unit is in the profile, and these programs are among them.
confined() {
    run a sh -c 'for process in $(cat /sys/fs/cgroup/system.slice/kxoverd.service/cgroup.procs); do
        echo "$(cat /proc/$process/attr/current): $(cat /proc/$process/comm)"; done' >"$scratch/a/labels"
    printf '\nThe processes of kxoverd.service, and aa-status:\n'
    cat "$scratch/a/labels"
    ! grep -v '^kxoverd (enforce): ' "$scratch/a/labels" || fail "a process is not confined"
    for program in "$@"; do
        grep -q ": $program\$" "$scratch/a/labels" || fail "there is no process $program"
    done
    run a aa-status --json | grep -o '"kxoverd": *"enforce"' || fail "the profile is not enforced"
    run a aa-status | grep 'java.*kxoverd' || fail "aa-status does not show the daemon"
}

# denials: what the kernel has denied in the profile, since the system was booted.
denials() { run a journalctl -b -o cat --no-pager | grep 'apparmor="DENIED".*profile="kxoverd' || true; }

# nothing_denied: fails if kxoverd lacks a right.
nothing_denied() {
    denials >"$scratch/a/denials"
    ! grep . "$scratch/a/denials" || fail "AppArmor has denied this to kxoverd"
    echo "(nothing was denied)"
}

# used: what an administrator does with the running daemon.
used() {
    typed a "systemctl reload kxoverd"
    typed a "kxover renew B.EXAMPLE" || true
    typed a "kxover check; kxover status" || true
    nothing_denied
}

# refused COMMAND: it is refused in the profile, while the same succeeds without it.
refused() {
    typed a "$1" >/dev/null || fail "without the profile this must succeed: $1"
    ! confined_shell "$1" || fail "the profile allows this: $1"
    echo "(refused in the profile only)"
}

allowed() { confined_shell "$1" || fail "the profile does not allow this: $1"; }

confined_shell() { typed a "aa-exec -p kxoverd -- $1"; }

prepare "$suite"
network dns="$(server_address knot)" b="$(address b)"
name_servers "$suite"
realm b "$suite" B.EXAMPLE
begin=$(now)
realm a "$suite" A.EXAMPLE "$(layer "$suite" "$virtual_packages")"
timed a "boot, and make the database" "$begin"
typed a "uname -r; cat /sys/module/apparmor/parameters/enabled; dpkg-query -W apparmor systemd krb5-kdc"
run a kadmin.local -q 'addprinc -pw secret alice' >/dev/null 2>&1
run b kadmin.local -q 'addprinc -pw secret bob' >/dev/null 2>&1
for name in a b; do
    run "$name" kadmin.local -q "addprinc -randkey HTTP/www.$name.example" >/dev/null 2>&1
    publish "$name.example" _kerberos.www 3600 TXT "\"$(realm_of "$name")\""
done
set_up b
set_up a
for name in a b; do typed "$name" "kxover open HTTP/www.$name.example"; done

printf '\n== As the user kxover, with kadmin\n'
block a "$page" "$heading" 1
ticket a alice
ticket b bob
confined java kadmin
used

printf '\n== From inside\n'
allowed "sh -c ': <$settings'"
refused "sh -c ': </etc/shadow'"
refused "sh -c ': </etc/kxover/dns/a.example.key'"
refused "sh -c ': >>$settings'"
refused "sh -c ': >>/usr/share/kxover/kxoverd.jar'"
# aa-exec takes the profile at its own exec, so a shell has to start the program.
refused "sh -c '/usr/bin/id; exit \$?'"
# With every right of root's to pass over modes, but another user.
as_kxover="setpriv --reuid=kxover --regid=kxover --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override"
allowed "sh -c ': </var/lib/krb5kdc/principal'"
typed a "$as_kxover sh -c ': </var/lib/krb5kdc/principal'"
! typed a "$as_kxover aa-exec -p kxoverd -- sh -c ': </var/lib/krb5kdc/principal'" ||
    fail "the user kxover can read the database"
denials | tee "$scratch/a/denials"
grep -q 'name="/etc/shadow"' "$scratch/a/denials" || fail "the journal does not have the denial"

printf '\n== A rule of this machine, and complain mode\n'
run a sh -c 'mkdir /srv/certificates; echo x >/srv/certificates/a.pem'
refused "sh -c ': </srv/certificates/a.pem'"
page_block a "$page" "$heading" 1 lines | run a tee -a /etc/apparmor.d/local/kxoverd
block a "$page" "$heading" 2
allowed "sh -c ': </srv/certificates/a.pem'"
block a "$page" "$heading" 3
run a sh -c 'cat /proc/$(systemctl show -p MainPID --value kxoverd)/attr/current' | grep complain ||
    fail "not in complain mode"
allowed "sh -c ': </etc/shadow'"
block a "$page" "$heading" 4
refused "sh -c ': </etc/shadow'"
confined java kadmin

printf '\n== After a reboot, as root with kadmin.local\n'
run a sh -c 'mkdir /root/kept; cp -a /etc/kxover/A.EXAMPLE.crt /etc/kxover/private /root/kept/'
typed a "kxover setup --undo --yes --no-dns" | tail -n 3
# The same certificate, as DNS has its record.
run a sh -c 'cp -a /root/kept/A.EXAMPLE.crt /etc/kxover/; cp -a /root/kept/private /etc/kxover/'
reboot a
# The crossovers of before would have the guard only observe.
set_up a --no-dns --database local --guard enforce
typed a "kxover open HTTP/www.a.example"
both_ways
confined java kadmin.local
used

printf '\n== With kxover-kadm5-local\n'
run a sh -c "echo 'kadm5 = kxover-kadm5-local -r A.EXAMPLE' >>$settings"
both_ways
# The kernel keeps fifteen octets of a name.
confined java kxover-kadm5-lo
used

typed a "apt-get purge -y kxover" | tail -n 3
! run a find /etc/apparmor.d /var/cache/apparmor | grep kxover || fail "the purge has left this"
every_block_ran apparmor.sh
table_of_times a b
