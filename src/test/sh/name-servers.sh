# Functions for a system with two name servers, Knot and BIND, both of which sign. Knot has the root
# and the zone "example", and either has the zones of a realm. To be sourced after systems.sh.
#
# A realm NAME has the zone NAME.example. With ZONES=two the names of its machines are in another
# zone, NAME-hosts.example. DNS is the server of each realm's zones: knot or bind.

machines_zone() { if [ "$zones" = two ]; then echo "$1-hosts.example"; else echo "$1.example"; fi; }

# zones_of NAME: the realm's zone, and that of its machines if it is another one.
zones_of() { printf '%s\n' "$1.example" "$(machines_zone "$1")" | uniq; }

# server NAME: the name server of a realm's zones.
server() { if [ "$1" = a ]; then echo "${dns% *}"; else echo "${dns#* }"; fi; }

server_address() { case $1 in knot) echo 44.0.0.53 ;; bind) echo 44.0.0.54 ;; esac; }

# zones_at SERVER: the realms' zones that this server has.
zones_at() {
    for realm in a b; do
        [ "$(server $realm)" != "$1" ] || zones_of $realm
    done
}

# start_of_zone SERVER
start_of_zone() { printf '@ 3600 SOA %s. hostmaster.%s. 1 3600 900 86400 5\n@ 3600 NS %s.\n' "$1" "$1" "$1"; }

# name_servers SUITE: makes the system "dns". Each zone has one key, and each parent that key's DS
# record. Writes the root's key, the trust anchor, to $scratch/anchor.
name_servers() {
    programs=$(layer "$1" "knot bind9 bind9-dnsutils")
    edit dns "$1" "$programs"
    root=$scratch/dns/root
    inside "$root" "systemctl disable unbound krb5-kdc krb5-admin-server"
    ip -n "$prefix-dns" address add "$(server_address bind)/16" dev eth0
    folder=$root/var/lib/knot
    for realm in a b; do
        for zone in $(zones_of $realm); do
            start_of_zone "$(server $realm)" >"$scratch/dns/$zone"
        done
        for label in kdc kdc2 kx kx2; do
            case $label in *2) last=2 ;; *) last=1 ;; esac
            echo "$label 3600 A $(address $realm | sed "s/[0-9]*\$/$last/")" >>"$scratch/dns/$(machines_zone $realm)"
        done
        echo "www 3600 A $(address $realm)" >>"$scratch/dns/$realm.example"
        for protocol in udp tcp; do
            echo "_kerberos._$protocol 3600 SRV 0 0 88 kdc.$(machines_zone $realm)." >>"$scratch/dns/$realm.example"
        done
    done
    { start_of_zone knot
        for server in knot bind; do echo "$server. 3600 A $(server_address $server)"; done
        echo "example. 3600 NS knot."; } >"$folder/root.zone"
    start_of_zone knot >"$folder/example.zone"
    for realm in a b; do
        for zone in $(zones_of $realm); do echo "$zone. 3600 NS $(server $realm)." >>"$folder/example.zone"; done
    done
    for zone in $(zones_at knot); do cp "$scratch/dns/$zone" "$folder/$zone.zone"; done
    for zone in $(zones_at bind); do cp "$scratch/dns/$zone" "$root/var/lib/bind/$zone.zone"; done
    configure_knot
    configure_bind
    zone_keys
    boot dns
    run dns systemctl start knot named
}

zone_keys() {
    chroot "$root" chown -R knot:knot /var/lib/knot
    chroot "$root" chown -R bind:bind /var/lib/bind
    keymgr() { chroot "$root" runuser -u knot -- keymgr "$@"; }
    for zone in $(zones_at bind); do
        key=$(chroot "$root" runuser -u bind -- dnssec-keygen -q -K /var/cache/bind -k default "$zone")
        chroot "$root" dnssec-dsfromkey -2 "/var/cache/bind/$key.key" >>"$folder/example.zone"
    done
    for zone in $(zones_at knot) example .; do
        keymgr "${zone%.}." generate algorithm=ecdsap256sha256 ksk=yes zsk=yes >/dev/null
    done
    for zone in $(zones_at knot); do keymgr "$zone." ds | grep ' 13 2 ' >>"$folder/example.zone"; done
    keymgr example. ds | grep ' 13 2 ' >>"$folder/root.zone"
    keymgr . dnskey | sed 's/ DNSKEY/ 3600 IN DNSKEY/' >"$scratch/anchor"
}

configure_knot() {
    cat >"$root/etc/knot/knot.conf" <<CONF
server:
    rundir: /run/knot
    user: knot:knot
    listen: $(server_address knot)@53
database:
    storage: /var/lib/knot
include: rights-*.conf
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
    zonefile-load: difference
zone:
  - domain: .
    file: root.zone
  - domain: example
$(for zone in $(zones_at knot); do printf '  - domain: %s\n    acl: kxover-%s\n' "$zone" "$zone"; done)
CONF
    for zone in $(zones_at knot); do
        rights "$zone" "$(head -c 32 /dev/urandom | base64)" >"$root/etc/knot/rights-$zone.conf"
    done
}

# Whether BIND takes changes with Kerberos from the realm B, in place of keys of kxover.
gss=no

