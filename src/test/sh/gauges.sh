# A part of two-roots.sh: the gauges of doc/MONITORING.md as kxoverd of A shows them in the sandbox of its
# unit. OwnRecordsIT and MetricsIT compare their values, but run kxoverd without the sandbox.

# metrics NAME: what its kxoverd answers Prometheus.
metrics() {
    run "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/4089 && printf "GET /metrics HTTP/1.0\r\n\r\n" >&3 && cat <&3'
}

# gauge PATTERN: waits until a line of A's metrics matches it, and prints the line.
gauge() {
    for second in $(seq 60); do
        metrics a >"$scratch/a/metrics" 2>&1 || true
        ! grep -E -m 1 "^$1" "$scratch/a/metrics" || return 0
        sleep 1
    done
    grep '^kxover_' "$scratch/a/metrics" || cat "$scratch/a/metrics"
    echo "$0: no gauge $1" >&2
    exit 1
}

typed a "cp /etc/kxover/kxoverd.conf /root/kxoverd.conf
printf '\n[metrics]\nlisten = 127.0.0.1:4089\n' >>/etc/kxover/kxoverd.conf
systemctl restart kxoverd"
for record in txt srv tlsa; do gauge "kxover_own_records\{.*record=\"$record\".*\} 1.0"; done
gauge 'kxover_own_records_signed_until_timestamp_seconds.* 1\.[0-9]+E9'
gauge 'kxover_certificate_not_after_timestamp_seconds.* 1\.[0-9]+E9|kxover_certificate_not_after_timestamp_seconds.* 2\.[0-9]+E9'
gauge 'kxover_database_writable\{.* 1.0'
gauge 'kxover_kdc_guard\{.*guard="guarded".*\} 1.0'
gauge 'kxover_kdc_clock_ahead_seconds\{'
# The KDC attaches itself when it asks kxoverd.
ticket 1
gauge 'kxover_kdc_processes_attached\{.* [1-9][0-9]*\.0'
# The machine's kernel decides between 0 and 1.
gauge 'kxover_clock_synchronized [01].0'
typed a "cp /root/kxoverd.conf /etc/kxover/kxoverd.conf
rm /root/kxoverd.conf
systemctl restart kxoverd"
