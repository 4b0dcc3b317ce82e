package org.kxover.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.lifecycle.RenewalPlan;

/** What an administrator is told of the crossovers. */
@Timeout(60)
class AdministrationReportTest extends AdministrationFixture {
  @Test
  void aReportReadsOnlyChangedCrossoversFromTheDatabase() throws Exception {
    RealmAdministration a = administration();
    memory.holding(world.stored(Role.CLIENT, 4, Duration.ofDays(20)));
    assertEquals(OptionalLong.empty(), a.listed());
    assertEquals(List.of(), report(a));
    maintenance.turn();
    assertEquals(0, a.unread());
    assertEquals(OptionalLong.of(1), a.listed());
    memory.failReads(StoreException.Reason.BUSY);
    CrossoverState state = report(a).get(0);
    assertEquals(4, state.stored().highestKvno());
    assertEquals(CrossoverState.Condition.IN_FORCE, state.condition());
    assertEquals(B, state.peer());
    assertEquals(Role.CLIENT, state.direction());

    memory.failReads(null);
    trackingStore.noteUse(A_TO_B, new KerberosTime(world.clock.instant()));
    assertTrue(report(a).get(0).stored().used().isPresent());
    a.renew(B);
    assertEquals(5, report(a).get(0).stored().highestKvno(), "the new key");
    memory.delete(A_TO_B);
    assertEquals(1, report(a).size(), "a change by somebody else is not known yet");
    List<CrossoverState> read = new ArrayList<>();
    a.readCrossovers(B, read::add);
    assertEquals(List.of(), read);
    assertEquals(List.of(), report(a));
  }

  private static List<String> names(List<CrossoverState> states) {
    return states.stream().map(state -> state.direction() + " " + state.peer()).toList();
  }

  private static CrossoverPage page(int limit, String after) {
    return new CrossoverPage(
        RealmPattern.ALL,
        Optional.empty(),
        after.isEmpty() ? Optional.empty() : Optional.of(new Realm(after)),
        limit);
  }

  /** A realm with both directions, and others of which some end soon. */
  private RealmAdministration withManyPeers() throws Exception {
    RealmAdministration a = administration();
    StoredCrossover late = world.stored(Role.CLIENT, 4, Duration.ofDays(20));
    StoredCrossover soon = world.stored(Role.CLIENT, 4, Duration.ofHours(11));
    memory.holding(late);
    memory.holding(renamed(world.stored(Role.SERVICE, 2, Duration.ofDays(20)), A, B));
    for (String peer : List.of("P2.EXAMPLE", "P1.EXAMPLE", "P3.EXAMPLE")) {
      memory.holding(renamed(peer.equals("P2.EXAMPLE") ? soon : late, new Realm(peer), A));
    }
    return a;
  }

  private static StoredCrossover renamed(StoredCrossover of, Realm service, Realm client) {
    return new StoredCrossover(
        PrincipalName.crossover(service, client), true, of.role(), of.highestKvno(), of.keys());
  }

  private interface Reader {
    Optional<Realm> read(CrossoverPage page, Administration.Sink<CrossoverState> sink)
        throws Exception;
  }

  private static void assertPages(Reader reader) throws Exception {
    List<CrossoverState> read = new ArrayList<>();
    assertEquals(Optional.of(B), reader.read(page(1, ""), read::add));
    assertEquals(
        List.of("CLIENT B.EXAMPLE", "SERVICE B.EXAMPLE"), names(read), "both directions of a peer");
    read.clear();
    Optional<Realm> end = reader.read(page(2, "B.EXAMPLE"), read::add);
    assertEquals(List.of("CLIENT P1.EXAMPLE", "CLIENT P2.EXAMPLE"), names(read));
    assertEquals("P2.EXAMPLE", end.orElseThrow().name());
    read.clear();
    assertEquals(Optional.empty(), reader.read(page(1, "P2.EXAMPLE"), read::add));
    assertEquals(List.of("CLIENT P3.EXAMPLE"), names(read));
    read.clear();
    assertEquals(Optional.empty(), reader.read(page(9, "P3.EXAMPLE"), read::add));
    assertEquals(Optional.empty(), reader.read(page(0, ""), read::add));
    assertEquals(List.of(), read);
  }

  @Test
  void aPageOfTheDatabaseFollowsTheOther() throws Exception {
    assertPages(withManyPeers()::readCrossovers);
  }

  @Test
  void aPageOfWhatWasReadFollowsTheOther() throws Exception {
    RealmAdministration a = withManyPeers();
    maintenance.turn();
    memory.failReads(StoreException.Reason.BUSY);
    assertPages(a::crossovers);
  }

