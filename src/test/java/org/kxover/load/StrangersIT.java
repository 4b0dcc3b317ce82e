package org.kxover.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;
import org.kxover.lab.ProcessFigures;

/**
 * Floods a kxoverd with strangers. Users still get tickets, and other realms still cross. The
 * daemon's resource usage stays within its settings, and the metrics count every connection. {@code
 * make bench PART=strangers} measures the rates.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class StrangersIT {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Duration LIMIT = Patience.LIMIT;
  private static final int PER_SECOND = 1000;

  /** The defaults of the settings. */
  private static final int MAX_CONNECTIONS = 200;

  private static final String DROPPED = "kxover_tls_handshakes_total{outcome=\"dropped\"";
  private static final int MAX_OF_A_NETWORK = 20;

  /** An upper bound of the threads and descriptors of a crossing and its kadmin. */
  private static final int CROSSING_OVERHEAD = 60;

  /** Connections that are told that there is no room for them. */
  private static final int FAREWELLS = 64;

  private static final int MEMORY_KB = 32 * 1024;

  private Lab lab;
  private LabPeer honest;
  private LabPeer other;
  private ForeignTls tls;
  private AttackedRealm victim;
  private LabUser alice;
  private MonitoredDaemon daemon;
  private ProcessFigures before;
  private long heapBefore;

  @BeforeAll
  void startRealms() throws Exception {
    lab = new Lab().daemonsAsProcesses();
    LabRealm a = lab.realm("A.EXAMPLE");
    a.kxoverd().measured();
    lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    honest = lab.peer("C.EXAMPLE");
    other = lab.peer("D.EXAMPLE");
    tls = new ForeignTls(lab.peer("M.EXAMPLE").identity().leaf(), "TLSv1.3");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
    alice = a.user("bob");
    daemon = new MonitoredDaemon(a);
    assertAliceHasTickets();
    victim.answers(honest);
    before = daemon.figures();
    heapBefore = daemon.liveHeapKb();
  }

  @AfterAll
  void stop() throws Exception {
    lab.close();
  }

  /** Asserts that alice gets a ticket for the realm with a crossover. */
  private void assertAliceHasTickets() throws IOException {
    var output = alice.kvnoAside("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output.text());
  }

  private void assertBounded(int connections) throws IOException {
    ProcessFigures now = daemon.figures();
    // A thread idles for half a minute after its last connection.
    assertTrue(
        now.threads() <= before.threads() + MAX_CONNECTIONS + CROSSING_OVERHEAD, now::toString);
    assertTrue(
        now.descriptors() <= before.descriptors() + connections + FAREWELLS + CROSSING_OVERHEAD,
        now::toString);
    long heap = daemon.liveHeapKb();
    assertTrue(heap <= heapBefore + MEMORY_KB, () -> heap + " kB, before " + heapBefore);
  }

  @ParameterizedTest
  @EnumSource(SlowClients.Kind.class)
  void connectionsOfOneNetworkLeaveRoomForOthers(SlowClients.Kind kind) throws Exception {
    long counted = daemon.counted();
    SlowClients slowClients = new SlowClients(kind, daemon.address(), 500, 1, PER_SECOND);
    try (slowClients) {
      MonitoredDaemon.await("all places are taken", LIMIT, () -> daemon.open() >= MAX_OF_A_NETWORK);
      MonitoredDaemon.await(
          "all clients have connected", LIMIT, () -> slowClients.connected() >= 1000);
      assertAliceHasTickets();
      victim.answers(honest);
      victim.crossesTo(other);
      assertBounded(MAX_OF_A_NETWORK);
    }
    assertAllCounted(counted, slowClients, 1);
    victim.answers(honest);
  }

  @ParameterizedTest
  @EnumSource(SlowClients.Kind.class)
  void connectionsOfManyNetworksLeaveRoomForOurOwn(SlowClients.Kind kind) throws Exception {
    long counted = daemon.counted();
    SlowClients slowClients = new SlowClients(kind, daemon.address(), 2000, 100, PER_SECOND);
    try (slowClients) {
      MonitoredDaemon.await("all places are taken", LIMIT, () -> daemon.open() >= MAX_CONNECTIONS);
      MonitoredDaemon.await(
          "all clients have connected", LIMIT, () -> slowClients.connected() >= 2000);
      assertAliceHasTickets();
      victim.crossesTo(other);
      assertBounded(MAX_CONNECTIONS);
    }
    assertAllCounted(counted, slowClients, 0);
    victim.answers(honest);
  }

  @ParameterizedTest
  @CsvSource({"SILENT, 10", "SILENT, 100", "DRIP, 100", "HALF_PREFIX, 10"})
  void silentConnectionsOfManyNetworksLeaveRoomForPeers(SlowClients.Kind kind, int networks)
      throws Exception {
    long counted = daemon.counted();
    double dropped = daemon.sum(DROPPED);
    int log = victim.realm().kxoverd().log().length();
    SlowClients slowClients =
        new SlowClients(kind, daemon.address(), MAX_CONNECTIONS, networks, PER_SECOND);
    try (slowClients) {
      MonitoredDaemon.await("all places are taken", LIMIT, () -> daemon.open() >= MAX_CONNECTIONS);
      victim.answers(honest);
      victim.answers(honest);
      assertAliceHasTickets();
      assertBounded(MAX_CONNECTIONS);
    }
    assertTrue(daemon.sum(DROPPED) > dropped);
    victim
        .realm()
        .kxoverd()
        .awaitLine(log, "no session with 127.1.", "we dropped the connection", "max_connections");
    // The honest peer's connections count, too.
    assertAllCounted(counted, slowClients, 2);
    victim.answers(honest);
  }

  /**
   * @param before the daemon's count before the clients
   * @param others connections of others
   */
  private void assertAllCounted(long before, SlowClients clients, int others) {
    MonitoredDaemon.await("no connection is open", LIMIT, () -> daemon.open() == 0);
    long least = before + clients.connected() + others;
    long most = before + clients.begun() + others;
    MonitoredDaemon.await(
        least + " connections or more are counted, instead of " + daemon.counted(),
        LIMIT,
        () -> daemon.counted() >= least);
    assertTrue(daemon.counted() <= most, () -> most + " or fewer, not " + daemon.counted());
  }

  @Test
  void nonsenseAfterAHandshakeIsCountedAndForgotten() throws Exception {
    List<byte[]> requests = new ArrayList<>();
    for (String realm : List.of("NOWHERE.EXAMPLE", "C.EXAMPLE", "B.EXAMPLE", "X.NOWHERE.EXAMPLE")) {
      requests.add(KxRequests.of(new Realm(realm), A));
    }
    Random random = new Random(7);
    byte[] noise = new byte[1000];
    random.nextBytes(noise);
    requests.add(noise);
    Strangers.Action nonsense =
        (session, number) -> {
          if (number % 6 == 5) {
            session.getOutputStream().write(noise);
            session.getInputStream().read();
          } else {
            Strangers.exchange(session, requests.get(number % 6));
          }
        };
    double refused = daemon.sum("kxover_request_duration_seconds_count{");
    double broken = daemon.sum("kxover_sessions_ended_total{reason=\"broken\"");
    String principals = victim.realm().kdc().principals();
    try (Strangers strangers = new Strangers(tls, victim.realm(), 40, 20, 0, nonsense)) {
      MonitoredDaemon.await("300 sessions are completed", LIMIT, () -> strangers.sessions() >= 300);
      assertAliceHasTickets();
      assertEquals(principals, victim.realm().kdc().principals());
      victim.answers(honest);
      victim.crossesTo(other);
      assertBounded(MAX_CONNECTIONS);
    }
    MonitoredDaemon.await("no connection is open", LIMIT, () -> daemon.open() == 0);
    assertTrue(daemon.sum("kxover_request_duration_seconds_count{") >= refused + 240);
    assertTrue(daemon.sum("kxover_sessions_ended_total{reason=\"broken\"") >= broken + 40);
    assertTrue(daemon.sum("kxover_request_duration_seconds_count{outcome=\"absent\"") > 0);
    assertTrue(daemon.sum("kxover_request_duration_seconds_count{outcome=\"unauthenticated\"") > 0);
    victim.answers(honest);
  }
}
