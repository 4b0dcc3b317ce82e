#!/bin/sh
# Tests doc/CONTAINER.md as it stands: a KDC, kadmind and kxoverd in a container without systemd, which
# unshare(1) makes in a network namespace of its own. Another realm is in a Debian system with systemd,
# and name servers are in a third one. A user of the container's realm gets a ticket for a service of
# the other realm, also after the KDC in the container was killed, and after the container was stopped
# and started. Prints the commands, their output, and the time of each block. Needs root.
#
# usage: container.sh PACKAGE.deb
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
page=doc/CONTAINER.md
init=/usr/share/kxover/container-init

fail() {
    echo "$0: $*" >&2
    tail -n 40 "$scratch/a/log" >&2
    exit 1
}

# in_image COMMANDS: in the container's image.
in_image() {
    printf '\n(in the image) # %s\n' "$1"
    with_proc "$scratch/a/root" "cd /root; $1"
}

# start: runs the block of the page. The image and the sockets have other places here.
start() {
    commands=$(page_block a "$page" "2. Start it" 1 |
        sed "s|/srv/kdc|$scratch/a/root|; s|/srv/kxover-sockets|$scratch/a/sockets|")
    nsenter --net="/run/netns/$prefix-a" sh -ec "$commands" >>"$scratch/a/log" 2>&1 </dev/null &
    unshared=$!
    for second in $(seq 30); do
        leader=$unshared
        # The shell, unshare, and what it has started.
        for depth in 1 2 3; do
            [ "$(cat "/proc/$leader/comm")" != container-init ] || break 2
            leader=$(ps -o pid= --ppid "$leader" | tr -d ' ')
            [ -n "$leader" ] || break
        done
        sleep 1
    done
    [ "$(cat "/proc/$leader/comm")" = container-init ] || fail "no container"
    echo "$leader" | tee "$scratch/a/leader" >"$scratch/a/nspawn"
}

