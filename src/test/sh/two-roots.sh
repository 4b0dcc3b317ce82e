#!/bin/sh
# Tests the package in two new Debian systems with systemd, a KDC and a resolver, each in its own
# network namespace. A third namespace has a name server, which signs the root and the zones of
# both. Runs the commands of doc/INSTALL.md in both systems as they stand, but for B's names, and
# then those of "Try it" in README.md. A user of A.EXAMPLE gets a ticket for a service of B.EXAMPLE,
# and another one after a reboot of both systems. Prints the commands of the administrator, their
# output, and the time of each block of commands. Needs root.
#
# usage: two-roots.sh PACKAGE.deb
# SUITE is the Debian release of both systems, by default this machine's. SETUP=yes lets "kxover setup"
# do it, with a key for DNS in each system, and takes it back at the end.
set -eu
[ $# = 1 ] || { echo "usage: $0 PACKAGE.deb" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "$0: must be run as root" >&2; exit 1; }
package=$(readlink -f "$1")
release=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
case $release in *[!a-z]*) echo "$0: SUITE is not a Debian release: $release" >&2; exit 2 ;; esac
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kxover
base=$cache/two-roots-$release
here=$(cd "$(dirname "$0")" && pwd)
pages=$(cd "$here/../../.." && pwd)
# A second run would remove the namespaces of the first one at its end.
for name in dns a b; do
    [ ! -e "/run/netns/kxover-$name" ] ||
        { echo "$0: the network namespace kxover-$name exists: is another run in progress?" >&2; exit 1; }
done

# Not below /tmp, which may be a small tmpfs: it holds the overlays of whole systems.
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/kxover-two-roots.XXXXXX")

# Public addresses, as kxoverd does not connect to private ones. The namespaces have no route to the
# Internet.
address() { case $1 in dns) echo 44.0.0.53 ;; a) echo 44.0.1.1 ;; b) echo 44.0.2.1 ;; esac; }

finish() {
    code=$?
    set +e
    for name in a b dns; do
        [ ! -e "$scratch/$name/nspawn" ] || kill "$(cat "$scratch/$name/nspawn")" 2>/dev/null
    done
    wait
    for name in a b dns; do
        ! mountpoint -q "$scratch/$name/root" || umount "$scratch/$name/root"
        ip netns del "kxover-$name" 2>/dev/null
    done
    rm -rf --one-file-system "$scratch"
    exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

# Makes the base system of all roots, once; it is kept in the cache.
make_base() {
    [ ! -e "$base/done" ] || return 0
    echo "Making a Debian $release in $base"
    rm -rf --one-file-system "$base"
    mkdir -p "$base"
    debootstrap --variant=minbase "$release" "$base/root" >"$base/log"
    printf '#!/bin/sh\nexit 101\n' >"$base/root/usr/sbin/policy-rc.d"
    chmod 755 "$base/root/usr/sbin/policy-rc.d"
    in_base "apt-get -q -y --no-install-recommends install systemd-sysv dbus iproute2 \
        krb5-kdc krb5-admin-server krb5-user unbound dns-root-data knot && systemctl disable knot" \
        >>"$base/log" 2>&1
    rm "$base/root/usr/sbin/policy-rc.d"
    touch "$base/done"
}

in_base() {
    chroot "$base/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
        DEBIAN_FRONTEND=noninteractive sh -c "$1"
}

# Downloads the package's dependencies, as the systems cannot reach Debian's archive.
fetch() {
    cp "$package" "$base/root/root/kxover.deb"
    in_base "apt-get -q update && apt-get -q -y --download-only install /root/kxover.deb" \
        >>"$base/log" 2>&1
    rm "$base/root/root/kxover.deb"
}

# edit NAME: mounts the file system of a stopped system at $scratch/NAME/root.
edit() {
    folder=$scratch/$1
    mkdir -p "$folder/upper" "$folder/work" "$folder/root"
    mount -t overlay overlay \
        -o "lowerdir=$base/root,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
}

boot() {
    folder=$scratch/$1
    systemd-nspawn -q --boot -D "$folder/root" --machine="kxover-$1" --register=no --keep-unit \
        --network-namespace-path="/run/netns/kxover-$1" --resolv-conf=off --console=pipe \
        >"$folder/log" 2>&1 </dev/null &
    echo $! >"$folder/nspawn"
    for second in $(seq 60); do
        leader=$(ps -o pid= --ppid "$(cat "$folder/nspawn")" | tr -d ' ')
        if [ -n "$leader" ]; then
            echo "$leader" >"$folder/leader"
            case $(run "$1" systemctl is-system-running 2>/dev/null) in
                running | degraded) return ;;
            esac
        fi
        sleep 1
    done
    cat "$folder/log" >&2
    exit 1
}

