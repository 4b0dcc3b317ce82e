package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerberosTimeTest {
  private static final String FIRST = "00000101000000Z";
  private static final String LAST = "99991231235959Z";

  @ParameterizedTest
  @ValueSource(strings = {FIRST, "15821010000000Z", "20240229235959Z", "20380119031408Z", LAST})
  void keepsTheText(String text) throws Exception {
    assertEquals(text, KerberosTime.parse(text).toString());
  }

  @Test
  void isUtc() throws Exception {
    assertEquals(
        Instant.parse("2026-11-23T14:00:00Z"), KerberosTime.parse("20261123140000Z").instant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "20261123140000",
        "20261123140000z",
        "202611231400Z",
        "20261123140000.5Z",
        "20261123140000+0100",
        "020261123140000Z",
        "20261123140000Z ",
        "20260230140000Z",
        "20250229140000Z",
        "20261323140000Z",
        "20261123240000Z",
        "20261123146000Z",
        "20261231235960Z",
        "+2026112314000Z",
        "-2026112314000Z",
        "2026 123140000Z",
        "\u0662\u0660\u0662\u0666\u0661\u0661\u0662\u0663\u0661\u0664\u0660\u0660\u0660\u0660Z"
      })
  void refusesOtherText(String text) {
    String refusal =
        assertThrows(KerberosSyntaxException.class, () -> KerberosTime.parse(text)).getMessage();
    assertTrue(refusal.startsWith("not a KerberosTime: \""), refusal);
  }

  @Test
  void doesNotDependOnTheLocale() throws Exception {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai"));
      assertEquals("20261123140000Z", KerberosTime.parse("20261123140000Z").toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hasWholeSeconds() {
    assertEquals(
        new KerberosTime(Instant.parse("2026-11-23T14:00:00Z")),
        new KerberosTime(Instant.parse("2026-11-23T14:00:00.999999999Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0001-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z"})
  void refusesYearsOfOtherLength(String instant) {
    assertThrows(IllegalArgumentException.class, () -> new KerberosTime(Instant.parse(instant)));
  }

  @Test
  void adds() throws Exception {
    KerberosTime time = KerberosTime.parse("20261231235959Z");
    assertEquals("20270101000000Z", time.plus(Duration.ofSeconds(1)).toString());
    assertEquals("20261231235958Z", time.plus(Duration.ofSeconds(-1)).toString());
    assertEquals("20261230235959Z", time.minus(Duration.ofDays(1)).toString());
    assertEquals("20270101235959Z", time.minus(Duration.ofDays(-1)).toString());
  }

  @Test
  void stopsAtTheFirstAndTheLastYear() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    Duration longestNegative = Duration.ofSeconds(Long.MIN_VALUE);
    for (String text : new String[] {FIRST, "20261123140000Z", LAST}) {
      KerberosTime time = KerberosTime.parse(text);
      assertEquals(LAST, time.plus(longest).toString());
      assertEquals(LAST, time.minus(longestNegative).toString());
      assertEquals(FIRST, time.minus(longest).toString());
      assertEquals(FIRST, time.plus(longestNegative).toString());
    }
    assertEquals(LAST, KerberosTime.parse(LAST).plus(Duration.ofSeconds(1)).toString());
    assertEquals(FIRST, KerberosTime.parse(FIRST).minus(Duration.ofSeconds(1)).toString());
    assertEquals(LAST, KerberosTime.parse(LAST).plus(Duration.ZERO).toString());
  }

  @Test
  void compares() throws Exception {
    KerberosTime early = KerberosTime.parse("20261123140000Z");
    KerberosTime late = KerberosTime.parse("20261123140001Z");
    assertTrue(early.isBefore(late) && late.isAfter(early));
    assertFalse(early.isBefore(early) || early.isAfter(early));
    assertTrue(early.compareTo(late) < 0 && late.compareTo(early) > 0);
  }
}
