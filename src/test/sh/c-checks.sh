#!/bin/sh
# Static checks of the code in C, the KDC's side and kxoverd's programs: gcc's analyzer, cppcheck,
# and rules of krb5's coding style.
# Prints the findings, and fails if there are any.
set -eu

cd "$(dirname "$0")/../../../krb5-patch"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# The other files need the KDC's internal headers; krb5-releases.sh compiles them.
plugin="enctypes kdc_profile hostrealm hostrealm_key kdcpolicy kxover_cache kxover_client kxover_guard kxover_guard_check
    kxover_guard_data kxover_guard_log kxover_guard_settings kxover_guard_tell kxover_link kxover_names
    kxover_reason kxover_recent kxover_rules kxover_settings kxover_text profile"
for name in $plugin; do
    skip=
    # The analyzer of gcc 12 reports pointers in the cache's array as a leak.
    [ "$name" != kxover_cache ] || skip=-Wno-analyzer-malloc-leak
    # shellcheck disable=SC2046,SC2086
    ${CC:-gcc} -fanalyzer $skip -std=gnu99 -Wall -Wextra -Wshadow -O2 $(pkg-config --cflags krb5) \
        -c -o /dev/null "$name.c" >>"$found" 2>&1 || true
done

programs=../kxoverd/c
for file in "$programs"/*.c; do
    # shellcheck disable=SC2046
    ${CC:-gcc} -fanalyzer -std=gnu99 -Wall -Wextra -Wshadow -O2 -I. $(pkg-config --cflags kadm-server kdb) \
        -c -o /dev/null "$file" >>"$found" 2>&1 || true
done

cppcheck --quiet --std=c99 --enable=warning,performance,portability -I. -I"$programs" ./*.c "$programs"/*.c \
    ../src/test/c/*.c \
    >>"$found" 2>&1 || true

for file in *.c *.h "$programs"/*.c "$programs"/*.h; do
    awk -v file="$file" '
        function tell(what) { printf "%s:%d: %s\n", file, NR, what }
        length($0) > 79 { tell("longer than 79 characters") }
        /\t/ { tell("a tab") }
        /[ \t]$/ { tell("trailing blank") }
        /[^a-z_](strcpy|strcat|sprintf|vsprintf|gets|strtok)\(/ { tell("a function without a size limit") }
        /^{/ { inside = 1 }
        /^}/ { inside = 0 }
        inside && /^ *#/ { tell("a preprocessor directive inside a function") }
        # A body without braces whose statement takes several lines.
        wants && NR == first + 1 && $0 !~ /;( *\/\*.*)?$/ && $0 !~ /[{]$/ { tell("a long body without braces") }
        { wants = 0 }
        inside && /^ *(if|for|while) .*\)$/ { wants = 1; first = NR }
        inside && /^ *else$/ { wants = 1; first = NR }
    ' "$file" >>"$found"
done

cat "$found"
[ ! -s "$found" ] || exit 1
echo "The code in C: no findings by gcc -fanalyzer, cppcheck and the style rules"
