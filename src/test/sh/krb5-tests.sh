#!/bin/sh
# Runs MIT krb5's own tests without and with the patch, for the krb5 of each Debian suite, or for that of
# this machine without one. JAVA and CLASSPATH come from the Makefile. Fails if a run fails.
#
# usage: krb5-tests.sh "[SUITE...]" [TEST...]
set -eu

[ $# -gt 0 ] || { echo "usage: $0 \"[SUITE...]\" [TEST...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
export CLASSPATH
ended=0

# usage: run TREES [TEST...]
run() {
    "$JAVA" org.kxover.upstream.Krb5Tests "$@" || ended=1
}

suites=$1
shift
if [ -z "$suites" ]; then
    trees=$("$here/krb5-trees.sh")
    run "$trees" "$@"
fi
for suite in $suites; do
    if trees=$("$here/krb5-trees.sh" "$suite"); then
        run "$trees" "$@"
    else
        ended=1
    fi
done
exit $ended