# container COMMAND...: runs it in the container.
container() { nsenter -t "$(cat "$scratch/a/leader")" -m -u -i -n -p -r -w env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# pid_of PROGRAM: its process id in the container.
pid_of() { container cat "/run/kxover-init/$1.pid"; }

# await WORDS [COUNT]: until the container's log has the words so many times.
await() {
    for second in $(seq 120); do
        [ "$(grep -c "$1" "$scratch/a/log")" -lt "${2:-1}" ] || return 0
        sleep 1
    done
    fail "the log has not: $1"
}

count() { grep -c "$1" "$scratch/a/log" || true; }

# ticket USER: a ticket of the container's user for the other realm's service.
ticket() {
    # On a slow machine the first exchange can exceed the KDC's time_budget.
    for try in 1 2 3; do
        echo secret | container sh -ec "kinit $1 >/dev/null && kvno -S HTTP www.b.example" && return
        sleep 10
    done
    fail "$1 has no ticket"
}

stop() {
    begin=$(now)
    kill -TERM "$(cat "$scratch/a/leader")"
    code=0
    wait "$unshared" || code=$?
    timed a "SIGTERM to the end" "$begin"
    [ "$code" = 0 ] || fail "the container ended with $code"
    tail -n 3 "$scratch/a/log"
    tail -n 1 "$scratch/a/log" | grep -q "all have ended" || fail "the end is not orderly"
    [ ! -e "$scratch/a/sockets/kdc.sock" ] || fail "the socket is still there"
}

prepare "$suite"
network dns="$(server_address knot)" a="$(address a)" b="$(address b)"
name_servers "$suite"
realm b "$suite" B.EXAMPLE
configured a "$suite" A.EXAMPLE
mkdir "$scratch/a/sockets"

printf '\n== The other realm\n'
typed b "apt-get install -y ./kxover_*.deb" | tail -n 1
typed b "$(page_block b README.md "Install it" 2)"
give_keys b
typed b "kxover setup --yes --realm B.EXAMPLE --host kx.b.example" | tail -n 3
run b kadmin.local -q 'addprinc -randkey HTTP/www.b.example' >/dev/null 2>&1
publish b.example _kerberos.www 3600 TXT '"B.EXAMPLE"'
typed b "kxover open HTTP/www.b.example"

printf '\n== The image\n'
in_image "$(page_block a "$page" "1. Make the image" 1)"
page_block a "$page" "1. Make the image" 1 lines >>"$scratch/a/root/etc/krb5.conf"
inside "$scratch/a/root" 'p=$(head -c 24 /dev/urandom | base64); printf "%s\n%s\n" "$p" "$p" | krb5_newrealm
    kadmin.local -q "addprinc -pw secret alice"; kadmin.local -q "addprinc -pw secret bob"
    kadmin.local -q "addprinc -pw secret carol"'

printf '\n== The container\n'
start
await "krb5kdc: starting\|commencing operation"
# The resolver is in another container of the same network.
nsenter --net="/run/netns/$prefix-a" chroot "$scratch/a/root" sh -c \
    'cp /usr/share/dns/root.key /var/lib/unbound/root.key; chown -R unbound /var/lib/unbound; exec unbound -d -p' \
    >"$scratch/a/unbound" 2>&1 </dev/null &
mkdir "$scratch/resolver"
echo $! >"$scratch/resolver/nspawn"
container sh -c "$(page_block a README.md "Install it" 2)"
give_keys a
block a "$page" "3. Set up the realm" 1
await " ready: realm"
block a "$page" "4. Look" 1

printf '\n== How it runs\n'
kxoverd=$(pid_of kxoverd)
status=$(container cat "/proc/$kxoverd/status")
echo "$status" | grep '^\(Name\|PPid\|Uid\|Groups\|CapEff\|CapBnd\|NoNewPrivs\):'
echo "$status" | grep -q '^PPid:[[:space:]]*1$' || fail "kxoverd is not a child of PID 1"
echo "$status" | grep -q '^CapBnd:[[:space:]]*0*$' || fail "kxoverd has capabilities"
echo "$status" | grep -q '^NoNewPrivs:[[:space:]]*1$' || fail "kxoverd could get privileges"
[ "$(container stat -c %U "/proc/$kxoverd")" = kxover ] || fail "kxoverd runs as another user"
! container touch /usr/share/kxover/x 2>/dev/null || fail "the image is writable"
! container test -e /dev/shm || ! container touch /dev/shm/x 2>/dev/null || fail "there is a /dev/shm"
! container setpriv --reuid=kxover --clear-groups ls "/proc/1/exe" 2>/dev/null || fail "kxoverd sees PID 1"
! container setpriv --reuid=kxover --clear-groups ls /etc/kxover/private 2>/dev/null || fail "kxoverd sees the keys' folder"

printf '\n== Across\n'
ticket alice
connected=$(count "KDC connected")
[ "$connected" -ge 1 ] || fail "no KDC has connected"

printf '\n== The KDC is killed\n'
before=$(pid_of krb5kdc)
container sh -c "kill -KILL $before"
await "container-init: krb5kdc has ended"
for second in $(seq 30); do [ "$(pid_of krb5kdc 2>/dev/null || echo "$before")" = "$before" ] || break; sleep 1; done
[ "$(pid_of krb5kdc)" != "$before" ] || fail "the KDC is not started again"
container kxover check www.b.example >"$scratch/a/check" 2>&1 || true
grep '^ok  *KDC: process' "$scratch/a/check" || { cat "$scratch/a/check" >&2; fail "the new KDC does not ask"; }
[ "$(count "KDC connected")" -gt "$connected" ] || fail "the new KDC has not connected"
ticket bob
block a "$page" "5. Restart one program" 1
ticket carol

printf '\n== Stopped and started\n'
stop
ready=$(count " ready: realm")
start
await " ready: realm" $((ready + 1))
ticket alice
stop
every_block_ran container.sh
table_of_times a
