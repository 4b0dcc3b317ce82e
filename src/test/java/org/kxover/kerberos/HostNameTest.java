package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "www.b.example, www.b.example, true",
    "WWW.B.Example., www.b.example, true",
    "xn--bcher-kva.example, xn--bcher-kva.example, true",
    "4.example, 4.example, true",
    "localhost, localhost, false",
    "192.0.2.1, 192.0.2.1, false",
  })
  void validNames(String text, String name, boolean hasDomain) {
    HostName host = HostName.parse(text).orElseThrow();
    assertEquals(name, host.toString());
    assertEquals(hasDomain, host.hasDomain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        ".a.b",
        "a.b..",
        "-a.b",
        "a-.b",
        "a_b.c",
        "a b.c",
        "a/b.c",
        "a\n.b",
        "::1",
        "\u212a.example" // KELVIN SIGN, whose lower case is an ASCII k
      })
  void invalidNames(String text) {
    assertTrue(HostName.parse(text).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> new HostName(text));
  }

  @Test
  void lengths() {
    String label = "a".repeat(63);
    assertTrue(HostName.parse(label + ".b").isPresent());
    assertFalse(HostName.parse(label + "a.b").isPresent());
    String long253 = (label + ".").repeat(3) + "a".repeat(61);
    assertEquals(253, long253.length());
    assertTrue(HostName.parse(long253).isPresent());
    assertFalse(HostName.parse(long253 + "a").isPresent());
  }
}
