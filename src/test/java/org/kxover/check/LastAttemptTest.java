package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.administration.CrossoverState;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.control.ControlRequest;
import org.kxover.control.FakeAdministration;
import org.kxover.control.FakeDaemon;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.RenewalPlan;

@Timeout(60)
class LastAttemptTest {
  private static final RealmSettings REALM = TestSettings.of(new Realm("A.EXAMPLE"));
  private static final Realm Q = new Realm("Q.EXAMPLE");
  private static final RenewalPlan PLAN =
      new RenewalPlan(RenewalPlan.State.BY_PEER, Optional.empty(), 0, "");

  @TempDir Path folder;
  private final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  private final Report report = new Report(finding -> {});
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(folder, a).start();
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  private LastAttempt last(String target, Optional<Realm> realm) {
    return LastAttempt.of(
        RunningDaemon.ask(daemon.settings(), REALM),
        new DaemonCrossovers(daemon.settings(), REALM),
        target,
        realm);
  }

  private Finding only() {
    List<Finding> found = report.findings();
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  private void failed(Optional<Realm> peer, FailureReason why, String reason) {
    daemon
        .failures()
        .happened(
            Event.of(
                    peer.isPresent() ? EventType.CROSSING_FAILED : EventType.QUESTION_ANSWERED,
                    FakeAdministration.NOW,
                    a.realm(),
                    reason)
                .about(peer)
                .in(Role.CLIENT)
                .failed(Optional.of(why)));
  }

  /** The daemon has more crossovers than a page. */
  @Test
  void theKeyIsFoundWhereverItStands() {
    for (int i = 0; i < ControlRequest.MAX_LIMIT; i++) {
      a.with(String.format("P%05d.EXAMPLE", i), Role.SERVICE, PLAN);
    }
    a.with("Q.EXAMPLE", Role.SERVICE, PLAN).with("Q.EXAMPLE", Role.CLIENT, PLAN);
    assertTrue(last("www.q.example", Optional.of(Q)).hasKeyOrWay(Q, report));
    assertEquals(
        "krbtgt/Q.EXAMPLE@A.EXAMPLE kvno 3 is in force, till 2026-12-21T12:00:00Z", only().text());
    assertEquals(List.of("read Q.EXAMPLE"), a.orders, "nothing else was read");
  }

  @Test
  void eachConditionOfAKeyHasItsAdvice() {
    a.with("Q.EXAMPLE", Role.CLIENT, PLAN);
    assertTrue(advice(CrossoverState.Condition.BY_HAND).isEmpty());
    assertTrue(
        advice(CrossoverState.Condition.CLOSED)
            .contains("modprinc +allow_tix krbtgt/Q.EXAMPLE@A.EXAMPLE"));
    assertTrue(advice(CrossoverState.Condition.BLOCKED).contains("kxover unblock Q.EXAMPLE"));
    assertEquals("run \"kxover renew Q.EXAMPLE\"", advice(CrossoverState.Condition.ENDED));
    assertEquals("run \"kxover renew Q.EXAMPLE\"", advice(CrossoverState.Condition.EXPIRING));
    assertTrue(advice(CrossoverState.Condition.UNREADABLE).contains("or delete it"));
  }

  private String advice(CrossoverState.Condition condition) {
    a.set(0, condition);
    Report one = new Report(finding -> {});
    boolean usable = last("Q.EXAMPLE", Optional.of(Q)).hasKeyOrWay(Q, one);
    assertEquals(condition == CrossoverState.Condition.BY_HAND, usable);
    return one.findings().get(0).advice();
  }

  @Test
  void withoutAKeyTheFailureHasTheAdvice() {
    failed(Optional.of(Q), FailureReason.REFUSED_BY_PEER, "not today");
    LastAttempt last = last("Q.EXAMPLE", Optional.of(Q));
    assertFalse(last.hasKeyOrWay(Q, report));
    assertTrue(only().advice().startsWith("ask the administrators of Q.EXAMPLE"), only().advice());
    last.report(report);
    assertTrue(report.findings().get(1).text().contains("refused by the peer: not today"));
  }

  /** Of a host whose realm is not known, only the reason has the name. */
  @Test
  void aFailureWithoutARealmIsFoundByTheHost() {
    failed(Optional.empty(), FailureReason.BOGUS, "_kerberos.www.q.example TXT: bogus");
    last("www.q.example", Optional.empty()).report(report);
    assertTrue(only().text().contains("bogus"), only().text());
    last("www.other.example", Optional.empty()).report(report);
    assertEquals(Finding.Level.OK, report.findings().get(1).level());
  }

  @Test
  void withoutKeyAndFailureTheFirstRequestMakesOne() {
    assertTrue(last("Q.EXAMPLE", Optional.of(Q)).hasKeyOrWay(Q, report));
    assertTrue(only().text().contains("the first request makes one"), only().text());
  }

  @Test
  void aDatabaseThatKxoverdCannotReadIsTheCause() {
    a.failure = Optional.of("kadmin is gone");
    assertFalse(last("Q.EXAMPLE", Optional.of(Q)).hasKeyOrWay(Q, report));
    assertTrue(only().text().contains("database failed: "), only().text());
    assertEquals("run \"kxover check\"", only().advice());
  }
}
