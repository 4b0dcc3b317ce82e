# A part of two-roots.sh: B's administrator publishes with Kerberos (GSS-TSIG), as doc/DNS.md says.
# The server of B's zones is BIND, and the realm of its key is B.EXAMPLE.

kerberos_for_dns() {
    typed b "$(example "BIND with Kerberos" 1 | sed 's/ns\.a\.example/bind/')"
    etc=$scratch/dns/root/etc/bind
    mv "$scratch/b/root/root/dns.keytab" "$etc/dns.keytab"
    chroot "$scratch/dns/root" sh -c "chown bind: /etc/bind/dns.keytab; chmod 400 /etc/bind/dns.keytab"
    # Without the key, nothing but Kerberos can be what lets the changes through.
    mkdir "$scratch/b/keys"
    mv "$scratch/b/root/etc/kxover/dns/"*.key "$scratch/b/keys/"
    gss=yes
    configure_bind
    typed dns "cat /etc/bind/named.conf"
    run dns systemctl restart named
}

kerberos_for_dns
typed b "kxover dns publish -g --remove"
if typed b "kxover dns diff"; then
    echo "$0: the records are still in DNS" >&2
    exit 1
fi
begin=$(now)
typed b "kxover dns publish -g"
timed b "kxover dns publish -g, with Kerberos" "$begin"
typed b "kxover dns diff"
mv "$scratch/b/keys/"*.key "$scratch/b/root/etc/kxover/dns/"
gss=no
give_keys b
