#!/bin/sh
# Runs commands beside each other: beside.sh COMMAND... Each but the last one writes to a file in
# target/beside, which is shown at the end. Fails if one of them fails. An interrupt ends all.
set -u
logs=target/beside
rm -rf "$logs"
mkdir -p "$logs"
running=
failed=0

number=0
while [ $# -gt 1 ]; do
    number=$((number + 1))
    echo "Running beside the rest, with its output in $logs/$number: $1"
    echo "\$ $1" >"$logs/$number"
    sh -c "exec $1" >>"$logs/$number" 2>&1 &
    running="$running $!"
    shift
done
trap 'kill $running 2>/dev/null; wait; exit 130' INT TERM

sh -c "exec $1" || { failed=1; echo "failed: $1" >&2; }
number=0
for process in $running; do
    number=$((number + 1))
    wait "$process" && ended=0 || ended=$?
    cat "$logs/$number"
    [ $ended = 0 ] || { failed=1; echo "failed with $ended: see $logs/$number" >&2; }
done
exit $failed
