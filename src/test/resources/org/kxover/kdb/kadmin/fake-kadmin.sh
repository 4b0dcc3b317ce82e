# A kadmin that keeps to the protocol, save for the requests by which a test makes it misbehave.
# FAKE_EDITOR=1: it repeats what it reads, as with a line editor, a long line cut at the left.
# FAKE_RETURN=1: it ends its errors with a carriage return, as that of krb5 1.13 does.
# FAKE_UNKNOWN: encryption types that it does not know, as krb5 before 1.15 does not know aes-sha2.
# FAKE_START: what it does instead of starting. FAKE_LOG: a file that takes what it reads.
# FAKE_KTADD: what it says that ktadd can do.
# FAKE_LIST: how many crossovers it lists.
prompt='kadmin.local:  '
end=${FAKE_RETURN:+\\r}'\n'

answer_of() {
  IFS= read -r answer
  printf '%s\n' "password" >>"${FAKE_LOG:-/dev/null}"
}

ask() {
  printf 'Enter password for principal "%s": ' "$1"
  answer_of
  first=$answer
  printf '\nRe-enter password for principal "%s": ' "$1"
  answer_of
  printf '\n'
}

case $FAKE_START in
  die) echo "kadmin.local: Required parameters missing" >&2; exit 1 ;;
  hang) exec sleep 600 ;;
  flood) exec yes "flood" ;;
  warn) echo "kadmin.local: the weather is bad" >&2 ;;
esac

printf 'Authenticating as principal root/admin@A.EXAMPLE with password.\n%s' "$prompt"
while IFS= read -r line; do
  printf '%s\n' "$line" >>"${FAKE_LOG:-/dev/null}"
  if [ -n "$FAKE_EDITOR" ]; then
    if [ ${#line} -gt 60 ]; then
      printf '\r<%s\n' "$(printf '%s' "$line" | tail -c 40)"
    else
      printf '%s\n' "$line"
    fi
  fi
  set -- $line
  case $1 in
    kxsync-*) printf 'kadmin.local: Unknown request "%s".  Type "?" for a request list.'"$end" "$1" >&2 ;;
    say) shift; printf '%s\n' "$*" ;;
    fail) shift; printf '%s'"$end" "$*" >&2 ;;
    both) echo "on stdout"; echo "on stderr" >&2 ;;
    die) echo "Killed by a bug" >&2; exit 3 ;;
    silent) exit 0 ;;
    hang) exec sleep 600 ;;
    flood) exec yes "flood" ;;
    flood2) exec yes "flood" >&2 ;;
    many) seq -f 'line %.0f' 1 "$2" ;;
    get_principals) seq -f 'krbtgt/P%06.0f.EXAMPLE@A.EXAMPLE' 1 "${FAKE_LIST:-0}" ;;
    cut) printf 'no newline' ;;
    ask) ask "$2"; echo "done" ;;
    askother) ask "krbtgt/OTHER@A.EXAMPLE"; echo "done" ;;
    askonce) printf 'Enter password for principal "%s": ' "$2"; answer_of; printf '\n' ;;
    tell) ask "$2"; echo "$first" ;;
    tell2) ask "$2"; echo "$first" >&2 ;;
    askdie) ask "$2"; echo "$first" >&2; exit 4 ;;
    get_principal)
      if [ -n "$FAKE_DIE_ONCE" ] && [ ! -e "$FAKE_DIE_ONCE" ]; then : >"$FAKE_DIE_ONCE"; exit 5; fi
      if [ -n "$FAKE_HANG" ]; then exec sleep 600; fi
      printf 'get_principal: Principal does not exist while retrieving "%s".\n' "$2" >&2 ;;
    change_password)
      case " $FAKE_UNKNOWN " in
        *" ${3%:normal} "*) printf 'change_password: Invalid argument while parsing keysalts %s'"$end" "$3" >&2 ;;
        *) printf 'change_password: missing principal name'"$end" >&2 ;;
      esac ;;
    add_principal)
      for name in "$@"; do :; done
      ask "$name"
      if [ "$FAKE_ADD" = die ]; then echo "$first" >&2; exit 6; fi
      printf 'Principal "%s" created.%s\n' "$name" "$FAKE_ADD" ;;
    ktadd) printf 'Usage: ktadd %s\n' "$FAKE_KTADD" >&2 ;;
    *) printf 'usage: %s\n' "$1" >&2 ;;
  esac
  printf '%s' "$prompt"
done
