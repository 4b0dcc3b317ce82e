package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

class NameFilterTest {
  private static final int COUNT = 20_000;

  private static PrincipalName name(String prefix, int number) {
    return PrincipalName.crossover(new Realm(prefix + number + ".EXAMPLE"), new Realm("A.EXAMPLE"));
  }

  private static NameFilter filled(byte key) {
    NameFilter filter = new NameFilter(new byte[] {key});
    for (int i = 0; i < COUNT; i++) {
      filter.add(name("P", i));
    }
    return filter;
  }

  private static long strangers(NameFilter filter) {
    long count = 0;
    for (int i = 0; i < COUNT; i++) {
      count += filter.mayHave(name("X", i)) ? 1 : 0;
    }
    return count;
  }

  @Test
  void eachNameIsKnownAndFewOthers() {
    NameFilter filter = filled((byte) 1);
    filter.shrink();
    for (int i = 0; i < COUNT; i++) {
      assertTrue(filter.mayHave(name("P", i)));
    }
    long others = strangers(filter);
    assertTrue(others < COUNT / 300, others + " of " + COUNT);
  }

  @Test
  void anEmptyFilterKnowsNothing() {
    NameFilter filter = new NameFilter(new byte[] {1});
    filter.shrink();
    assertFalse(filter.mayHave(name("P", 1)));
  }

  /** Else somebody could choose names that it is wrong about. */
  @Test
  void theKeyDecidesWhichOtherNameSeemsKnown() {
    NameFilter one = filled((byte) 1);
    NameFilter other = filled((byte) 2);
    one.shrink();
    other.shrink();
    int differences = 0;
    for (int i = 0; i < 100_000; i++) {
      differences += one.mayHave(name("X", i)) == other.mayHave(name("X", i)) ? 0 : 1;
    }
    assertNotEquals(0, differences);
  }
}
