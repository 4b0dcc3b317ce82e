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

  private void happened(Kind kind, Role role, Optional<Realm> peer, Obstacle obstacle, String why) {
    failures.happened(
        Event.of(kind, now, A, why).about(peer).in(role).stoppedBy(Optional.ofNullable(obstacle)));
  }

  private void crossingFailed(Obstacle obstacle, String why) {
    happened(
        Kind.CROSSING_FAILED,
        Role.CLIENT,
        Optional.of(B),
        obstacle,
        "no key with B.EXAMPLE: " + obstacle + ": " + why);
  }

  @Test
  void theLastReasonAndHowOftenTillItWorks() {
    crossingFailed(Obstacle.UNREACHABLE, "first");
    now = now.plusSeconds(60);
    crossingFailed(Obstacle.BOGUS, "second");
    List<RecentFailures.Failure> all = failures.of(A);
    assertEquals(
        List.of(
            new RecentFailures.Failure(
                Optional.of(B),
                Role.CLIENT,
                Obstacle.BOGUS,
                "no key with B.EXAMPLE: bogus: second",
                2,
                now.minusSeconds(60),
                now)),
        all);
    assertEquals(List.of(), failures.of(B), "it is of another local realm");
    happened(Kind.KEY_MADE, Role.SERVICE, Optional.of(B), null, "wrote the other direction");
    assertEquals(1, failures.of(A).size());
    happened(Kind.KEY_MADE, Role.CLIENT, Optional.of(B), null, "wrote");
    assertEquals(List.of(), failures.of(A));
  }

  /** The KDC's question that began it is no second failure, and one that found no realm is one. */
  @Test
  void aQuestionIsAFailureWhereNoCrossingWas() {
    crossingFailed(Obstacle.UNREACHABLE, "no peer of B.EXAMPLE has an address");
    String asked = "KDC of A.EXAMPLE asked for HTTP/www.b.example: failed, ";
    happened(
        Kind.QUESTION_ANSWERED,
        Role.CLIENT,
        Optional.empty(),
        Obstacle.UNREACHABLE,
        asked + "unreachable: no peer of B.EXAMPLE has an address");
    assertEquals(1, failures.of(A).size());
    happened(Kind.QUESTION_ANSWERED, Role.CLIENT, Optional.empty(), Obstacle.ABSENT, asked);
    happened(Kind.QUESTION_ANSWERED, Role.CLIENT, Optional.empty(), null, asked);
    assertEquals(1, failures.of(A).size(), "there is nothing, or all went well");
    happened(
        Kind.QUESTION_ANSWERED,
        Role.CLIENT,
        Optional.empty(),
        Obstacle.BOGUS,
        asked + "bogus: TXT of _kerberos.www.b.example");
    assertEquals(2, failures.of(A).size());
    assertTrue(failures.of(A).stream().anyMatch(one -> one.obstacle() == Obstacle.BOGUS));
  }

  @Test
  void strangersGrowNothingAndDriveOutNothingOfOurs() {
    crossingFailed(Obstacle.UNREACHABLE, "ours");
    for (int i = 0; i < 10_000; i++) {
      happened(
          Kind.KEY_REFUSED,
          Role.SERVICE,
          Optional.of(new Realm("S" + i + ".EXAMPLE")),
          Obstacle.UNAUTHENTICATED,
          "refused " + "x".repeat(5_000));
    }
    happened(Kind.KEY_REFUSED, Role.SERVICE, Optional.empty(), Obstacle.PROTOCOL, "refused");
    List<RecentFailures.Failure> all = failures.of(A);
    assertEquals(RecentFailures.MAX + 1, all.size());
    assertTrue(all.stream().anyMatch(one -> one.reason().endsWith("ours")));
    assertTrue(all.stream().allMatch(one -> one.reason().length() < 1_000));
    assertTrue(
        all.stream().anyMatch(one -> one.peer().equals(Optional.of(new Realm("S9999.EXAMPLE")))));
  }

  @Test
  void theyAreForgottenInTheEnd() {
    crossingFailed(Obstacle.UNREACHABLE, "long ago");
    now = now.plus(RecentFailures.KEPT);
    assertEquals(1, failures.of(A).size());
    now = now.plus(Duration.ofSeconds(1));
    assertEquals(List.of(), failures.of(A));
  }
}
