package org.kxover.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.event.FailureReason;
import org.kxover.kdb.StoreException;

/** The simulation of {@code doc/SCALE.md} in short: few realms, and some weeks. */
@Timeout(300)
class SimulationTest {
  private static final int REALMS = 60;
  private static final int DAYS = 70;

  private static final int OUTAGE = 24;
  private static final int NO_LIMIT = 10_000;

  /** All have a key by then, and no renewal was due. */
  private static final int BEFORE_RENEWALS = 20;

  private static Setup setup;

  /** With an outage of a day, while renewals are due. */
  private static SimulatedRealm real;

  @BeforeAll
  static void simulate() throws IOException {
    setup = new Setup(REALMS, DAYS, 1);
    real = run(Outage.of(OUTAGE, 1), NO_LIMIT, DAYS);
  }

  private static double[] oftenVisited() {
    double[] perDay = new double[REALMS];
    Arrays.fill(perDay, 3);
    return perDay;
  }

  private static SimulatedRealm run(Outage outage, int limit, int days) {
    SimulatedRealm realm =
        new SimulatedRealm(
            Setup.settings(limit),
            setup.chain(),
            oftenVisited(),
            setup.joinedBefore(),
            setup.goingOut(1),
            outage,
            0,
            DAYS,
            setup.seed());
    realm.run(days * VirtualClock.DAY);
    return realm;
  }

  private static Peers runPeers(Outage outage, boolean spread) {
    return new PeersOnly(
            setup, Setup.unlimited(), oftenVisited(), setup.joinedBefore(), outage, spread, DAYS)
        .run("", DAYS);
  }

  @Test
  void eachRealmHasItsKeyAndRenewsIt() {
    assertEquals(REALMS, real.peers.first.total());
    assertEquals(2L * REALMS, real.peers.renewed.total(), REALMS / 4.0);
    assertEquals(0, real.peers.refused.total());
    assertEquals(0, real.peers.endedInUse);
    assertTrue(real.peers.renewalsFailed.total() > 0);
    assertEquals(2 * REALMS, real.store().size(), "coming in and going out");
    assertEquals(0, real.responder().givenUp());
  }

  @Test
  void aRunCanBeRepeated() {
    SimulatedRealm again = run(Outage.of(OUTAGE, 1), NO_LIMIT, DAYS);
    assertEquals(
        Arrays.toString(real.peers.renewed.hourly()),
        Arrays.toString(again.peers.renewed.hourly()));
    assertEquals(real.dnsQuestions.total(), again.dnsQuestions.total());
    assertEquals(real.store().changes(), again.store().changes());
    assertEquals(real.exchangesBegun(), again.exchangesBegun());
  }

  /** The policy lets so many in within a day, and the others on the next days. */
  @Test
  void theLimitOfNewRealmsHolds() {
    SimulatedRealm realm = run(Outage.none(), 20, 10);
    for (double first : realm.peers.first.daily()) {
      assertTrue(first <= 40, first + " in a day, from the middle of two windows at most");
    }
    assertEquals(20, realm.peers.first.daily()[0]);
    assertTrue(realm.peers.reasons.get(FailureReason.REFUSED_BY_PEER) > 0);
    assertEquals(REALMS, realm.peers.first.total());
  }

  /** Many parts use a model in place of an exchange. It must come to what exchanges come to. */
  @Test
  void theModelComesToWhatRealExchangesComeTo() {
    Peers model = runPeers(Outage.of(OUTAGE, 1), true);
    assertEquals(model.first.total(), real.peers.first.total());
    assertEquals(model.renewed.total(), real.peers.renewed.total(), REALMS / 10.0);
    assertEquals(model.renewalsFailed.total(), real.peers.renewalsFailed.total(), REALMS / 2.0);
  }

  @Test
  void renewalsAreSpread() {
    long spread = runPeers(Outage.none(), true).renewed.mostInAnHour(BEFORE_RENEWALS, DAYS);
    long together = runPeers(Outage.none(), false).renewed.mostInAnHour(BEFORE_RENEWALS, DAYS);
    assertTrue(spread * 2 < together, spread + " and " + together);
  }

  @Test
  void anOutageOfADayEndsNoKeyAndOneOfAWeekDoes() {
    Peers day = runPeers(Outage.of(OUTAGE, 1), true);
    assertTrue(day.renewalsFailed.total() > 0);
    assertEquals(0, day.endedInUse);
    assertTrue(runPeers(Outage.of(23, 9), true).endedInUse > 0);
  }

  @Test
  void aDatabaseLetsOnePassThroughInItsInterval() throws Exception {
    VirtualClock clock = new VirtualClock();
    ModelledStore store = new ModelledStore(clock, 0, VirtualClock.DAY);
    store.walk(name -> {}).close();
    clock.advance(VirtualClock.DAY - 1);
    assertThrows(StoreException.class, () -> store.walk(name -> {}));
    clock.advance(1);
    store.walk(name -> {}).close();
  }

  @Test
  void anAgendaGivesItsItemsInOrder() {
    long[] times = {40, 10, 30, 10, 50, 20};
    Agenda agenda = new Agenda(times.length);
    for (int item = 0; item < times.length; item++) {
      agenda.put(item, times[item]);
    }
    agenda.put(4, 5);
    agenda.put(5, VirtualClock.NEVER);
    StringBuilder order = new StringBuilder();
    while (agenda.next() != VirtualClock.NEVER) {
      order.append(agenda.first()).append(' ');
      agenda.put(agenda.first(), VirtualClock.NEVER);
    }
    assertEquals("4 1 3 2 0 ", order.toString());
  }
}
