package org.kxover.opening;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * The principal of a service that may be opened: {@code SERVICE/HOST@REALM}, or {@code
 * SERVICE/HOST/DOMAIN@REALM}. It is neither a user, nor a service of the KDC itself. Its parts have
 * only letters, digits, dots, hyphens and underscores, so a kadmin request needs no quoting.
 *
 * @param name the parts with slashes between them
 */
public record ServiceName(String name, Realm realm) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
  private static final int MOST_PARTS = 3;

  /** In lower case, as a database may not distinguish case. */
  private static final Set<String> SERVICES_OF_THE_KDC =
      Set.of("krbtgt", "kadmin", "kiprop", "k", "wellknown", "kxover-probe");

  /**
   * Parses a principal.
   *
   * @param text with or without the realm
   * @param local the realm of the database
   * @throws KerberosSyntaxException if it must not be opened, or is none; the message says why
   */
  public static ServiceName parse(String text, Realm local) throws KerberosSyntaxException {
    int at = text.indexOf('@');
    if (at >= 0 && !text.substring(at + 1).equals(local.name())) {
      throw new KerberosSyntaxException(
          Printable.quote(text) + " is not of the realm " + local + ", whose services these are");
    }
    String name = at >= 0 ? text.substring(0, at) : text;
    List<String> parts = List.of(name.split("/", -1));
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw new KerberosSyntaxException(
            Printable.quote(text)
                + " is not a principal of letters, digits, dots, hyphens and underscores, such as"
                + " HTTP/www.b.example");
      }
    }
    if (SERVICES_OF_THE_KDC.contains(parts.get(0).toLowerCase(Locale.ROOT))) {
      throw new KerberosSyntaxException(
          name + " is a service of the KDC or of kxoverd itself, which is never open to others");
    }
    if (parts.size() == 1) {
      throw new KerberosSyntaxException(
          name + " is the name of a user; only a service, such as HTTP/www.b.example, can be open");
    }
    if (parts.size() > MOST_PARTS) {
      throw new KerberosSyntaxException(name + " has more than " + MOST_PARTS + " parts");
    }
    if (HostName.parse(parts.get(1)).filter(HostName::hasDomain).isEmpty()) {
      throw new KerberosSyntaxException(
          name
              + " is not a service of a host: "
              + parts.get(1)
              + " is not a host name with its domain; names such as alice/admin belong to users");
    }
    return new ServiceName(name, local);
  }

  /** The class of the service, such as {@code HTTP}. */
  public String service() {
    return name.substring(0, name.indexOf('/'));
  }

  /** The host, in lower case. */
  public String host() {
    return name.split("/", -1)[1].toLowerCase(Locale.ROOT);
  }

  /** The form that kadmin prints. */
  @Override
  public String toString() {
    return name + "@" + realm;
  }
}
