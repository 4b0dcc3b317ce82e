package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealmTest {
  private static final String LABEL = "L".repeat(63);

  @ParameterizedTest
  @ValueSource(strings = {"A", "A.EXAMPLE", "a.Example", "1.2", "X--Y.EXAMPLE", "XN--MGBA.EXAMPLE"})
  void keepsItsCase(String name) throws Exception {
    assertEquals(name, Realm.parse(name).name());
    assertEquals(name, new Realm(name).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "A.",
        ".A",
        "A..B",
        "-A.B",
        "A-.B",
        "A.B-",
        "A_B",
        "A B",
        "A/B",
        "A@B",
        "A\\.B",
        "A\n",
        "A.B\0",
        "C=NL/O=A",
        "NAMETYPE:rest",
        "\u00c4.EXAMPLE",
        "\u0391.EXAMPLE",
        "A.EXAMPLE; rm",
        "$(x)"
      })
  void refusesWhatIsNotDomainStyle(String name) {
    assertThrows(KerberosSyntaxException.class, () -> Realm.parse(name));
    assertThrows(IllegalArgumentException.class, () -> new Realm(name));
  }

  @Test
  void limitsLabelsAndName() throws Exception {
    String longest = String.join(".", LABEL, LABEL, LABEL, "L".repeat(61));
    assertEquals(253, Realm.parse(longest).name().length());
    assertThrows(KerberosSyntaxException.class, () -> Realm.parse(longest + "L"));
    assertThrows(KerberosSyntaxException.class, () -> Realm.parse(LABEL + "L"));
    assertThrows(IllegalArgumentException.class, () -> new Realm(longest + "L"));
    assertEquals(253, Realm.parse("A" + ".B".repeat(126)).name().length());
  }

  @Test
  void errorDoesNotRepeatALongName() {
    String refusal =
        assertThrows(KerberosSyntaxException.class, () -> Realm.parse("\n".repeat(1_000_000)))
            .getMessage();
    assertEquals("realm is longer than 253 characters: 1000000", refusal);
  }

  @Test
  void isCaseSensitiveAndItsDomainIsNot() {
    Realm upper = new Realm("I.EXAMPLE");
    Realm lower = new Realm("i.example");
    assertNotEquals(upper, lower);
    assertTrue(upper.sameDomain(lower));
    assertFalse(upper.sameDomain(new Realm("J.EXAMPLE")));
    assertEquals("i.example", upper.dnsName());
  }

  @Test
  void lowersCaseAsDnsDoes() {
    Locale before = Locale.getDefault();
    try {
      // The Turkish lower case of I is a dotless i.
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertEquals("i.example", new Realm("I.EXAMPLE").dnsName());
    } finally {
      Locale.setDefault(before);
    }
  }
}
