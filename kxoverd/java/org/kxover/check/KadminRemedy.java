package org.kxover.check;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;

/** What to do about an error of kadmin, each with the command that does it. */
enum KadminRemedy {
  /** Neither krb5.conf nor DNS names the host of kadmind. */
  NO_ADMIN_SERVER(
      "add the host of kadmind to krb5.conf: [realms] %1$s = { admin_server = HOST }",
      "Missing parameters in krb5.conf"),
  /** The key in the keytab is not that of the database any more. */
  STALE_KEYTAB(
      "write the present key into the keytab: kadmin.local -r %1$s -q \"ktadd -k %2$s %3$s\"",
      "Preauthentication failed",
      "Password incorrect",
      "Decrypt integrity check failed",
      "Key version is not available",
      "Incorrect password while initializing"),
  NO_ENTRY(
      "write the principal's key into the keytab: kadmin.local -r %1$s -q \"ktadd -k %2$s %3$s\"",
      "No suitable keys for",
      "Key table entry not found",
      "Keytab contains no suitable keys",
      "Key table file '"),
  NO_PRINCIPAL(
      "make principal, keytab and access list with \"kxover setup --realm %1$s\"",
      "not found in Kerberos database", "Client not found"),
  KEYTAB_CLOSED("let the user of kxoverd read the keytab: chown %4$s %2$s", "Permission denied"),
  /** The KDC gives the ticket for kadmin/admin. */
  KDC_DOWN(
      "start the realm's KDC (Debian: systemctl start krb5-kdc)",
      "Cannot contact any KDC",
      "Cannot find KDC"),
  NAME_UNKNOWN(
      "see that the host of kadmind in krb5.conf has an address, and that this machine's resolver"
          + " answers",
      "Cannot resolve network address"),
  KADMIND_DOWN(
      "start kadmind (Debian: systemctl start krb5-admin-server)",
      "Communication failure with server",
      "Cannot contact kadmin server",
      "Connection refused"),
  NO_RIGHT(
      "give %3$s its rights in kadm5.acl with \"kxover setup --realm %1$s\", which also restarts"
          + " kadmind",
      "Operation requires ``", "Insufficient authorization"),
  OLD_ACCESS_LIST("see the log of kadmind", "GSS-API (or Kerberos) error");

  private static final String DEFAULT_PRINCIPAL = "kxover/admin";
  private static final String DEFAULT_KEYTAB = "/etc/kxover/kadmin.keytab";
  private static final String LOCAL =
      "run this as root on the KDC, and see that this release of krb5 knows all types in"
          + " encryption_types";

  private final String text;
  private final List<String> phrases;

  KadminRemedy(String text, String... phrases) {
    this.text = text;
    this.phrases = List.of(phrases);
  }

  /**
   * The advice on an error of the command in the setting kadmin.
   *
   * @param user that runs the command
   */
  static String on(String error, RealmSettings realm, ServiceUser user) {
    List<String> command = realm.get(DatabaseSettings.KADMIN);
    if (!realm.get(DatabaseSettings.KADM5).isEmpty()
        || command.stream().anyMatch(word -> word.endsWith("kadmin.local"))) {
      return LOCAL;
    }
    String name = realm.realm().name();
    return Arrays.stream(values())
        .filter(one -> one.phrases.stream().anyMatch(error::contains))
        .findFirst()
        .map(
            one ->
                one.text.formatted(
                    name,
                    option(command, "-t").orElse(DEFAULT_KEYTAB),
                    option(command, "-p").orElse(DEFAULT_PRINCIPAL),
                    user.owner()))
        .orElse("see that kadmind and the KDC are running, and the log of kadmind");
  }

  /** The word after an option of the command. */
  static Optional<String> option(List<String> command, String option) {
    int at = command.indexOf(option);
    return at >= 0 && at + 1 < command.size() ? Optional.of(command.get(at + 1)) : Optional.empty();
  }
}