  @Test
  void aReportMayHaveOnlyKeysThatEndSoonAndPeersWithCertainNames() throws Exception {
    RealmAdministration a = withManyPeers();
    Optional<Instant> tomorrow = Optional.of(world.clock.instant().plus(Duration.ofDays(1)));
    List<CrossoverState> read = new ArrayList<>();
    assertEquals(
        Optional.empty(),
        a.readCrossovers(
            new CrossoverPage(RealmPattern.ALL, tomorrow, Optional.empty(), 9), read::add));
    assertEquals(List.of("CLIENT P2.EXAMPLE"), names(read));
    read.clear();
    a.readCrossovers(
        new CrossoverPage(new RealmPattern("p?.*"), Optional.empty(), Optional.empty(), 9),
        read::add);
    assertEquals(3, read.size());
  }

  /** The listing every few hours finds this. */
  @Test
  void aPrincipalThatSomebodyElseDeletedIsForgotten() throws Exception {
    RealmAdministration a = administration();
    memory.holding(world.stored(Role.CLIENT, 4, Duration.ofDays(20)));
    maintenance.turn();
    assertEquals(1, report(a).size());
    memory.delete(A_TO_B);
    world.pass(Duration.ofHours(9));
    maintenance.turn();
    assertEquals(List.of(), report(a));
  }

  private CrossoverState stateOf(RealmAdministration a, StoredCrossover stored) throws Exception {
    memory.holding(stored);
    List<CrossoverState> read = new ArrayList<>();
    a.readCrossovers(CrossoverPage.FIRST, read::add);
    assertEquals(1, read.size());
    return read.get(0);
  }

  @Test
  void everyConditionAndRenewalIsReported() throws Exception {
    RealmAdministration a = administration();
    CrossoverState state = stateOf(a, world.stored(Role.CLIENT, 1, Duration.ofDays(20)));
    assertEquals(RenewalPlan.State.NOT_PLANNED, state.plan().renewal().state());
    assertEquals(Optional.empty(), state.lastUse());
    schedule.asked(A_TO_B);
    state = stateOf(a, world.stored(Role.CLIENT, 1, Duration.ofDays(20)));
    assertEquals(RenewalPlan.State.PLANNED, state.plan().renewal().state());
    assertEquals(Optional.of(world.clock.instant()), state.lastUse());
    assertTrue(state.plan().renewal().at().orElseThrow().isAfter(world.clock.instant()));
    state = stateOf(a, world.stored(Role.CLIENT, 1, Duration.ofHours(9)));
    assertEquals(CrossoverState.Condition.EXPIRING, state.condition());
    assertEquals(RenewalPlan.State.TOO_LATE, state.plan().renewal().state());
    state = stateOf(a, TwoRealms.handMade());
    assertEquals(CrossoverState.Condition.BY_HAND, state.condition());
    assertEquals(RenewalPlan.State.NONE, state.plan().renewal().state());
    StoredCrossover open = world.stored(Role.CLIENT, 1, Duration.ofDays(20));
    StoredCrossover closed =
        new StoredCrossover(A_TO_B, true, open.role(), 1, open.keys(), true, Optional.empty());
    assertEquals(CrossoverState.Condition.CLOSED, stateOf(a, closed).condition());
    StoredCrossover blocked =
        new StoredCrossover(
            A_TO_B, true, open.role(), 1, open.keys(), true, Optional.empty(), true);
    state = stateOf(a, blocked);
    assertEquals(CrossoverState.Condition.BLOCKED, state.condition());
    assertEquals(RenewalPlan.State.NONE, state.plan().renewal().state());
    StoredCrossover unreadable =
        new StoredCrossover(A_TO_B, true, Optional.empty(), 1, open.keys());
    assertEquals(CrossoverState.Condition.UNREADABLE, stateOf(a, unreadable).condition());
  }

  @Test
  void aFailedRenewalReportsItsNextTry() throws Exception {
    RealmAdministration a = administration();
    memory.holding(world.stored(Role.CLIENT, 1, Duration.ofHours(11)));
    schedule.asked(A_TO_B);
    world.listener.close();
    maintenance.turn();
    world.crossings.shutdown();
    assertTrue(world.crossings.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS));
    RenewalPlan plan = report(a).get(0).plan().renewal();
    assertEquals(RenewalPlan.State.RETRY, plan.state());
    assertEquals(1, plan.failures());
    assertTrue(plan.why().startsWith("unreachable: "), plan.why());
    assertTrue(plan.at().orElseThrow().isAfter(world.clock.instant()));
  }
}
