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
  void theRenewalFallsIntoTheSeventhEighthOfTheUsableTime() {
    KeyTimes times = times(Duration.ofHours(90).plus(KeyValidity.MARGIN), Duration.ofHours(10));
    assertEquals(FROM.plus(Duration.ofHours(80)), times.lastIssue());
    assertEquals(FROM.plus(Duration.ofHours(60)), times.renewalTime(0));
    assertEquals(FROM.plus(Duration.ofHours(70)), times.renewalTime(1));
    assertEquals(FROM.plus(Duration.ofHours(65)), times.renewalTime(0.5));
    assertEquals(Duration.ofHours(5), times.maxQuestionInterval());
  }

  @Test
  void theShortestLifetimeLeavesTimeForTheRenewal() {
    KeyTimes times = times(Duration.ofMinutes(2), Duration.ofMinutes(1));
    assertEquals(
        Duration.ofMillis(6_250), Duration.between(times.renewalTime(1), times.lastIssue()));
    assertEquals(Duration.ofSeconds(5), times.retryDelay(1, 0.5));
    assertEquals(Duration.ofSeconds(5), times.retryDelay(30, 0.5));
  }

  @Test
  void retriesBecomeRarerAndSeveralFitInBeforeTheLastTicket() {
    KeyTimes times = times(Duration.ofDays(30), Duration.ofHours(10));
    assertEquals(Duration.ofMinutes(5), times.retryDelay(1, 0.5));
    assertEquals(Duration.ofMinutes(10), times.retryDelay(2, 0.5));
    assertEquals(Duration.ofSeconds(225), times.retryDelay(1, 0), "a quarter less");
    assertEquals(Duration.ofSeconds(375), times.retryDelay(1, 1), "a quarter more");
    assertEquals(times.usable().dividedBy(16), times.retryDelay(1_000, 0.5));
    Instant when = times.renewalTime(1);
    int tries = 0;
    while (when.isBefore(times.lastIssue())) {
      tries++;
      when = when.plus(times.retryDelay(tries, 1));
    }
    assertTrue(tries >= 8, tries + " tries");
    assertTrue(tries <= 20, tries + " tries");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20})
  void aKeyShorterThanATicketIsNeverUsable(int ticketLife) {
    KeyTimes times = times(Duration.ofHours(10), Duration.ofHours(ticketLife));
    assertEquals(times.lastIssue(), times.renewalTime(0.3));
    assertEquals(Duration.ZERO, times.usable());
  }

  @Test
  void aKeyIsRemovedAtItsTillOrWithinTheSpreadAfterIt() {
    assertEquals(FROM, KeyTimes.removalTime(FROM, 0));
    assertEquals(FROM.plus(KeyTimes.REMOVAL_SPREAD), KeyTimes.removalTime(FROM, 1));
  }
}
