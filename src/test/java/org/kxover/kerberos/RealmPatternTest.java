package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealmPatternTest {
  @ParameterizedTest
  @CsvSource({
    "*, true",
    "B.EXAMPLE, true",
    "b.example, true",
    "?.EXAMPLE, true",
    "*.EXAMPLE, true",
    "B*E, true",
    "*B*.*E*, true",
    "**.EXAMPLE**, true",
    "*?*, true",
    "B.EXAMPL, false",
    "B.EXAMPLES, false",
    ".EXAMPLE, false",
    "??.EXAMPLE, false",
    "B.EXAMPLE?, false",
    "*.TEST, false",
    "C*, false"
  })
  void starsAndQuestionMarksStandForOthers(String pattern, boolean matches) throws Exception {
    assertEquals(matches, RealmPattern.parse(pattern).matches(new Realm("B.EXAMPLE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[a]", "a b", "\u00e4", "a/b", "^a$", "a_b"})
  void otherCharactersAreRefused(String pattern) {
    assertThrows(KerberosSyntaxException.class, () -> RealmPattern.parse(pattern));
  }

  @Test
  void aLongPatternIsRefused() throws Exception {
    assertTrue(RealmPattern.parse("*".repeat(253)).matches(new Realm("B")));
    assertThrows(KerberosSyntaxException.class, () -> RealmPattern.parse("*".repeat(254)));
  }

  /** A search that tries every length of every star would not end. */
  @Test
  @Timeout(20)
  void noPatternIsSlow() {
    String label = "a".repeat(63);
    Realm realm = new Realm(label + "." + label + "." + label);
    assertFalse(new RealmPattern("*a".repeat(100) + "b").matches(realm));
  }
}
