package org.kxover.opening;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an administrator must look at before a service is open to users of other realms, by its
 * class. Such a service was set up when whoever was authenticated belonged to its realm. The two
 * lines of each class let users of B.EXAMPLE in, and alice@A.EXAMPLE.
 */
public enum ServiceAdvice {
  HTTP(
      Set.of("http"),
      "\"Require valid-user\" means everybody of every realm that is let in, and so does an"
          + " application that is content with any REMOTE_USER",
      "Require expr %{REMOTE_USER} =~ /@B\\.EXAMPLE$/",
      "Require user alice@A.EXAMPLE"),
  LDAP(
      Set.of("ldap"),
      "\"by users\" and \"by *\" in access rules mean everybody of every realm that is let in",
      "by dn.regex=\"^uid=[^,@]+,cn=gssapi,cn=auth$\" read",
      "by dn.exact=\"uid=alice@a.example,cn=gssapi,cn=auth\" read"),
  POSTGRES(
      Set.of("postgres"),
      "\"include_realm=0\" in pg_hba.conf makes postgres@A.EXAMPLE the superuser postgres",
      "pg_hba.conf: host all all all gss include_realm=1 map=realms",
      "pg_ident.conf: realms /^([a-z]+)@B\\.EXAMPLE$ \\1"),
  HOST(
      Set.of("host"),
      "auth_to_local must not strip a realm, and .k5login lists who may log in to an account",
      "krb5.conf: auth_to_local = RULE:[1:$1@$0](^alice@A\\.EXAMPLE$)s/.*/visitor/",
      "krb5.conf: auth_to_local = DEFAULT"),
  CIFS(
      Set.of("cifs"),
      "Samba maps a user without an account to guest, or to an account without the realm",
      "smb.conf: map to guest = Never",
      "smb.conf: valid users = +staff"),
  NFS(
      Set.of("nfs"),
      "idmapd must know which realm's names are those of local accounts",
      "idmapd.conf: Local-Realms = B.EXAMPLE",
      "idmapd.conf: Nobody-User = nobody"),
  IMAP(
      Set.of("imap", "imaps", "sieve", "smtp", "submission", "pop"),
      "a server that strips realms gives alice@A.EXAMPLE the mailbox of alice",
      "dovecot.conf: auth_username_format = %u",
      "krb5.conf: auth_to_local = DEFAULT"),
  OTHER(
      Set.of(),
      "find out whether it strips the realm from names, and whether any authenticated user may"
          + " enter",
      "compare the whole name, such as alice@B.EXAMPLE",
      "let in by a list of names, or by a realm");

  private final Set<String> services;
  private final String lookAt;
  private final List<String> lines;

  ServiceAdvice(Set<String> services, String lookAt, String first, String second) {
    this.services = services;
    this.lookAt = lookAt;
    this.lines = List.of(first, second);
  }

  /** The advice for a class of services, such as {@code HTTP}. */
  public static ServiceAdvice of(String service) {
    Optional<ServiceAdvice> found =
        Arrays.stream(values())
            .filter(one -> one.services.contains(service.toLowerCase(Locale.ROOT)))
            .findFirst();
    return found.orElse(OTHER);
  }

  /** What is dangerous in a usual configuration. */
  public String lookAt() {
    return lookAt;
  }

  /** The two lines that make it safe. */
  public List<String> lines() {
    return lines;
  }
}
