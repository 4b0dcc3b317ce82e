#!/bin/sh
# Runs two commands beside each other: beside.sh LOG COMMAND OTHER. The first one writes to LOG, which is
# shown when both have ended. Fails if one of them fails. An interrupt ends both.
set -u
log=$1

mkdir -p "$(dirname "$log")"
echo "Running beside the rest, with its output in $log: $2"
sh -c "exec $2" >"$log" 2>&1 &
first=$!
trap 'kill $first 2>/dev/null; wait $first; exit 130' INT TERM

sh -c "exec $3"
other=$?
wait $first
ended=$?
cat "$log"
[ $ended -eq 0 ] || echo "failed with $ended: $2" >&2
[ $other -eq 0 ] || echo "failed with $other: $3" >&2
[ $ended -eq 0 ] && [ $other -eq 0 ]
