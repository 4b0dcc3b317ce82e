#!/bin/sh
# Prints the number of tests in the last run and the ten slowest, from Maven's reports below target.
set -eu
cd "$(dirname "$0")/../../.."

# Prints a line for each test: seconds, class and method.
tests() {
    find "target/$1-reports" -name 'TEST-*.xml' -exec cat {} + 2>/dev/null |
        sed -n 's/.*<testcase name="\([^"]*\)" classname="\([^"]*\)" time="\([0-9.,]*\)".*/\3 \2#\1/p' |
        sed -e 's/^\([0-9]*\),\([0-9]\)/\1\2/' -e 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

echo
echo "Tests run: $(tests surefire | wc -l) of units, $(tests failsafe | wc -l) on real parts. The ten slowest, in seconds:"
{ tests surefire; tests failsafe; } | sort -rn | head -n 10 |
    awk '{ seconds = $1; sub(/^[^ ]* /, ""); printf "%8.1f  %s\n", seconds, substr($0, 1, 120) }'
