package org.kxover.referral;

import java.util.Optional;
import org.kxover.kerberos.HostName;
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
    String host =
        HostName.parse(second)
            .filter(HostName::hasDomain)
            .map(HostName::name)
            .orElseThrow(
                () ->
                    new KerberosSyntaxException(
                        "service names no host with a domain: " + Printable.quote(service)));
    return new Question(own, service, Optional.of(host), Optional.empty());
  }
}