# "nsupdate -l" tries ::1 first, and sends another address a request without its zone.
# A zone that has no key of kxover's yet has no rule for it.
configure_bind() {
    {
        printf 'options {\n    directory "/var/cache/bind";\n    recursion no;\n    dnssec-validation no;\n'
        [ "$gss" != yes ] || example "BIND with Kerberos" 2
        printf '    listen-on { %s; 127.0.0.1; };\n    listen-on-v6 { ::1; };\n};\n' "$(server_address bind)"
        for zone in $(zones_at bind); do
            key=/etc/bind/kxover-$zone.key
            policy="update-policy {
};"
            if [ -e "$scratch/dns/root$key" ]; then
                echo "include \"$key\";"
                policy=$(rights "$zone")
            fi
            # The zone's administrator has rights, too, by "nsupdate -l".
            printf 'zone "%s" {\n    type primary;\n    file "/var/lib/bind/%s.zone";\n    dnssec-policy default;\n' "$zone" "$zone"
            echo "$policy" | sed 's/^};/    grant local-ddns zonesub ANY;\n};/; s/^/    /'
            echo "};"
        done
    } >"$scratch/dns/root/etc/bind/named.conf"
}

# example LINE [NUMBER]: an example in doc/DNS.md below the line that begins so, by default the first.
example() {
    awk -v line="$1" -v wanted="${2:-1}" '
        index($0, line) == 1 { found = 1 }
        found && /^    / { if (!inside) number++; inside = 1; if (number == wanted) print substr($0, 5); next }
        /^$/ { next }
        { inside = 0; if (number == wanted) exit }
    ' "$pages/doc/DNS.md"
}

# rights ZONE [SECRET]: allows the names of kxoverd only in that zone, as doc/DNS.md says. $host is
# the first part of the host's name.
rights() {
    zone=$1
    case " $(zones_at knot | tr '\n' ' ')" in
        *" $zone "*)
            case $zone in
                *-hosts.example) names="_4088._tcp.$host, _kerberos.$host" ;;
                "$(machines_zone "${zone%.example}")") names="_kerberos, _kerberos-tls._tcp, _4088._tcp.$host, _kerberos.$host" ;;
                *) names="_kerberos, _kerberos-tls._tcp" ;;
            esac
            example "Knot, whose zone" | sed "s/a\.example/$zone/; s|THE SECRET|$2|
                s/id: kxover\$/id: kxover-$zone/; s/\[_kerberos, .*\]/[$names]/"
            ;;
        *)
            realm=${zone%%[-.]*}
            case $gss-$realm in
                yes-b) example "BIND with Kerberos" 3 ;;
                *) example "BIND: copy" ;;
            esac | sed "s/grant kxover\.a\.example/grant kxover.$zone/; s/A\.EXAMPLE/B.EXAMPLE/
                s/kx\.a\.example/$host.$(machines_zone "$realm")/; s/a\.example/$realm.example/" | awk -v zone="$zone" '
                    $1 != "grant" { print; next }
                    # The other zone has the other names.
                    { name = $4; sub(/\.$/, "", name) }
                    substr(name, length(name) - length(zone)) == "." zone { print }
                '
            ;;
    esac
}

# Gives the keys that the administrator of a realm has made to the administrator of its zones.
give_keys() {
    for zone in $(zones_of "$1"); do
        key=$scratch/$1/root/etc/kxover/dns/$zone.key
        [ -e "$key" ] || return 0
        if [ "$(server "$1")" = knot ]; then
            rights "$zone" "$(sed 's/.*secret "\([^"]*\)".*/\1/' "$key")" \
                >"$scratch/dns/root/etc/knot/rights-$zone.conf"
        else
            cp "$key" "$scratch/dns/root/etc/bind/kxover-$zone.key"
            chroot "$scratch/dns/root" chown bind: "/etc/bind/kxover-$zone.key"
            rights "$zone"
        fi
    done
    if [ "$(server "$1")" = knot ]; then
        run dns knotc reload >/dev/null
    else
        configure_bind
        run dns rndc reconfig
    fi
    echo "(the zones' server has the key, and allows it kxoverd's names)"
}

# make_keys NAME: a key for each of its zones, which the zones' server has then, too.
make_keys() {
    for zone in $(zones_of "$1"); do
        echo "key \"kxover.$zone.\" { algorithm hmac-sha256; secret \"$(head -c 32 /dev/urandom | base64)\"; };" |
            run "$1" sh -c "umask 077; cat >/etc/kxover/dns/$zone.key"
    done
    give_keys "$1"
}

# publish ZONE OWNER TTL TYPE DATA: adds a record that the administrator of the zone adds. The owner
# is relative to the zone.
publish() {
    zone=$1
    owner=$2
    shift 2
    case " $(zones_at knot | tr '\n' ' ')" in
        *" $zone "*)
            run dns knotc zone-begin "$zone" >/dev/null
            run dns knotc zone-set "$zone" "$owner" "$@" >/dev/null
            run dns knotc zone-commit "$zone" >/dev/null
            ;;
        *) printf 'zone %s\nupdate add %s.%s. %s\nsend\n' "$zone" "$owner" "$zone" "$*" | run dns nsupdate -l ;;
    esac
}
