package org.kxover.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

class RecentFailuresTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final RecentFailures failures = new RecentFailures(() -> now);

  private void happened(
      EventType type, Role role, Optional<Realm> peer, FailureReason failureReason, String why) {
    failures.happened(
        Event.of(type, now, A, why)
            .about(peer)
            .in(role)
            .failed(Optional.ofNullable(failureReason)));
  }

  private void crossingFailed(FailureReason failureReason, String why) {
    happened(
        EventType.CROSSING_FAILED,
        Role.CLIENT,
        Optional.of(B),
        failureReason,
        "no key with B.EXAMPLE: " + failureReason + ": " + why);
  }

  @Test
  void theLastReasonAndTheCountAreKeptUntilASuccess() {
    crossingFailed(FailureReason.UNREACHABLE, "first");
    now = now.plusSeconds(60);
    crossingFailed(FailureReason.BOGUS, "second");
    List<RecentFailures.Failure> all = failures.of(A);
    assertEquals(
        List.of(
            new RecentFailures.Failure(
                Optional.of(B),
                Role.CLIENT,
                FailureReason.BOGUS,
                "no key with B.EXAMPLE: bogus: second",
                2,
                now.minusSeconds(60),
                now)),
        all);
    assertEquals(List.of(), failures.of(B), "the failure belongs to another local realm");
    happened(
        EventType.KEY_MADE,
        Role.SERVICE,
        Optional.of(B),
        null,
        "wrote the key of the other direction");
    assertEquals(1, failures.of(A).size());
    happened(EventType.KEY_MADE, Role.CLIENT, Optional.of(B), null, "wrote");
    assertEquals(List.of(), failures.of(A));
  }

  /** The KDC's question behind a failed crossing is not counted a second time. */
  @Test
  void aFailedQuestionCountsOnlyWithoutACrossing() {
    crossingFailed(FailureReason.UNREACHABLE, "no peer of B.EXAMPLE has an address");
    String asked = "KDC of A.EXAMPLE asked for HTTP/www.b.example: failed, ";
    happened(
        EventType.QUESTION_ANSWERED,
        Role.CLIENT,
        Optional.empty(),
        FailureReason.UNREACHABLE,
        asked + "unreachable: no peer of B.EXAMPLE has an address");
    assertEquals(1, failures.of(A).size());
    happened(
        EventType.QUESTION_ANSWERED, Role.CLIENT, Optional.empty(), FailureReason.ABSENT, asked);
    happened(EventType.QUESTION_ANSWERED, Role.CLIENT, Optional.empty(), null, asked);
    assertEquals(1, failures.of(A).size(), "neither ABSENT nor a success is a failure");
    happened(
        EventType.QUESTION_ANSWERED,
        Role.CLIENT,
        Optional.empty(),
        FailureReason.BOGUS,
        asked + "bogus: TXT of _kerberos.www.b.example");
    assertEquals(2, failures.of(A).size());
    assertTrue(failures.of(A).stream().anyMatch(one -> one.failureReason() == FailureReason.BOGUS));
  }

  /** The reason that is kept is shorter than the text of an event. */
  @Test
  void aFailureWithALongTextCountsOnce() {
    String why = "no peer of B.EXAMPLE could be reached: " + "kx.b.example; ".repeat(60);
    crossingFailed(FailureReason.UNREACHABLE, why);
    happened(
        EventType.QUESTION_ANSWERED,
        Role.CLIENT,
        Optional.empty(),
        FailureReason.UNREACHABLE,
        "KDC of A.EXAMPLE asked for HTTP/www.b.example: failed, unreachable: " + why);
    assertEquals(1, failures.of(A).size());
  }

  @Test
  void incomingFailuresAreBoundedAndDoNotDisplaceOurOwn() {
    crossingFailed(FailureReason.UNREACHABLE, "ours");
    for (int i = 0; i < 10_000; i++) {
      happened(
          EventType.KEY_REFUSED,
          Role.SERVICE,
          Optional.of(new Realm("S" + i + ".EXAMPLE")),
          FailureReason.UNAUTHENTICATED,
          "refused " + "x".repeat(5_000));
    }
    happened(
        EventType.KEY_REFUSED, Role.SERVICE, Optional.empty(), FailureReason.PROTOCOL, "refused");
    List<RecentFailures.Failure> all = failures.of(A);
    assertEquals(RecentFailures.MAX + 1, all.size());
    assertTrue(all.stream().anyMatch(one -> one.reason().endsWith("ours")));
    assertTrue(all.stream().allMatch(one -> one.reason().length() < 1_000));
    assertTrue(
        all.stream().anyMatch(one -> one.peer().equals(Optional.of(new Realm("S9999.EXAMPLE")))));
  }

  @Test
  void oldFailuresAreForgotten() {
    crossingFailed(FailureReason.UNREACHABLE, "long ago");
    now = now.plus(RecentFailures.KEPT);
    assertEquals(1, failures.of(A).size());
    now = now.plus(Duration.ofSeconds(1));
    assertEquals(List.of(), failures.of(A));
  }
}
