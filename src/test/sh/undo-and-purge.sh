# A part of two-roots.sh: "kxover setup" with its plan, its undo, and the package's purge. What is
# in both systems afterwards was there before, but for what the documents say that it stays.

# files NAME: all files of a system but those of running programs, the package manager and logs.
files() {
    run "$1" find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /root \
        -o -path /var/log -o -path /var/cache/apt -o -path /var/lib/apt -o -path /var/lib/dpkg \) -prune \
        -o -print | sort
}

set_up() {
    name=$1
    publish "$name.example" _kerberos.www 3600 TXT "\"$2\""
    files "$name" >"$scratch/$name/before"
    typed "$name" "apt-get -q -y install ./$(basename "$package")" >"$scratch/$name/apt" ||
        { cat "$scratch/$name/apt"; exit 1; }
    make_keys "$name"
    typed "$name" "kxover setup --dry-run"
    begin=$(now)
    typed "$name" "kxover setup --yes" || [ $? = 7 ]
    timed "$name" "kxover setup --yes" "$begin"
    typed "$name" "kxover setup --yes | sed -n '1,/^$/p'"
    typed "$name" "cat /etc/krb5kdc/kdc.conf.d/* /etc/kxover/setup.made"
}

# purge NAME: without a file that was not there before, nor a line of ours in the KDC's files.
purge() {
    name=$1
    begin=$(now)
    typed "$name" "apt-get -q -y purge kxover" | tail -n 8
    timed "$name" "apt-get purge" "$begin"
    # What the package depends on stays: apt removes that with autoremove.
    typed "$name" "apt-get -q -y autoremove --purge" >/dev/null
    files "$name" >"$scratch/$name/after"
    run "$name" sh -c 'cat /var/lib/dpkg/info/*.list' | sort -u >"$scratch/$name/packaged"
    echo "(new files that belong to no package:)"
    comm -13 "$scratch/$name/before" "$scratch/$name/after" |
        grep -vxFf "$scratch/$name/packaged" | grep -v '^/etc/ssl/' || true
    echo "(what is missing:)"
    comm -23 "$scratch/$name/before" "$scratch/$name/after"
    typed "$name" "systemctl restart krb5-kdc krb5-admin-server; kadmin.local listprincs '*xover*'"
    # The user stays.
    if grep kxover "$scratch/$name/after" ||
        typed "$name" "grep -ri kxover /etc --exclude=passwd* --exclude=group* --exclude=*shadow*"; then
        echo "$0: the purge has left this" >&2
        exit 1
    fi
}

set_up a A.EXAMPLE
set_up b B.EXAMPLE
typed a "kinit alice"
typed a "kvno -S kxover $host.$(machines_zone b)" ||
    { sleep 10; typed a "kvno -S kxover $host.$(machines_zone b)"; } || failed
typed a "kvno -S HTTP www.b.example" && { echo "$0: the service is not open" >&2; exit 1; }
for name in a b; do
    typed "$name" "kxover setup --undo --yes"
    typed "$name" "systemctl is-active krb5-kdc krb5-admin-server kxoverd" || true
    typed "$name" "cat /etc/krb5kdc/kdc.conf; ls /etc/kxover /etc/kxover/private"
done
typed a "kinit alice"
typed a "kvno -S kxover $host.$(machines_zone b)" && { echo "$0: it is not taken back" >&2; exit 1; }
# A was taken back before the purge, B is set up when the package goes. The resolver still has the
# TLSA record of the first key.
run b systemctl restart unbound
typed b "kxover setup --yes" >/dev/null || [ $? = 7 ]
purge a
purge b
table_of_times a b
