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
 * A resolver that is slow, silent or sends garbage, and strangers' zones that never answer. Users
 * still get tickets for realms with a crossover, and the next crossing after the fault works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SlowResolversIT {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String SILENT = "silent.example.";

  /** More than the number of questions that the daemon works on at once. */
  private static final int STRANGERS = 80;

  private Lab lab;
  private MeddlingProxy proxy;
  private LabPeer other;
  private ForeignTls tls;
  private AttackedRealm victim;
  private LabUser alice;
  private MonitoredDaemon daemon;

  @BeforeAll
  void startRealms() throws Exception {
    lab = new Lab().daemonsAsProcesses();
    proxy = new MeddlingProxy(lab.dns().resolver(), MeddlingProxy.HONEST);
    lab.dns().throughProxy(proxy.address());
    LabRealm a = lab.realm("A.EXAMPLE");
    a.kxoverd().measured();
    lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    other = lab.peer("D.EXAMPLE");
    tls = new ForeignTls(lab.peer("M.EXAMPLE").identity().leaf(), "TLSv1.3");
    // TTL 0, so that each crossing queries the resolver.
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
    // A first crossing can take longer than a client waits.
    a.kxoverd().kxover("cross", "B.EXAMPLE").run();
    assertAliceHasTickets();
    victim.crossesTo(other);
  }

  @AfterAll
  void stop() throws Exception {
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
    proxy.ignore(query -> false);
    proxy.meddle(MeddlingProxy.HONEST);
    proxy.garble(response -> response);
    victim.crossesTo(other);
    victim.answers(other);
    assertAliceHasTickets();
  }

  @Test
  void silent() throws Exception {
    proxy.ignore(query -> true);
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
    victim.crossesToWithinTwoTries(other);
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
    // Keeps the header, and changes octets after it at random.
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

  /** Look-ups for strangers must not take the places of look-ups for users. */
  @Test
  void strangersWhoseZonesAreSilentHoldUpNoUser() throws Exception {
    proxy.ignore(query -> MeddlingProxy.isBelow(query, SILENT));
    Strangers.Action claim =
        (session, number) ->
            Strangers.exchange(
                session,
                KxRequests.of(new Realm("R" + number + ".SILENT.EXAMPLE"), new Realm("A.EXAMPLE")));
    double before = failed();
    try (Strangers strangers = new Strangers(tls, victim.realm(), STRANGERS, 10, 0, claim)) {
      MonitoredDaemon.await(
          "the strangers' look-ups have failed", LIMIT, () -> failed() >= before + STRANGERS);
      for (int i = 0; i < 3; i++) {
        victim.crossesToWithinTwoTries(other);
        assertAliceHasTickets();
      }
    }
    MonitoredDaemon.await("no connection is open", LIMIT, () -> daemon.open() == 0);
    assertRecovers();
  }
}
