# Functions for clients that ask for tickets all the time while something is changed in a realm. To be
# sourced after realms.sh. The clients are in the system "dns", which nothing changes.
#
# Each direction has one client. It asks for a service of the other realm at a host that nobody has
# asked for in the last second, so that the KDC has no answer in memory, and asks kxoverd. Every eighth
# time both realms' administrators first delete the crossover's principal, so that the realms make a
# first key. The others find a key. Each request has an empty cache of tickets, but for the user's own.

hosts=64
workers=${WORKERS:-4}

realm_of() { echo "$1.EXAMPLE" | tr a-z A-Z; }

other() { if [ "$1" = a ]; then echo b; else echo a; fi; }

# services: those of both realms, and a user of each who has logged in.
services() {
    {
        printf '[libdefaults]\n    dns_canonicalize_hostname = false\n[realms]\n'
        for name in a b; do
            printf '    %s = {\n        kdc = %s\n    }\n' "$(realm_of $name)" "$(address $name)"
        done
    } >"$scratch/dns/root/etc/krb5.conf"
    for name in a b; do
        # Nobody remembers the record for longer.
        publish "$name.example" '*.many' 1 TXT "\"$(realm_of $name)\""
        {
            echo 'addprinc -pw secret alice'
            for number in $(seq $hosts); do
                service=HTTP/h$number.many.$name.example
                printf 'addprinc -randkey %s\nsetstr %s kxover.open "allow *"\n' "$service" "$service"
            done
        } | run $name kadmin.local >"$scratch/$name/services" 2>&1
        mkdir "$scratch/dns/root/root/$name"
        echo secret | run dns kinit -c "/root/$name/own" "alice@$(realm_of $name)" >/dev/null
    done
}

# request FROM KIND: one request of FROM's user. The file "requests" of FROM gets its begin, end, kind and
# outcome: ok, lost, nokdc if a KDC did not answer, or earlier if it was lost where one of both realms has
# a kxoverd of an earlier version, as its file "earlier" says. "failures" gets the traces of those that
# fail, and the ends of both logs.
request() {
    folder=$scratch/dns/root/root/$1
    number=$((number % hosts + 1))
    cp "$folder/own" "$folder/cache"
    rm -f "$folder/trace"
    began=$(now)
    if run dns env KRB5_TRACE="/root/$1/trace" timeout 60 kvno -c "/root/$1/cache" \
        -S HTTP "h$number.many.$(other "$1").example" >"$folder/output" 2>&1; then
        outcome=ok
    elif grep -q "Cannot contact any KDC" "$folder/output"; then
        outcome=nokdc
    elif [ -e "$scratch/a/earlier" ] || [ -e "$scratch/b/earlier" ]; then
        outcome=earlier
    else
        outcome=lost
    fi
    ended=$(now)
    echo "$began $ended $2 $outcome" >>"$scratch/$1/requests"
    [ $outcome = ok ] || {
        echo "$(date -d "@$((began / 1000))" +%T) $1 $2 $outcome, $((ended - began)) ms:"
        cat "$folder/output" "$folder/trace"
        for side in a b; do
            echo "kxoverd of $side:"
            run $side journalctl -u kxoverd -o short-precise --no-pager -n 5 2>&1 || true
        done
    } >>"$scratch/$1/failures"
}

# ask FROM: until the file "asking" is gone.
ask() {
    number=0
    principal=krbtgt/$(realm_of "$(other "$1")")@$(realm_of "$1")
    while [ -e "$scratch/asking" ]; do
        # Both or none: kadmin.local may not start while its libraries are replaced.
        ! run "$1" kadmin.local -q "delprinc -force $principal" >/dev/null 2>&1 ||
            run "$(other "$1")" kadmin.local -q "delprinc -force $principal" >/dev/null 2>&1 || true
        request "$1" first
        for turn in 1 2 3 4 5 6 7; do request "$1" crossed; done
    done
}

# attach NAME COMMANDS: installs the package with these commands, and sets the realm up.
attach() {
    typed "$1" "$2" >"$scratch/$1/output" || { cat "$scratch/$1/output"; exit 1; }
    make_keys "$1"
    # 7: "kxover check" has found something, such as that nobody has connected yet.
    typed "$1" "kxover setup --yes" >"$scratch/$1/output" || [ $? = 7 ] || { cat "$scratch/$1/output"; exit 1; }
    tail -n 20 "$scratch/$1/output"
}

# processes NAME: lets its KDC have several. One alone waits for kxoverd, which needs it to log in.
processes() {
    echo "DAEMON_ARGS=\"-w $workers\"" >"$scratch/$1/root/etc/default/krb5-kdc"
    run "$1" systemctl restart krb5-kdc
}

