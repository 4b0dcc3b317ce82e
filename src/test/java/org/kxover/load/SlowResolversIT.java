package org.kxover.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.dns.MeddlingProxy;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * A resolver that is slow, silent or talks garbage, and zones of strangers that never answer: users
 * of a realm that was crossed to have their tickets, and when it is over the next request works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SlowResolversIT {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String SILENT = "silent.example.";

  /** More than there are places for questions at work. */
  private static final int STRANGERS = 80;

  private Lab lab;
  private MeddlingProxy proxy;
  private LabPeer other;
  private ForeignTls tls;
  private AttackedRealm victim;
  private LabUser alice;
  private MonitoredDaemon daemon;

  @BeforeAll
  void aWorld() throws Exception {
    lab = new Lab();
    proxy = new MeddlingProxy(lab.dns().resolver(), MeddlingProxy.HONEST);
    lab.dns().behind(proxy.address());
    LabRealm a = lab.realm("A.EXAMPLE");
    a.kxoverd().measured().common("dns", "timeout", "3s");
    lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    other = lab.peer("D.EXAMPLE");
    tls = new ForeignTls(lab.peer("M.EXAMPLE").identity().leaf(), "TLSv1.3");
    // What is remembered of that realm shall not spare it the resolver.
    for (String record : new String[] {"_kerberos.www", "_kerberos-tls._tcp", "_kerberos"}) {
      other.identity().zone().remove(record);
    }
    other.identity().zone().add("_kerberos.www 0 TXT \"D.EXAMPLE\"");
    other.identity().zone().add("_kerberos 0 TXT \"D.EXAMPLE\"");
    other
        .identity()
        .zone()
        .add("_kerberos-tls._tcp 0 SRV 0 0 " + other.identity().port() + " kx.d.example.");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
    alice = a.user("bob");
    daemon = new MonitoredDaemon(a);
    assertAliceHasTickets();
    victim.crossesTo(other);
  }

  @AfterAll
  void theEnd() throws Exception {
    proxy.close();
    lab.close();
  }

  private void assertAliceHasTickets() throws Exception {
    var output = alice.kvnoAside("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output.text());
  }

  private double failed() {
    return daemon.sum("kxover_dns_lookup_duration_seconds_count{outcome=\"failed\"");
  }

  private void assertSpoilsNewRealmsOnly() throws Exception {
    double before = failed();
    victim.doesNotCrossTo(other.host(), "failed, DNS failed: ");
    assertAliceHasTickets();
    assertTrue(failed() > before);
  }

  private void assertRecovers() throws Exception {
    proxy.meddle(MeddlingProxy.HONEST);
    proxy.garble(response -> response);
    victim.crossesTo(other);
    victim.answers(other);
    assertAliceHasTickets();
  }

  @Test
  void silent() throws Exception {
    proxy.meddle((query, honest) -> Optional.empty());
    assertSpoilsNewRealmsOnly();
    assertRecovers();
  }

  @Test
  void slow() throws Exception {
    proxy.meddle(
        (query, honest) -> {
          LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
          return Optional.of(honest);
        });
    assertAliceHasTickets();
    victim.crossesTo(other);
    assertRecovers();
  }

  @Test
  void talksGarbage() throws Exception {
    Random random = new Random(11);
    proxy.garble(
        response -> {
          byte[] noise = new byte[1 + random.nextInt(4096)];
          random.nextBytes(noise);
          return noise;
        });
    assertSpoilsNewRealmsOnly();
    // The right header, and the rest cut off or changed at random.
    proxy.garble(
        response -> {
          for (int i = 12 + random.nextInt(8); i < response.length; i += 1 + random.nextInt(40)) {
            response[i] ^= (byte) (1 + random.nextInt(255));
          }
          return response;
        });
    int before = victim.realm().kxoverd().log().length();
    assertNotEquals(0, alice.kvnoAside("-S", "HTTP", other.host()).exitCode());
    victim.realm().kxoverd().awaitLine(before, "asked for", other.host(), ": failed, ");
    assertAliceHasTickets();
    assertRecovers();
  }

  /** Claims of realms whose servers never answer have places of their own in the queue to DNS. */
  @Test
  void strangersWhoseZonesAreSilentHoldUpNoUser() throws Exception {
    proxy.meddle(
        (query, honest) ->
            MeddlingProxy.isBelow(query, SILENT) ? Optional.empty() : Optional.of(honest));
    Strangers.Saying claim =
        (session, number) ->
            Strangers.exchange(
                session,
                KxRequests.of(new Realm("R" + number + ".SILENT.EXAMPLE"), new Realm("A.EXAMPLE")));
    double before = failed();
    try (Strangers strangers = new Strangers(tls, victim.realm(), STRANGERS, 10, 0, claim)) {
      MonitoredDaemon.await("look-ups that fail", LIMIT, () -> failed() >= before + STRANGERS);
      for (int i = 0; i < 3; i++) {
        victim.crossesTo(other);
        assertAliceHasTickets();
      }
    }
    MonitoredDaemon.await("no connection left", LIMIT, () -> daemon.open() == 0);
    assertRecovers();
  }
}
