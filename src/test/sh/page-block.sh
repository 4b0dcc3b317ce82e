#!/bin/sh
# Prints a fenced block of a page in Markdown, without its indentation. Without a number, prints how
# many blocks of commands there are below the heading.
#
# usage: page-block.sh PAGE HEADING [NUMBER [commands|lines|output]]
# HEADING is the text of a heading. The default is commands.
# commands  the block with that number of the blocks ```sh below the heading
# lines     the block with that number of the blocks ```conf below it
# output    what the commands print: the block ```text between these commands and the next ones.
#           Nothing if the page does not say.
set -eu
[ $# -ge 2 ] && [ $# -le 4 ] || { echo "usage: $0 PAGE HEADING [NUMBER [commands|lines|output]]" >&2; exit 2; }
case ${4:-commands} in
    commands) language=sh ;;
    lines) language=conf ;;
    output) language=text ;;
    *) echo "$0: not a kind of blocks: $4" >&2; exit 2 ;;
esac

awk -v heading="$2" -v wanted="${3:-0}" -v language="$language" '
    /^ *```/ && inside { inside = 0; next }
    inside { if (chosen) print substr($0, indent + 1); next }
    /^#+ / { below = substr($0, index($0, " ") + 1) == heading }
    /^ *```/ {
        inside = 1
        indent = index($0, "`") - 1
        kind = substr($0, indent + 4)
        if (!below) { chosen = 0; next }
        # Output has the number of its commands.
        number += kind == (language == "text" ? "sh" : language)
        chosen = kind == language && number == wanted
        found += chosen
    }
    END {
        if (wanted == 0) print number + 0
        else if (!found && language != "text") exit 1
    }
' "$1"
