package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

class KeyCountsTest {
  private static final Instant MADE = Instant.parse("2026-11-23T12:00:00Z");
  private static final PrincipalName B_TO_A =
      PrincipalName.crossover(new Realm("A.EXAMPLE"), new Realm("B.EXAMPLE"));

  private final KeyCounts counts = new KeyCounts();

  private void read(boolean blocked) {
    var keys =
        MaintenanceSetUp.crossover(B_TO_A, Role.SERVICE, MADE, MADE.plusSeconds(3600)).keys();
    StoredCrossover stored =
        new StoredCrossover(
            B_TO_A, true, Optional.of(Role.SERVICE), 1, keys, blocked, Optional.empty(), blocked);
    counts.read(B_TO_A, Optional.of(stored), false);
  }

  /** Else the alert would last as long as the block. */
  @Test
  void nobodyWaitsForTheConfirmationOfABlockedRealm() {
    read(false);
    assertEquals(Optional.of(MADE), counts.unconfirmedSince());
    read(true);
    assertEquals(Optional.empty(), counts.unconfirmedSince());
    assertEquals(1L, counts.all().get(Role.SERVICE));
  }
}
