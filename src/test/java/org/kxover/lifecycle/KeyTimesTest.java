package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.KeyValidity;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

class KeyTimesTest {
  private static final Instant FROM = Instant.parse("2026-11-23T12:00:00Z");

  private static KeyTimes times(Duration lifetime, Duration ticketLife) {
    KerberosTime from = new KerberosTime(FROM);
    return KeyTimes.of(
        new KeyValidity(
            from,
            from.plus(lifetime),
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            "kx.b.example:4088",
            "x25519"),
        ticketLife);
  }

  @Test
  void theRenewalFallsIntoTheSeventhEighthOfTheTimeThatTheKeyGivesTickets() {
    KeyTimes times = times(Duration.ofHours(90).plus(KeyTimes.MARGIN), Duration.ofHours(10));
    assertEquals(FROM.plus(Duration.ofHours(80)), times.lastIssue());
    assertEquals(FROM.plus(Duration.ofHours(60)), times.renewal(0));
    assertEquals(FROM.plus(Duration.ofHours(70)), times.renewal(1));
    assertEquals(FROM.plus(Duration.ofHours(65)), times.renewal(0.5));
    assertEquals(Duration.ofHours(5), times.unasked());
  }

  @Test
  void theShortestLifetimeLeavesTimeForTheRenewal() {
    KeyTimes times = times(Duration.ofMinutes(2), Duration.ofMinutes(1));
    assertEquals(Duration.ofMillis(6_250), Duration.between(times.renewal(1), times.lastIssue()));
    assertEquals(Duration.ofSeconds(5), times.retry(1, 0.5));
    assertEquals(Duration.ofSeconds(5), times.retry(30, 0.5));
  }

  @Test
  void retriesComeEverMoreSeldomAndSeveralFitInBeforeTheLastTicket() {
    KeyTimes times = times(Duration.ofDays(30), Duration.ofHours(10));
    assertEquals(Duration.ofMinutes(5), times.retry(1, 0.5));
    assertEquals(Duration.ofMinutes(10), times.retry(2, 0.5));
    assertEquals(Duration.ofSeconds(225), times.retry(1, 0), "a quarter sooner");
    assertEquals(Duration.ofSeconds(375), times.retry(1, 1), "or later");
    assertEquals(times.usable().dividedBy(16), times.retry(1_000, 0.5));
    Instant when = times.renewal(1);
    int tries = 0;
    while (when.isBefore(times.lastIssue())) {
      tries++;
      when = when.plus(times.retry(tries, 1));
    }
    assertTrue(tries >= 8, tries + " tries");
    assertTrue(tries <= 20, tries + " tries");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20})
  void aKeyThatGivesNoTicketIsOverAlready(int ticketLife) {
    KeyTimes times = times(Duration.ofHours(10), Duration.ofHours(ticketLife));
    assertEquals(times.lastIssue(), times.renewal(0.3));
    assertEquals(Duration.ZERO, times.usable());
  }

  @Test
  void aKeyEndsAtItsTillOrWithinTheSpreadAfterIt() {
    assertEquals(FROM, KeyTimes.removal(FROM, 0));
    assertEquals(FROM.plus(KeyTimes.END_SPREAD), KeyTimes.removal(FROM, 1));
  }
}
