package org.kxover.kdb.principal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.KerberosTime;

/** When a principal expires, and how its expiration limits its key. */
class ExpirationsTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final CrossoverKey CLIENT = key(A_TO_B, Role.CLIENT, 1);

  @Test
  void theLastTicketOfAClientEndsTenSecondsBeforeTheKey() {
    KerberosTime lastEnd = Expirations.of(CLIENT).plus(CLIENT.maxTicketLife());
    assertEquals(CLIENT.till().minus(TEN_SECONDS), lastEnd);
    assertEquals(CLIENT.lastIssue(), Expirations.of(CLIENT));
  }

  @Test
  void aServiceIssuesNothing() {
    assertTrue(
        Expirations.of(key(B_TO_A, Role.SERVICE, 1))
            .instant()
            .isBefore(Instant.EPOCH.plus(Duration.ofDays(3))));
  }

  /** Earlier releases let a principal expire ten seconds later. */
  @Test
  void aPrincipalThatExpiresWithItsKeyDoesNotShortenIt() {
    for (Duration late : List.of(Duration.ZERO, TEN_SECONDS)) {
      assertEquals(
          Map.of(1, CLIENT.validity()), stored(Expirations.of(CLIENT).plus(late)).stored().keys());
    }
  }

  /** As after a stop between a new key and its limits: the key ends with the old limits. */
  @Test
  void aPrincipalThatExpiresSoonerShortensItsKey() {
    Duration day = Duration.ofDays(1);
    KeyValidity shorter = stored(Expirations.of(CLIENT).minus(day)).stored().keys().get(1);
    assertEquals(CLIENT.validity().endingAt(CLIENT.till().minus(day)), shorter);
    assertEquals(Expirations.of(CLIENT).minus(day), shorter.lastIssue(TestKeys.TICKET_LIFE));
  }

  private static CrossoverEntry stored(KerberosTime expiration) {
    PrincipalEntry entry =
        new PrincipalEntry(
            A_TO_B.toString(),
            Optional.of(expiration),
            TestKeys.TICKET_LIFE,
            Duration.ZERO,
            new TreeMap<>(Map.of(1, List.copyOf(CrossoverEntry.mitNames(CLIENT.etypes())))),
            Set.of(),
            Optional.empty());
    Map<String, String> strings =
        Map.of(
            StringAttributes.MARKER,
            StringAttributes.marker(Role.CLIENT),
            StringAttributes.key(1),
            StringAttributes.format(CLIENT.validity()));
    return CrossoverEntry.of(A_TO_B, Role.CLIENT, entry, strings);
  }
}
