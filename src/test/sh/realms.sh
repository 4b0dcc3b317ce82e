# Functions for systems as they are before the installation: a KDC, and a validating resolver. To be
# sourced after systems.sh and name-servers.sh, by a script that has the variable "package", which may
# be empty.

# Public addresses, as kxoverd does not connect to private ones.
address() { case $1 in a) echo 44.0.1.1 ;; a2) echo 44.0.1.2 ;; b) echo 44.0.2.1 ;; esac; }

# prepare SUITE [PACKAGE.deb]: makes what a system needs, or takes it from the cache.
prepare() {
    # Another run may want the same.
    (
        flock 9
        make_base "$1"
        fetch "$1" "${2:-$package}"
    ) 9>"$cache/systems.lock"
}

# machine NAME SUITE REALM [LAYER]: a system with a resolver, and the package's file.
machine() {
    configured "$@"
    boot "$1"
}

# configured NAME SUITE REALM [LAYER]: the files of such a system.
configured() {
    name=$1
    zone=$(machines_zone "${1%2}")
    edit "$name" "$2" "${4:-}"
    root=$scratch/$name/root
    kdc=kdc${1#[ab]}.$zone
    echo "$kdc" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n%s %s kdc\n' "$(address "$name")" "$kdc" >"$root/etc/hosts"
    rm -f "$root/etc/resolv.conf" "$root/var/lib/unbound/root.key"
    echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"
    cp "$scratch/anchor" "$root/usr/share/dns/root.key"
    printf '. 3600 NS knot.\nknot. 3600 A %s\n' "$(server_address knot)" >"$root/usr/share/dns/root.hints"
    printf 'server:\n  root-hints: /usr/share/dns/root.hints\n' \
        >"$root/etc/unbound/unbound.conf.d/root-hints.conf"
    printf '[libdefaults]\n    default_realm = %s\n[realms]\n    %s = {\n        admin_server = %s\n    }\n' \
        "$3" "$3" "kdc.$zone" >"$root/etc/krb5.conf"
    sed -i "s/EXAMPLE.COM/$3/" "$root/etc/krb5kdc/kdc.conf"
    [ -z "$package" ] || cp "$package" "$root/root/"
}

# realm NAME SUITE REALM: a system with the realm's database.
realm() {
    machine "$@"
    database "$1"
}

# database NAME: makes it, and starts what needs it.
database() {
    run "$1" sh -c 'p=$(head -c 24 /dev/urandom | base64); printf "%s\n%s\n" "$p" "$p" | krb5_newrealm' \
        >"$scratch/$1/newrealm" 2>&1
    run "$1" systemctl restart krb5-kdc krb5-admin-server unbound
}
