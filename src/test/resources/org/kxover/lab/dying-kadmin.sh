# Runs a kadmin, and kills it once at a step that a test chooses. Each line of input is a step,
# except the lines that only check its progress, and those of its start.
#
# $1: a file with "STEPS before|after kadmin|daemon". After that many steps, kadmin dies before the
# next step, or after it but before its answer. With "daemon" the program that runs this script is
# killed too. The file is emptied then; while it is empty, no fault is injected. While it is not
# empty, the name of each step is added to $1.steps. The other arguments: the kadmin.
fault=$1
shift

# Prints the name of a line's step. Only a password has no space.
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
