package org.kxover.kerberos;

/**
 * The name of a Kerberos client of any realm, in the form that MIT's {@code krb5_unparse_name()}
 * prints: a backslash makes the next character part of a component or realm. Only its realm counts
 * here.
 *
 * @param text the whole name
 * @param realm the part after the {@code @}, still with its backslashes
 */
public record ClientName(String text, String realm) {
  /** The client of an anonymous ticket (RFC 8062 section 3). */
  private static final String ANONYMOUS = "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS";

  private static final String TICKET_SERVICE = "krbtgt/";

  /**
   * Parses {@code text}: a name, an {@code @} and a realm.
   *
   * @throws KerberosSyntaxException if one of the three is missing, or there are two {@code @}. Its
   *     message does not have the name, which is a user's
   */
  public static ClientName parse(String text) throws KerberosSyntaxException {
    int at = -1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '@') {
        if (at >= 0) {
          throw new KerberosSyntaxException("client has two realms");
        }
        at = i;
      }
    }
    if (at <= 0 || at == text.length() - 1) {
      throw new KerberosSyntaxException("client is not of the form NAME@REALM");
    }
    return new ClientName(text, text.substring(at + 1));
  }

  /** True for a client of that realm, which has no character that needs a backslash. */
  public boolean isOf(Realm other) {
    return realm.equals(other.name());
  }

  /**
   * True for {@code krbtgt/...}. Whoever has the key of a crossover can log in as its principal,
   * and that is another realm.
   */
  public boolean isTicketService() {
    return text.startsWith(TICKET_SERVICE);
  }

  /** True for a name of several components, such as {@code HTTP/www.a.example@A.EXAMPLE}. */
  public boolean hasComponents() {
    int end = text.length() - realm.length() - 1;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '/') {
        return true;
      }
    }
    return false;
  }

  /** True for a client whose KDC hides who it is. */
  public boolean isAnonymous() {
    return text.equals(ANONYMOUS);
  }
}
