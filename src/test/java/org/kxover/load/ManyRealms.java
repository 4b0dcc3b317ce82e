package org.kxover.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kxover.kerberos.Realm;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;

/**
 * Realms in great number, each below a registered domain of its own, and all rightly in signed DNS:
 * they share one daemon and its certificate, by which each proves its name.
 */
final class ManyRealms {
  private final List<Realm> realms = new ArrayList<>();
  private final Realm asked;
  private final ForeignTls tls;

  /**
   * @param lab not yet started
   * @param asked the realm that all of them want a key of
   */
  ManyRealms(Lab lab, int count, Realm asked) throws Exception {
    LabPeer daemon = lab.peer("MANY.EXAMPLE");
    this.asked = asked;
    tls = new ForeignTls(daemon.identity().leaf(), "TLSv1.3");
    for (int i = 0; i < count; i++) {
      Realm realm = new Realm(String.format(Locale.ROOT, "R%04d.EXAMPLE", i));
      String label = realm.dnsName().substring(0, realm.dnsName().indexOf('.'));
      lab.dns()
          .zone("example")
          .add(
              "_kerberos-tls._tcp.%s SRV 0 0 %d %s."
                  .formatted(label, daemon.identity().port(), daemon.identity().host()));
      realms.add(realm);
    }
  }

  /** Lets each of them ask once, and then from the first on again. */
  Strangers ask(LabRealm victim, int threads, int networks, long pauseMillis) {
    return new Strangers(
        tls,
        victim,
        threads,
        networks,
        pauseMillis,
        // Made when it is sent: one that is older than the clock skew allows would be refused.
        (session, number) ->
            Strangers.exchange(session, KxRequests.of(realms.get(number % realms.size()), asked)));
  }
}
