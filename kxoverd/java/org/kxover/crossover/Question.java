package org.kxover.crossover;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * What a KDC asks: where is this service?
 *
 * @param realm of the KDC
 * @param service as the KDC wrote it, for logs
 * @param host the service's host, lower case, where it was asked by host
 * @param target the realm, where {@code krbtgt/REALM} was asked directly
 */
public record Question(Realm realm, String service, Optional<String> host, Optional<Realm> target) {
  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")+");
  private static final Pattern LAST_LABEL_IS_A_NUMBER = Pattern.compile(".*\\.[0-9]+");

  /**
   * The question of a KDC of {@code realm} for {@code service}: {@code HTTP/www.b.example} or
   * {@code krbtgt/B.EXAMPLE}.
   *
   * @throws KerberosSyntaxException where it is neither
   */
  public static Question parse(String realm, String service) throws KerberosSyntaxException {
    Realm own = Realm.parse(realm);
    int slash = service.indexOf('/');
    if (slash <= 0) {
      throw new KerberosSyntaxException(
          "service is not of the form SERVICE/HOST: " + Printable.quote(service));
    }
    String second = service.substring(slash + 1);
    if (service.substring(0, slash).equals("krbtgt")) {
      return new Question(own, service, Optional.empty(), Optional.of(Realm.parse(second)));
    }
    if (second.length() > 253
        || !HOST.matcher(second).matches()
        || LAST_LABEL_IS_A_NUMBER.matcher(second).matches()) {
      throw new KerberosSyntaxException(
          "service names no host with a domain: " + Printable.quote(service));
    }
    return new Question(
        own, service, Optional.of(second.toLowerCase(java.util.Locale.ROOT)), Optional.empty());
  }
}
