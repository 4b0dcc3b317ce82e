# Runs a kadmin, and ends it once at a step that a test chooses: a line that it is sent, save for the
# words that only ask whether it is done, and for what it is asked when it has started.
# $1: a file with "STEPS before|after kadmin|daemon": so many steps pass, and the one after them is
# not carried out, or is and its answer does not come. With "daemon" the program that runs this is
# killed too. The file is emptied when that happens; while it is empty, nothing does. While it is not,
# $1.steps takes the name of each step. The rest: the kadmin.
fault=$1
shift

# What step a line is. The only line without a space is a password.
name_of() {
  verb=${1%% *}
  rest=${1#* }
  case $1 in
    set_string\ * | del_string\ *)
      rest=${rest#* }
      echo "$verb ${rest%% *}" ;;
    *\ *) echo "$verb" ;;
    *) echo "(a password)" ;;
  esac
}

while IFS= read -r line; do
  case $line in
    kxsync-* | "change_password -e "*:normal) ;;
    *)
      if [ -s "$fault" ]; then
        read -r steps how victim <"$fault"
        name_of "$line" >>"$fault.steps"
        if [ "$steps" -eq 0 ]; then
          : >"$fault"
          if [ "$how" = after ]; then
            printf '%s\n' "$line"
            IFS= read -r line
          fi
          if [ "$victim" = daemon ]; then
            kill -9 "$PPID"
          fi
          exit
        fi
        echo "$((steps - 1)) $how $victim" >"$fault"
      fi ;;
  esac
  printf '%s\n' "$line"
done | "$@"
