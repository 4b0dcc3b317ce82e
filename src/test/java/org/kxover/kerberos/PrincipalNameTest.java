package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalNameTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");

  @Test
  void namesTheCrossoverFromClientToService() {
    PrincipalName name = PrincipalName.crossover(B, A);
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE", name.toString());
    assertEquals(NameType.NT_SRV_INST, name.nameType());
    assertTrue(name.isTicketGrantingService());
    assertEquals("krbtgt/A.EXAMPLE@A.EXAMPLE", PrincipalName.ticketGrantingService(A).toString());
  }

  @Test
  void recognizesATicketGrantingService() {
    assertTrue(name("krbtgt", "x").isTicketGrantingService());
    assertFalse(name("krbtgt").isTicketGrantingService());
    assertFalse(name("KRBTGT", "x").isTicketGrantingService());
    assertFalse(name("krbtgt", "x", "y").isTicketGrantingService());
    assertFalse(name("HTTP", "krbtgt").isTicketGrantingService());
  }

  @Test
  void limitsItsComponents() {
    assertEquals(8, name("1", "2", "3", "4", "5", "6", "7", "8").components().size());
    assertEquals(255, name("x".repeat(255)).components().get(0).length());
    assertThrows(IllegalArgumentException.class, () -> name());
    assertThrows(IllegalArgumentException.class, () -> name(""));
    assertThrows(IllegalArgumentException.class, () -> name("krbtgt", ""));
    assertThrows(IllegalArgumentException.class, () -> name("x".repeat(256)));
    List<String> nine = Collections.nCopies(9, "x");
    assertThrows(IllegalArgumentException.class, () -> new PrincipalName(A, 1, nine));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\0", "\t", "\u007f", "j\u00fcrgen", "\ud83d\ude00"})
  void refusesUnprintableCharacters(String component) {
    assertEquals("x y~", name("x y~").components().get(0));
    assertThrows(IllegalArgumentException.class, () -> name(component));
  }

  @Test
  void escapesSeparators() {
    assertEquals("a\\/b/c\\@d/e\\\\f@A.EXAMPLE", name("a/b", "c@d", "e\\f").toString());
  }

  @Test
  void copiesItsComponents() {
    List<String> components = new ArrayList<>(List.of("alice"));
    PrincipalName name = new PrincipalName(A, NameType.NT_PRINCIPAL, components);
    components.add("admin");
    assertEquals(List.of("alice"), name.components());
    assertEquals(name("alice"), name);
  }

  private static PrincipalName name(String... components) {
    return new PrincipalName(A, NameType.NT_PRINCIPAL, List.of(components));
  }
}
