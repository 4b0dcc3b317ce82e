#!/bin/sh
# as-one.sh COMMAND [ARGUMENT...]: runs a command in a session of its own. SIGTERM, SIGINT or SIGHUP for
# this script ends all programs of that session, and the script waits until they have ended.
# make passes such a signal to the shell of a recipe only, and not to what that shell started.
set -u

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 2; }
signalled=
trap 'signalled=yes' HUP INT TERM
setsid "$@" &
command=$!
[ -n "$signalled" ] || wait "$command"
ended=$?
if [ -n "$signalled" ]; then
    ended=143
    # A shell's background jobs ignore SIGINT. The command may not have its session yet.
    until kill -s TERM -- "-$command" 2>/dev/null || ! kill -0 "$command" 2>/dev/null; do
        sleep 0.1
    done
    wait "$command"
    # Those that this shell has not started: they have a minute.
    for _ in $(seq 600); do
        kill -s 0 -- "-$command" 2>/dev/null || break
        sleep 0.1
    done
fi
exit "$ended"
