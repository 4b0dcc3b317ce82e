#!/bin/sh
# Prints a block of commands (```sh) of a page in Markdown, without its indentation. Without a
# number, prints how many of these blocks there are below the heading.
#
# usage: page-commands.sh PAGE HEADING [NUMBER]
# HEADING is the text of a heading, or "" for the whole page.
set -eu
[ $# = 2 ] || [ $# = 3 ] || { echo "usage: $0 PAGE HEADING [NUMBER]" >&2; exit 2; }

awk -v heading="$2" -v wanted="${3:-0}" '
    /^ *```/ && inside { inside = 0; next }
    inside { if (chosen) print substr($0, indent + 1); next }
    /^#+ / { below = substr($0, index($0, " ") + 1) == heading }
    /^ *```/ {
        inside = 1
        indent = index($0, "`") - 1
        commands = /^ *```sh$/ && (heading == "" || below)
        number += commands
        chosen = commands && number == wanted
    }
    END {
        if (wanted == 0) print number + 0
        else if (number < wanted) exit 1
    }
' "$1"
