#!/bin/sh
# Tests the package in two new Debian systems with systemd, a KDC and a resolver, each in its own
# network namespace. A third system has name servers, which sign the root and the zones of both.
# A's administrator runs the commands of README.md, B's those of doc/INSTALL.md, as they stand but
# for the names. Then come the commands of "Try it" in README.md. A user of A.EXAMPLE gets a ticket
# for a service of B.EXAMPLE, and another one after a reboot of both systems. A's kxoverd shows its
# gauges. B's administrator makes mistakes, and follows the advice of "kxover check". Then B's system
# is as before the package again.
# Prints the commands of the administrators, their output, and the time of each step. Fails if the
# output differs from that on the pages. Needs root.
#
# usage: two-roots.sh PACKAGE.deb
# SUITE  the Debian releases of A and B; the name servers have A's (default: "bookworm trixie")
# DNS    the name servers of A's and B's zones, knot or bind (default: "knot bind")
# ZONES  one: kxoverd's host is in its realm's zone; two: it is in another zone (default: two)
# SETUP  yes: the plan of "kxover setup", then the set-up, its undo, and the package's purge
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
package=$(readlink -f "$1")
suites=${SUITE:-bookworm trixie}
dns=${DNS:-knot bind}
zones=${ZONES:-two}
for server in ${dns% *} ${dns#* }; do
    case $server in knot | bind) ;; *) echo "$0: DNS is knot, bind, or both, not $dns" >&2; exit 2 ;; esac
done
case $zones in one | two) ;; *) echo "$0: ZONES is one or two, not $zones" >&2; exit 2 ;; esac
# The first part of the host's name.
case ${SETUP:-} in yes) host=kdc ;; *) host=kx ;; esac
here=$(cd "$(dirname "$0")" && pwd)
. "$here/systems.sh"
. "$here/name-servers.sh"
. "$here/pages.sh"
. "$here/realms.sh"

# administrator NAME PAGE HEADING: runs the commands of a page of the documents below the heading.
administrator() {
    name=$1
    page=$2
    heading=$3
    for number in $(seq "$(page_block "$name" "$page" "$heading")"); do
        commands=$(page_block "$name" "$page" "$heading" "$number")
        # What the page says of a host in another zone.
        case $commands in
            *"dns/$name.example.key"*)
                [ "$zones" = one ] || commands="$commands
$(echo "$commands" | sed "s/$name\.example/$(machines_zone "$name")/g")"
                ;;
        esac
        begin=$(now)
        entered "$name" "$commands" >"$scratch/$name/output" || {
            cat "$scratch/$name/output"
            typed "$name" "journalctl -u kxoverd -o short-precise --no-pager -n 20"
            exit 1
        }
        # Of the package manager's output only the end.
        sed '/^Reading package lists/,/^Setting up kxover/{/^Setting up kxover/!d}' "$scratch/$name/output"
        case $commands in
            systemctl*) echo ;;
            *) timed "$name" "$(step_of "$commands")" "$begin" ;;
        esac
        as_shown "$name" "$page" "$heading" "$number" "$scratch/$name/output"
        case $commands in *"dns/$name.example.key"*) give_keys "$name" ;; esac
    done
}

# What the set-up has written.
written() { typed "$1" "cat /etc/kxover/kxoverd.conf /etc/krb5kdc/kdc.conf.d/*"; }

# entered NAME COMMANDS: at a terminal, if they ask a question.
entered() {
    case $2 in
        *undo*) answered "$1" y "$2" ;;
        *) typed "$@" ;;
    esac
}

# step_of COMMANDS: what the table of times calls it.
step_of() {
    case $1 in
        apt-get*) echo "1. apt-get install" ;;
        secret=*) echo "2. a key for DNS" ;;
        *undo*) echo "8. kxover setup --undo" ;;
        *purge*) echo "9. apt-get purge" ;;
        *setup*) echo "4. kxover setup" ;;
        *status*) echo "5. kxover status" ;;
        kinit*) echo "6. the first ticket, for the test service" ;;
        kvno*) echo "7. a ticket for a service that was opened" ;;
        *) echo "$1" ;;
    esac
}

# B's service is closed to users of other realms until its administrator opens it.
opening() {
    typed a "kinit alice"
    if typed a "kvno -S HTTP www.b.example"; then
        echo "$0: a ticket for a service that is not open" >&2
        exit 1
    fi
    publish b.example _kerberos.www 3600 TXT '"B.EXAMPLE"'
    echo "(the zone b.example has _kerberos.www.b.example)"
    typed b "$(page_block a README.md "Try it" 2)" >"$scratch/b/output"
    cat "$scratch/b/output"
    as_shown a README.md "Try it" 2 "$scratch/b/output"
}

# ticket NUMBER [TIMED]: the commands of "Try it" in README.md.
ticket() {
    commands=$(page_block a README.md "Try it" "$1")
    begin=$(now)
    # On a slow machine the first exchange can exceed the KDC's time_budget, as doc/INSTALL.md says.
    for try in first second; do
        typed a "$commands" >"$scratch/a/output" && break
        cat "$scratch/a/output"
        [ "$try" = first ] || failed
        sleep 10
    done
    cat "$scratch/a/output"
    [ -z "${2:-}" ] || timed a "$(step_of "$commands")" "$begin"
    as_shown a README.md "Try it" "$1" "$scratch/a/output"
}

# Shows why there is no ticket.
failed() {
    for name in a b; do
        typed "$name" "journalctl -u kxoverd -u krb5-kdc -o short-precise --no-pager -n 40"
    done
    exit 1
}

prepare "${suites% *}"
prepare "${suites#* }"
network dns="$(server_address knot)" a="$(address a)" b="$(address b)"
name_servers "${suites% *}"
realm a "${suites% *}" A.EXAMPLE
realm b "${suites#* }" B.EXAMPLE
run a kadmin.local -q 'addprinc -pw secret alice' >/dev/null 2>&1
run b kadmin.local -q 'addprinc -randkey HTTP/www.b.example' >/dev/null 2>&1

if [ "${SETUP:-}" = yes ]; then
    . "$here/undo-and-purge.sh"
    exit 0
fi
administrator a README.md "Install it"
written a
for heading in "Before you begin" "1. Install the package" "2. Make a key for DNS" \
    "4. Set up the realm" "5. Look"; do
    administrator b doc/INSTALL.md "$heading"
done
written b
for name in a b; do
    typed "$name" "grep PRETTY_NAME= /etc/os-release; dpkg-query -W systemd krb5-kdc default-jre-headless kxover"
done
typed dns "knotd --version; named -V | head -n 1"
typed a "kxover check www.b.example" || true
ticket 1 timed
opening
typed b "kxover services"
ticket 3 timed
typed a "klist"
typed a "kadmin.local -q 'getstrs krbtgt/B.EXAMPLE@A.EXAMPLE'"
typed a "journalctl -u kxoverd -o short-precise --no-pager -n 10"
typed a "kxover status"
typed b "kxover status"

[ "$(server b)" != bind ] || . "$here/gss-update.sh"

reboot a
reboot b
for name in a b; do
    typed "$name" "systemctl is-active kxoverd"
    typed "$name" "journalctl -b -u kxoverd -o short-precise --no-pager -n 10"
done
ticket 1
ticket 3
. "$here/gauges.sh"
. "$here/advice.sh"
administrator b doc/INSTALL.md "Remove it"
every_block_ran two-roots.sh
printf '\nA: %s with %s; B: %s with %s; %s zone(s) for each realm' \
    "${suites% *}" "${dns% *}" "${suites#* }" "${dns#* }" "$zones"
table_of_times a b
