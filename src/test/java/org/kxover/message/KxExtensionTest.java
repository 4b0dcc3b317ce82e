package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KxExtensionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0.0", "1.39", "2.999", "1.3.6.1.4.1.44469", "2.25.340282366920938463463"})
  void acceptsObjectIdentifiers(String oid) {
    assertEquals(oid, new KxExtension(oid, false, new byte[0]).oid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "3.1", "1.40", "1..2", "1.2.", "1.02", "1.2.x", "1.-2", "1.2 "})
  void refusesOtherText(String oid) {
    refuses("oid: not an object identifier", oid, new byte[0]);
  }

  @Test
  void limitsOidAndValue() {
    String longest = "1.2" + ".10".repeat(41) + ".1";
    assertEquals(128, longest.length());
    assertEquals(4096, new KxExtension(longest, true, new byte[4096]).value().length);
    refuses("oid: longer than 128 characters", longest + "0", new byte[0]);
    refuses("value: longer than 4096 octets", longest, new byte[4097]);
  }

  @Test
  void copiesItsValue() {
    byte[] value = {1};
    KxExtension extension = new KxExtension("1.2.3", true, value);
    value[0] = 2;
    extension.value()[0] = 3;
    assertArrayEquals(new byte[] {1}, extension.value());
  }

  @Test
  void isEqualByContent() {
    KxExtension extension = new KxExtension("1.2.3", true, new byte[] {1});
    assertEquals(extension, new KxExtension("1.2.3", true, new byte[] {1}));
    assertEquals(extension.hashCode(), new KxExtension("1.2.3", true, new byte[] {1}).hashCode());
    assertNotEquals(extension, new KxExtension("1.2.4", true, new byte[] {1}));
    assertNotEquals(extension, new KxExtension("1.2.3", false, new byte[] {1}));
    assertNotEquals(extension, new KxExtension("1.2.3", true, new byte[] {2}));
    assertEquals("1.2.3 (critical)", extension.toString());
  }

  private static void refuses(String text, String oid, byte[] value) {
    assertEquals(
        text,
        assertThrows(IllegalArgumentException.class, () -> new KxExtension(oid, false, value))
            .getMessage());
  }
}