# run NAME COMMAND...: runs a command in a running system.
run() {
    inside=$(cat "$scratch/$1/leader")
    shift
    nsenter -t "$inside" -m -u -i -n -p -C -r -w env -i HOME=/root LC_ALL=C \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# reboot NAME: restarts a system with its disk contents.
reboot() {
    nspawn=$(cat "$scratch/$1/nspawn")
    # The output is ignored: systemctl loses its connection during the shutdown.
    typed "$1" reboot >/dev/null || true
    printf '\n(%s is rebooted)\n' "kdc.$1.example"
    for second in $(seq 60); do
        kill -0 "$nspawn" 2>/dev/null || break
        sleep 1
    done
    boot "$1"
}

# typed NAME COMMANDS: runs commands in a system, and prints them and their output. A command that
# asks for a password gets the one of alice.
typed() {
    printf '\nroot@kdc.%s.example:~# %s\n' "$1" "$2"
    echo secret | run "$1" sh -ec "cd; $2" 2>&1
}

network() {
    for name in dns a b; do
        ip netns add "kxover-$name"
        ip -n "kxover-$name" link set lo up
    done
    ip -n kxover-dns link add br0 type bridge
    ip -n kxover-dns address add "$(address dns)/16" dev br0
    ip -n kxover-dns link set br0 up
    for name in a b; do
        ip link add name eth0 netns "kxover-$name" type veth peer name "$name" netns kxover-dns
        ip -n kxover-dns link set dev "$name" master br0 up
        ip -n "kxover-$name" link set eth0 up
        ip -n "kxover-$name" address add "$(address $name)/16" dev eth0
    done
}

# Sets up a name server for all zones, each with one key. Each parent has the key's DS record. The
# root's key is the trust anchor.
name_server() {
    edit dns
    root=$scratch/dns/root
    zones=$root/var/lib/knot
    cat >"$root/etc/knot/knot.conf" <<EOF
server:
    rundir: /run/knot
    user: knot:knot
    listen: $(address dns)@53
database:
    storage: /var/lib/knot
include: keys-*.conf
policy:
  - id: one-key
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: /var/lib/knot
    file: "%s.zone"
    dnssec-signing: on
    dnssec-policy: one-key
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
  - id: updated
    storage: /var/lib/knot
    file: "%s.zone"
    dnssec-signing: on
    dnssec-policy: one-key
    zonefile-load: difference
zone:
  - domain: .
    file: root.zone
  - domain: example
  - domain: a.example
    template: updated
    acl: kxover-a
  - domain: b.example
    template: updated
    acl: kxover-b
EOF
    for name in a b; do
        write_rights "$name" "$(head -c 32 /dev/urandom | base64)" "$names"
    done
    begin="@ 3600 SOA ns. hostmaster.ns. 1 3600 900 86400 5\n@ 3600 NS ns.\n"
    printf "${begin}ns. 3600 A %s\nexample. 3600 NS ns.\n" "$(address dns)" >"$zones/root.zone"
    printf "$begin" >"$zones/example.zone"
    for name in a b; do
        printf '%s 3600 NS ns.\n' "$name" >>"$zones/example.zone"
        printf "$begin" >"$zones/$name.example.zone"
        for host in kdc kx www; do
            echo "$host 3600 A $(address $name)" >>"$zones/$name.example.zone"
        done
        for protocol in udp tcp; do
            echo "_kerberos._$protocol 3600 SRV 0 0 88 kdc" >>"$zones/$name.example.zone"
        done
    done
    chroot "$root" chown -R knot:knot /var/lib/knot
    keys() { chroot "$root" runuser -u knot -- keymgr "$@"; }
    for zone in a.example. b.example. example. .; do
        keys $zone generate algorithm=ecdsap256sha256 ksk=yes zsk=yes >/dev/null
    done
    for zone in a.example. b.example.; do
        keys $zone ds | grep ' 13 2 ' >>"$zones/example.zone"
    done
    keys example. ds | grep ' 13 2 ' >>"$zones/root.zone"
    keys . dnskey | sed 's/ DNSKEY/ 3600 IN DNSKEY/' >"$scratch/anchor"
    boot dns
    run dns systemctl start knot
}

# write_rights NAME SECRET NAMES: lets that key change the names of kxoverd only, as doc/DNS.md says.
# NAMES are those of its host.
write_rights() {
    cat >"$scratch/dns/root/etc/knot/keys-$1.conf" <<EOF
key:
  - id: kxover.$1.example.
    algorithm: hmac-sha256
    secret: $2
acl:
  - id: kxover-$1
    key: kxover.$1.example.
    action: update
    update-type: [TXT, SRV, TLSA]
    update-owner: name
    update-owner-match: equal
    update-owner-name: [_kerberos, _kerberos-tls._tcp, $3]
EOF
}

# Gives the key that the administrator of a realm has made to the administrator of its zone.
give_key() {
    key=$scratch/$1/root/etc/kxover/dns/$1.example.key
    [ -e "$key" ] && [ ! -e "$scratch/$1/given" ] || return 0
    write_rights "$1" "$(sed 's/.*secret "\([^"]*\)".*/\1/' "$key")" "$names"
    run dns knotc reload >/dev/null
    touch "$scratch/$1/given"
    echo "(the zone's server has the key, and allows it kxoverd's names)"
}

# publish NAME OWNER TTL TYPE DATA: adds a record that the administrator of the zone adds.
publish() {
    zone=$1.example
    shift
    run dns knotc zone-begin "$zone" >/dev/null
    run dns knotc zone-set "$zone" "$@" >/dev/null
    run dns knotc zone-commit "$zone" >/dev/null
}

# Sets up a system as before the installation: a KDC, and a validating resolver.
realm() {
    name=$1
    realm=$2
    edit "$name"
    root=$scratch/$name/root
    echo "kdc.$name.example" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n%s kdc.%s.example kdc\n' "$(address "$name")" "$name" \
        >"$root/etc/hosts"
    rm -f "$root/etc/resolv.conf" "$root/var/lib/unbound/root.key"
    echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"
    cp "$scratch/anchor" "$root/usr/share/dns/root.key"
    printf '. 3600 NS ns.\nns. 3600 A %s\n' "$(address dns)" >"$root/usr/share/dns/root.hints"
    printf 'server:\n  root-hints: /usr/share/dns/root.hints\n' \
        >"$root/etc/unbound/unbound.conf.d/root-hints.conf"
    printf '[libdefaults]\n    default_realm = %s\n[realms]\n    %s = {\n        admin_server = %s\n    }\n' \
        "$realm" "$realm" "kdc.$name.example" >"$root/etc/krb5.conf"
    sed -i "s/EXAMPLE.COM/$realm/" "$root/etc/krb5kdc/kdc.conf"
    cp "$package" "$root/root/"
    boot "$name"
    run "$name" sh -c 'p=$(head -c 24 /dev/urandom | base64); printf "%s\n%s\n" "$p" "$p" | krb5_newrealm' \
        >"$scratch/$name/newrealm" 2>&1
    run "$name" systemctl restart krb5-kdc krb5-admin-server unbound
}

# page NAME PAGE HEADING [NUMBER]: page-commands.sh, with the names of that system.
page() {
    name=$1
    file=$2
    shift 2
    "$here/page-commands.sh" "$pages/$file" "$@" |
        if [ "$name" = b ]; then sed 's/A\.EXAMPLE/B.EXAMPLE/g; s/a\.example/b.example/g'; else cat; fi
}

# Runs all commands of doc/INSTALL.md.
administrator() {
    name=$1
    for number in $(seq "$(page "$name" doc/INSTALL.md "")"); do
        before=$(date +%s)
        typed "$name" "$(page "$name" doc/INSTALL.md "" "$number")" >"$scratch/$name/output" || {
            cat "$scratch/$name/output"
            typed "$name" "journalctl -u kxoverd -o short-precise --no-pager -n 20"
            exit 1
        }
        # Of the package manager's output only the end.
        sed '/^Reading package lists/,/^Setting up kxover/{/^Setting up kxover/!d}' "$scratch/$name/output"
        echo "($(($(date +%s) - before)) s)"
        give_key "$name"
    done
    typed "$name" "cat /etc/kxover/kxoverd.conf /etc/krb5kdc/kdc.conf.d/*"
}

# The whole of it, by "kxover setup".
set_up() {
    name=$1
    publish "$name" _kerberos.www 3600 TXT "\"$2\""
    typed "$name" "apt-get -q -y install ./$(basename "$package")" >"$scratch/$name/apt" ||
        { cat "$scratch/$name/apt"; exit 1; }
    echo "key \"kxover.$name.example.\" { algorithm hmac-sha256; secret \"$(head -c 32 /dev/urandom | base64)\"; };" |
        run "$name" sh -c "umask 077; cat >/etc/kxover/dns/$name.example.key"
    give_key "$name"
    typed "$name" "kxover setup --dry-run"
    begin=$(date +%s)
    typed "$name" "kxover setup --yes" || [ $? = 7 ]
    echo "(that took $(($(date +%s) - begin)) s)"
    typed "$name" "kxover setup --yes | sed -n '1,/^$/p'"
    typed "$name" "cat /etc/krb5kdc/kdc.conf.d/* /etc/kxover/setup.made"
}

# The two lines that it prints, and then all is taken back.
try_and_undo() {
    typed a "kinit alice"
    typed a "kvno -S kxover kdc.b.example" || { sleep 10; typed a "kvno -S kxover kdc.b.example"; } || failed
    typed a "kvno -S HTTP www.b.example" && { echo "$0: the service is not open" >&2; exit 1; }
    for name in a b; do
        typed "$name" "kxover setup --undo --yes"
        typed "$name" "systemctl is-active krb5-kdc krb5-admin-server kxoverd" || true
        typed "$name" "cat /etc/krb5kdc/kdc.conf; ls /etc/kxover /etc/kxover/private"
    done
    typed a "kinit alice"
    typed a "kvno -S kxover kdc.b.example" && { echo "$0: it is not taken back" >&2; exit 1; }
    return 0
}

# B's service is closed to users of other realms until its administrator opens it.
opening() {
    typed a "kinit alice"
    if typed a "kvno -S HTTP www.b.example"; then
        echo "$0: a ticket for a service that is not open" >&2
        exit 1
    fi
    publish b _kerberos.www 3600 TXT '"B.EXAMPLE"'
    echo "(the zone b.example has _kerberos.www.b.example)"
    typed b "$(page a README.md "Try it" 2)"
}

ticket() {
    # On a slow machine the first exchange can exceed the KDC's time_budget, as doc/INSTALL.md says.
    for number in 1 3; do
        commands=$(page a README.md "Try it" "$number")
        typed a "$commands" || { sleep 10; typed a "$commands"; } || failed
    done
    typed a "klist"
}

# Shows why there is no ticket.
failed() {
    for name in a b; do
        typed "$name" "journalctl -u kxoverd -u krb5-kdc -o short-precise --no-pager -n 40"
    done
    exit 1
}

# The names in a zone that the key for DNS may change, beside the realm's.
case ${SETUP:-} in
yes) names="_4088._tcp.kdc, _kerberos.kdc" ;;
*) names="_4088._tcp.kx, _kerberos.kx" ;;
esac

make_base
fetch
network
name_server
realm a A.EXAMPLE
realm b B.EXAMPLE
run a kadmin.local -q 'addprinc -pw secret alice' >/dev/null 2>&1
run b kadmin.local -q 'addprinc -randkey HTTP/www.b.example' >/dev/null 2>&1

if [ "${SETUP:-}" = yes ]; then
    set_up a A.EXAMPLE
    set_up b B.EXAMPLE
    try_and_undo
    exit 0
fi
administrator a
administrator b
typed a "dpkg-query -W systemd krb5-kdc default-jre-headless kxover"
typed a "kxover check www.b.example" || true
opening
typed b "kxover services"
ticket
typed a "kadmin.local -q 'getstrs krbtgt/B.EXAMPLE@A.EXAMPLE'"
typed a "journalctl -u kxoverd -o short-precise --no-pager -n 10"
typed a "kxover status"
typed b "kxover status"

reboot a
reboot b
for name in a b; do
    typed "$name" "systemctl is-active kxoverd"
    typed "$name" "journalctl -b -u kxoverd -o short-precise --no-pager -n 10"
done
ticket
