# A part of two-roots.sh: mistakes of B's administrator, one at a time. "kxover check" finds each of
# them, and nothing else. To run the command in its advice mends it. MistakesIT has more of them, but
# "kxover setup" needs a whole system.

# findings FILE: the errors and warnings in the output of "kxover check", each with its advice in the
# same line. That of port 4088 depends on who has connected since kxoverd was started.
findings() {
    awk '
        /^(error|warning) / { finding = $0 }
        /^ *-> / { sub(/^ */, " "); print finding $0 }
    ' "$1" | grep -v '^warning  port 4088' | sort
}

# "kxover setup" asks about Java clients, and whether to continue.
yes="y
y"

# mistake COMMANDS FINDING: the finding is a pattern for grep.
mistake() {
    typed b "$1"
    run b kxover check >"$scratch/b/check" 2>&1 || true
    findings "$scratch/b/check" | comm -13 "$scratch/b/usual" - >"$scratch/b/news"
    cat "$scratch/b/news"
    [ "$(wc -l <"$scratch/b/news")" = 1 ] && grep -q "$2" "$scratch/b/news" || {
        echo "$0: not the one finding $2" >&2
        exit 1
    }
    answered b "$yes" "$(sed -n 's/.* -> .*"\(kxover [^"]*\)".*/\1/p' "$scratch/b/news")" >"$scratch/b/check" || {
        cat "$scratch/b/check"
        exit 1
    }
    sed '/^kxover check:/,$d' "$scratch/b/check"
    # The set-up ends with "kxover check".
    findings "$scratch/b/check" | diff "$scratch/b/usual" - || {
        echo "$0: the advice does not mend it" >&2
        exit 1
    }
    echo "(that mends it)"
}

run b kxover check >"$scratch/b/check" 2>&1 || true
findings "$scratch/b/check" >"$scratch/b/usual"
mistake "sed -i 's/kxover:hostrealm/other:hostrealm/' /etc/krb5kdc/kdc.conf.d/kxover
systemctl restart krb5-kdc" "KDC: .* has no hostrealm module kxover"
mistake "echo 'nobody/admin *' >/etc/krb5kdc/kadm5.acl
systemctl restart krb5-admin-server" "key database: .*Operation requires"
