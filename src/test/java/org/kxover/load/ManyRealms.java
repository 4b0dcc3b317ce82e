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
 * Many realms, each below its own registered domain and in signed DNS. They share one daemon and
 * its certificate, which DNS allows for all of them.
 */
final class ManyRealms {
  private final List<Realm> realms = new ArrayList<>();
  private final Realm asked;
  private final ForeignTls tls;

  /**
   * @param lab not started yet
   * @param asked the realm that all of them ask for a key
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

  /** Makes each realm ask in turn, and starts over after the last. */
  Strangers ask(LabRealm victim, int threads, int networks, long pauseMillis) {
    return new Strangers(
        tls,
        victim,
        threads,
        networks,
        pauseMillis,
        // Made just before sending, as an older one would exceed the clock skew.
        (session, number) ->
            Strangers.exchange(session, KxRequests.of(realms.get(number % realms.size()), asked)));
  }
}
