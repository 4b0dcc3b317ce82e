package org.kxover.referral;

import java.util.Optional;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * A question of a KDC: where is this service?
 *
 * @param realm the realm of the KDC
 * @param service as the KDC wrote it, for logs
 * @param host the host of the service in lower case; empty if the question names a realm
 * @param target the realm in {@code krbtgt/REALM}; empty if the question names a host
 * @param client who asked the KDC; empty if the KDC does not say, as with the plugin. No log has it
 * @param loggedClient what the log has of the client
 */
public record Question(
    Realm realm,
    String service,
    Optional<String> host,
    Optional<Realm> target,
    Optional<ClientName> client,
    Optional<String> loggedClient) {

  /** As {@link #parse(String, String, Optional)}, without a client. */
  public static Question parse(String realm, String service) throws KerberosSyntaxException {
    return parse(realm, service, Optional.empty());
  }

  /**
   * Parses a question of the KDC of {@code realm}. The service is {@code HTTP/www.b.example} or
   * {@code krbtgt/B.EXAMPLE}.
   *
   * @throws KerberosSyntaxException if the service has another form
   */
  public static Question parse(String realm, String service, Optional<ClientName> client)
      throws KerberosSyntaxException {
    Realm own = Realm.parse(realm);
    int slash = service.indexOf('/');
    if (slash <= 0) {
      throw new KerberosSyntaxException(
          "service is not of the form SERVICE/HOST: " + Printable.quote(service));
    }
    String second = service.substring(slash + 1);
    if (service.substring(0, slash).equals("krbtgt")) {
      return new Question(
          own,
          service,
          Optional.empty(),
          Optional.of(Realm.parse(second)),
          client,
          Optional.empty());
    }
    String host =
        HostName.parse(second)
            .filter(HostName::hasDomain)
            .map(HostName::name)
            .orElseThrow(
                () ->
                    new KerberosSyntaxException(
                        "service names no host with a domain: " + Printable.quote(service)));
    return new Question(
        own, service, Optional.of(host), Optional.empty(), client, Optional.empty());
  }

  /** A copy for a log that has this text of the client. */
  public Question logged(Optional<String> text) {
    return new Question(realm, service, host, target, client, text);
  }
}