# begin_asking: both clients, from now on. A resolver may still remember that a record is not there.
begin_asking() {
    for name in a b; do
        number=0
        for try in 1 2 3 4 5; do
            request $name first
            [ $outcome != ok ] || break
            sleep 6
        done
        [ $outcome = ok ] || { cat "$scratch/$name/failures"; exit 1; }
        rm -f "$scratch/$name/requests" "$scratch/$name/failures"
        : >"$scratch/$name/requests"
    done
    : >"$scratch/asking"
    # finish() ends what the files nspawn list.
    mkdir "$scratch/clients"
    for name in a b; do
        ask $name &
        echo $! >>"$scratch/clients/nspawn"
    done
}

end_asking() {
    rm "$scratch/asking"
    for client in $(cat "$scratch/clients/nspawn"); do wait "$client"; done
}

# await_firsts SINCE: until both clients have asked for a first key after that time.
await_firsts() {
    for name in a b; do
        for second in $(seq 120); do
            ! awk -v since="$1" '$3 == "first" && $1 > since { found = 1 } END { exit !found }' \
                "$scratch/$name/requests" || break
            sleep 0.5
        done
        [ "$second" -lt 120 ] || { echo "$0: the client of $name does not ask" >&2; exit 1; }
    done
}

# away NAME UNIT SINCE: the seconds from a stop of the unit until it was ready again, if it was stopped
# since then, in microseconds of the monotonic clock. The last stop counts.
away() {
    run "$1" systemctl show "$2" -p ActiveExitTimestampMonotonic -p ActiveEnterTimestampMonotonic |
        awk -F = -v since="$3" '/Exit/ { left = $2 } /Enter/ { entered = $2 }
            END { if (left > since && entered > left) printf "%.1f", (entered - left) / 1000000; else print "-" }'
}

# step NAME TEXT COMMANDS: runs them in that system while the clients ask, and notes what they saw until
# each has asked for a first key once more.
step() {
    begin=$(now)
    since=$(awk '{ printf "%d", $1 * 1000000 }' /proc/uptime)
    typed "$1" "$3" >"$scratch/$1/output" || { cat "$scratch/$1/output"; exit 1; }
    printf '\nroot@%s:~# %s\n' "$1" "$3"
    took=$(($(now) - begin))
    await_firsts "$(now)"
    noted "$1" "$2" "$took" "$(away "$1" kxoverd "$since")" "$(away "$1" krb5-kdc "$since")"
}

# noted NAME TEXT TOOK AWAY KDC: a line of the table, for the requests that have ended since the last
# line of it. The commands took so many milliseconds. kxoverd and the KDC were away for these seconds.
noted() {
    for client in a b; do
        counted=$(cat "$scratch/$client/counted" 2>/dev/null || echo 0)
        tail -n "+$((counted + 1))" "$scratch/$client/requests" >"$scratch/$client/news"
        echo $((counted + $(wc -l <"$scratch/$client/news"))) >"$scratch/$client/counted"
    done
    cat "$scratch/a/news" "$scratch/b/news" | awk -v begin="$2 | $1 | $(($3 / 1000)) | $4 | $5" '
        { requests++; firsts += $3 == "first"; lost += $4 == "lost"; nokdc += $4 == "nokdc"; earlier += $4 == "earlier" }
        $2 - $1 > longest { longest = $2 - $1 }
        END { printf "%s | %d | %d | %.1f | %d | %d | %d\n", begin, requests, firsts, longest / 1000, nokdc, earlier, lost }
    ' | tee -a "$scratch/table"
}

# table_of_requests: what was noted, in the form of a table in Markdown. Times are in seconds.
table_of_requests() {
    echo
    echo '| step | at | took | kxoverd away | KDC away | requests | of these first crossings | longest | no KDC | lost, earlier version | lost |'
    echo '|---|---|---|---|---|---|---|---|---|---|---|'
    sed 's/.*/| & |/' "$scratch/table"
}

# none_lost [STEP...]: fails if a request has failed that a KDC has answered, but for those in these steps.
none_lost() {
    for client in a b; do
        [ ! -e "$scratch/$client/failures" ] || cat "$scratch/$client/failures" >&2
    done
    lost=$(cat "$scratch/a/requests" "$scratch/b/requests" | grep -c ' lost$' || true)
    for step in "$@"; do
        lost=$((lost - $(awk -F ' [|] ' -v step="$step" '$1 == step { print $NF }' "$scratch/table")))
    done
    [ "$lost" = 0 ] || { echo "$0: requests were lost: $lost" >&2; return 1; }
}
