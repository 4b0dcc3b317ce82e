package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * A KDC's machine in a folder: kdc.conf, and scripts in place of kadmin.local, libkrb5's reader and
 * systemctl. It has the realm A.EXAMPLE.
 */
final class FakeMachine {
  /** Keeps a principal as a file of its string attributes. */
  private static final String KADMIN =
      """
      #!/bin/sh
      db=%s
      realm=$2
      if [ ! -e "$db/K=M@$realm" ]; then
          echo "kadmin.local: Cannot open DB2 database '/var/lib/krb5kdc/principal':" \\
              "No such file or directory while initializing kadmin.local interface"
          exit 1
      fi
      set -f
      line=$4
      verb=${line%%%% *}
      name=$(echo "${line##* }" | tr / =)
      case $verb in
          get_principal)
              if [ -e "$db/$name" ]; then
                  echo "Principal: ${line##* }"
              else
                  echo "get_principal: Principal does not exist while retrieving \\"${line##* }\\"."
              fi ;;
          add_principal) [ -e "$db/readonly" ] && echo "add_principal: No space left on device" \\
              || : >"$db/$name" ;;
          delete_principal) rm "$db/$name" ;;
          set_string)
              set -- $line
              file=$(echo "$2" | tr / =)
              value=${line#*\\"}
              sed -i "/^$3: /d" "$db/$file"
              echo "$3: ${value%%\\"}" >>"$db/$file" ;;
          get_strings)
              if [ -e "$db/locked" ]; then
                  echo "get_strings: Insufficient access to lock database while getting attributes" \\
                      "for principal \\"${line##* }\\""
              elif [ ! -e "$db/$name" ]; then
                  echo "get_strings: Principal does not exist while getting attributes for" \\
                      "principal \\"${line##* }\\""
              elif [ -s "$db/$name" ]; then
                  cat "$db/$name"
              else
                  echo "(No string attributes.)"
              fi ;;
          list_principals) [ -e "$db/unlisted" ] \\
              && echo "get_principals: Insufficient access to lock database while retrieving list." \\
              || ls "$db" | tr = / | grep "^$(echo "${line##* }" | tr -d '*')" ;;
      esac
      """;

  /** Reads kdc.conf and what it includes, without its subtleties. */
  private static final String PROFILE =
      """
      #!/bin/sh
      conf=%s
      what=$1
      shift
      wanted=$(echo "$*" | tr ' ' /)
      for folder in $(sed -n 's/^includedir //p' "$conf"); do
          [ -d "$folder" ] || { echo "Included profile directory could not be read"; exit 1; }
          files=$(ls -d "$folder"/* 2>/dev/null)
      done
      awk -v wanted="$wanted" -v what="$what" '
          { sub(/^[ \\t]+/, "") }
          /^\\[/ { gsub(/[][]/, ""); path = $0; next }
          /^}/ { sub(/\\/[^\\/]*$/, "", path); next }
          / = \\{$/ { if (what == "names" && path == wanted) print "value " $1
                     path = path "/" $1; next }
          / = / { value = $0; sub(/^[^=]*= /, "", value)
                  if (what == "values" && path "/" $1 == wanted) print "value " value }
      ' "$conf" $files
      echo end
      """;

  private final Path folder;
  private final Path database;

  FakeMachine(Path folder) throws IOException {
    this.folder = folder;
    this.database = Files.createDirectory(folder.resolve("database"));
    database("A.EXAMPLE");
    Files.writeString(
        kdcConf(),
        """
        [libdefaults]
            default_realm = A.EXAMPLE
        [realms]
            A.EXAMPLE = {
                max_life = 1d
            }
            OTHER.EXAMPLE = {
                kdc = kdc.other.example
            }
        """);
    script("kadmin.local", KADMIN.formatted(database));
    script("kxover-profile", PROFILE.formatted(kdcConf()));
  }

  Path script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  Path folder() {
    return folder;
  }

  Path kdcConf() {
    return folder.resolve("kdc.conf");
  }

  /** From now on nothing can be added to the database. */
  void fillDisk() throws IOException {
    Files.createFile(database.resolve("readonly"));
  }

  /** From now on principals cannot be listed. */
  void refuseLists() throws IOException {
    Files.createFile(database.resolve("unlisted"));
  }

  /** From now on string attributes cannot be read. */
  void refuseAttributes() throws IOException {
    Files.createFile(database.resolve("locked"));
  }

  /** Adds a crossover with a string attribute, such as kxoverd's. */
  void crossover(String principal, String attribute) throws IOException {
    Files.writeString(database.resolve(principal.replace('/', '=')), attribute + ": 1\n");
  }

  /** Makes a database for a realm of kdc.conf. */
  final void database(String realm) throws IOException {
    Files.createFile(database.resolve("K=M@" + realm));
    Files.createFile(database.resolve("krbtgt=" + realm + "@" + realm));
  }

  LocalKadmin kadmin() {
    return new LocalKadmin(List.of(folder.resolve("kadmin.local").toString(), "-r", "A.EXAMPLE"));
  }

  KdcProfile profile() throws IOException {
    return KdcProfile.find(
        Map.of("KRB5_KDC_PROFILE", kdcConf().toString()),
        new LocalCommand(List.of(folder.resolve("kxover-profile").toString())));
  }
}
