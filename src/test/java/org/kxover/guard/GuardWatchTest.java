package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.config.GuardPolicy;
import org.kxover.guard.FakeKdc.Behaviour;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kdb.StoreException;

/** What the watch sees at a KDC, and what follows from that. */
class GuardWatchTest extends GuardWatchFixture {
  @Test
  void aKdcThatRefusesTheClosedServiceOnlyIsGuarded() throws Exception {
    assertRefused("not tried yet");
    kdcs.with(OWN, GRANTS, GUARD);
    assertTrue(watch.round());
    assertEquals(Verdict.GUARDED, only().verdict());
    assertEquals(Optional.empty(), state.objection());
    assertEquals(List.of("88 kxover-probe/closed", "88 kxover-probe/open"), kdcs.asked);
    assertEquals(List.of("krbtgt/B.EXAMPLE@KXOVER-PROBE.INVALID kvno 1 SERVICE"), store.writes());
  }

  @Test
  void theClockOfAKdcIsThatOfItsRefusal() throws Exception {
    kdcs.with(OWN, GRANTS, FakeKdc.refuses(7, "KXOVER_GUARD", now.plusSeconds(90)));
    watch.round();
    assertEquals(Optional.of(Duration.ofSeconds(90)), only().clockAhead());
    now = now.plusMillis(999);
    kdcs.with(OWN, GRANTS, FakeKdc.refuses(7, "KXOVER_GUARD", now.minusSeconds(400)));
    watch.round();
    assertEquals(Optional.of(Duration.ofSeconds(-400)), only().clockAhead());
    kdcs.with(OWN, FakeKdc.silent(), FakeKdc.silent());
    watch.round();
    assertEquals(Optional.empty(), only().clockAhead());
  }

  @Test
  void aKdcThatGrantsTheClosedServiceIsNot() throws Exception {
    kdcs.with(OWN, GRANTS, GRANTS);
    assertFalse(watch.round());
    assertEquals(Verdict.UNGUARDED, only().verdict());
    assertRefused("127.0.0.1:88", "is unguarded");
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "when it is there again");
  }

  @Test
  void anythingElseIsUnknownAndNotGuarded() throws Exception {
    List<List<Behaviour>> others =
        List.of(
            List.of(GRANTS, UNKNOWN_SERVICE),
            List.of(GRANTS, FakeKdc.refuses(12, "KXOVER_GUARD")),
            List.of(UNKNOWN_SERVICE, UNKNOWN_SERVICE),
            List.of(GUARD, GUARD),
            List.of(FakeKdc.refuses(31, "PROCESS_TGS"), FakeKdc.refuses(31, "PROCESS_TGS")),
            List.of(request -> new byte[] {0x6d, 0}, GUARD),
            List.of(request -> new byte[] {0x7e, 0}, GUARD));
    for (List<Behaviour> one : others) {
      kdcs.with(OWN, one.get(0), one.get(1));
      assertFalse(watch.round());
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
      assertRefused("is unknown");
    }
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  /** A forger cannot read our ticket, and so does not know the session key in it. */
  @Test
  void aForgedTicketIsNoTicket() throws Exception {
    Behaviour otherKey =
        request -> FakeKdc.reply(request, new byte[request.type().keyLength()], request.nonce());
    Behaviour otherRequest = request -> FakeKdc.reply(request, request.session(), 1);
    for (Behaviour forged : List.of(otherKey, otherRequest)) {
      kdcs.with(OWN, forged, GUARD);
      watch.round();
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
      kdcs.with(OWN, GRANTS, forged);
      watch.round();
      assertEquals(Verdict.UNKNOWN, only().verdict(), only().reason());
    }
  }

  @Test
  void oneKdcWithoutTheGuardStopsAll() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    assertFalse(state.objection().orElseThrow().contains(":88"));
    kdcs.with(OTHER, GRANTS, GUARD);
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aSilentKdcStopsNobodyAndProvesNothing() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    assertFalse(watch.round());
    assertEquals(Optional.empty(), state.objection(), "the other one is guarded");
    kdcs.with(OWN, FakeKdc.silent(), GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "for a short time");
    now = now.plus(Duration.ofMinutes(2)).plusSeconds(1);
    watch.round();
    assertEquals(Verdict.UNKNOWN, state.findings().get(0).verdict());
    assertRefused("no KDC was seen with the guard");
  }

  @Test
  void aKdcThatWasUnguardedBeforeItsSilenceStaysSo() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    kdcs.with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    watch.round();
    watch.round();
    assertRefused("kdc2.b.example:89", "unguarded when it answered last");
  }

  @Test
  void whatWasSeenLongAgoCountsNoMore() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    now = now.plus(Duration.ofMinutes(11));
    assertRefused("was not looked for");
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aDatabaseThatFailsIsTold() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    store.failWrites(StoreException.Reason.FAILED);
    assertFalse(watch.round());
    assertRefused("was not looked for");
    assertEquals(1, events.size());
    store.failWrites(null);
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void eachChangeIsOneEvent() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD);
    watch.round();
    watch.round();
    kdcs.with(OWN, GRANTS, GRANTS);
    watch.round();
    watch.round();
    assertEquals(
        List.of("kdc-guarded", "kdc-unguarded"),
        events.stream().map(event -> event.type().toString()).toList());
    assertEquals(Optional.of(B), events.get(1).realm());
  }

  @Test
  void aReloadMakesNoKeyAndForgetsNoKdc() throws Exception {
    secondKdc();
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    watch.round();
    kdcs.with(OTHER, FakeKdc.silent(), FakeKdc.silent());
    GuardWatch before = watch;
    begin(settings(GuardPolicy.REQUIRED));
    watch.takeOver(before);
    before.close();
    assertRefused("not tried yet");
    watch.round();
    assertRefused("kdc2.b.example:89", "unguarded when it answered last");
    assertEquals(1, store.writes().size());
    assertEquals(1, kvnoOfTicket());
    kdcs.with(OTHER, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void whereItIsOptionalOthersHaveKeysAllTheSame() throws Exception {
    begin(settings(GuardPolicy.OPTIONAL));
    kdcs.with(OWN, GRANTS, GRANTS);
    watch.round();
    assertEquals(Verdict.UNGUARDED, only().verdict());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void whereItIsOffNothingIsMade() throws Exception {
    begin(settings(GuardPolicy.OFF));
    watch.start();
    watch.close();
    assertEquals(List.of(), store.writes());
    assertEquals(Optional.empty(), state.objection());
  }
}
