# Runs a kadmin, and ends it once at a step that a test chooses: a line that it is sent, save for the
# words that only ask whether it is done.
# $1: a file with "STEPS before" or "STEPS after": so many steps pass, and the one after them is not
# carried out, or is and its answer does not come. The file is emptied when that happens; while it is
# empty, nothing does. The rest: the kadmin.
fault=$1
shift
while IFS= read -r line; do
  case $line in
    kxsync-*) ;;
    *)
      if [ -s "$fault" ]; then
        read -r steps how <"$fault"
        if [ "$steps" -eq 0 ]; then
          : >"$fault"
          if [ "$how" = after ]; then
            printf '%s\n' "$line"
            IFS= read -r line
          fi
          exit
        fi
        echo "$((steps - 1)) $how" >"$fault"
      fi ;;
  esac
  printf '%s\n' "$line"
done | "$@"
