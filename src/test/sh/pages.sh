# Functions that take blocks from pages, run them in a system, and compare their output. To be
# sourced after systems.sh and name-servers.sh.

# names_of NAME: puts the names of that system in place of those of the pages.
names_of() {
    if [ "$1" = b ]; then sed 's/A\.EXAMPLE/B.EXAMPLE/g; s/a\.example/b.example/g'; else cat; fi |
        sed "s/\b\(kx\|kdc\)\.a\.example/\1.$(machines_zone a)/g
            s/\b\(kx\|kdc\)\.b\.example/\1.$(machines_zone b)/g"
}

# page_block NAME PAGE HEADING [NUMBER [KIND]]: page-block.sh, with the names of that system. Notes
# that the block was run.
page_block() {
    name=$1
    shift
    [ $# -lt 3 ] || [ "${4:-}" = output ] || echo "$1 | $2 | ${4:-commands} | $3" >>"$scratch/blocks"
    page=$1
    shift
    "$here/page-block.sh" "$pages/$page" "$@" | names_of "$name"
}

# as_shown NAME PAGE HEADING NUMBER FILE: fails if the file has not the output that the page shows
# for these commands. Lines may come before it and after it, but not within.
as_shown() {
    page_block "$1" "$2" "$3" "$4" output | sed -E -f "$here/output-patterns.sed" >"$scratch/shown"
    [ -s "$scratch/shown" ] || return 0
    sed -E -f "$here/output-patterns.sed" "$5" >"$scratch/printed"
    awk '
        NR == FNR { shown[++lines] = $0; next }
        { printed[++count] = $0 }
        END {
            for (i = 0; i + lines <= count; i++) {
                for (j = 1; j <= lines && printed[i + j] == shown[j]; j++);
                if (j > lines) exit 0
            }
            exit 1
        }
    ' "$scratch/shown" "$scratch/printed" && echo "(as $2 shows)" || {
        echo "$0: the output is not that of $2, \"$3\", commands $4:" >&2
        diff "$scratch/shown" "$scratch/printed" >&2
        return 1
    }
}

# block NAME PAGE HEADING NUMBER: runs the commands of a page, compares their output, and notes the
# time.
block() {
    commands=$(page_block "$1" "$2" "$3" "$4")
    begin=$(now)
    typed "$1" "$commands" >"$scratch/$1/output" || {
        cat "$scratch/$1/output"
        typed "$1" "journalctl -u kxoverd -o short-precise --no-pager -n 20"
        return 1
    }
    cat "$scratch/$1/output"
    timed "$1" "$3, $4" "$begin"
    as_shown "$1" "$2" "$3" "$4" "$scratch/$1/output"
}

# every_block_ran SCRIPT: fails if a block that is the script's in page-blocks.txt was not run.
every_block_ran() {
    : >>"$scratch/blocks"
    left=$(sed -n "s/ | $1\$//p" "$here/page-blocks.txt" | grep -vxFf "$scratch/blocks") || return 0
    printf '%s has not run these blocks:\n%s\n' "$1" "$left" >&2
    return 1
}
