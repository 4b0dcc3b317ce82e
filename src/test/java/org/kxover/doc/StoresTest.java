package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.CrossoverStoreContract;
import org.kxover.kdb.DerivedKeysContract;

/** Checks that doc/STORES.md lists each test of the store's contract once, and no other. */
class StoresTest {
  /** The tests of a contract and of all contracts that it extends. */
  private static Set<String> tests() {
    return Stream.<Class<?>>iterate(
            DerivedKeysContract.class,
            CrossoverStoreContract.class::isAssignableFrom,
            Class::getSuperclass)
        .flatMap(contract -> Stream.of(contract.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(method -> method.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachRuleHasItsTest() throws IOException {
    List<String> listed =
        Document.read("STORES.md").rows().stream()
            .dropWhile(row -> !row.get(0).equals("rule"))
            .skip(1)
            .takeWhile(row -> row.get(1).matches("`\\w+`"))
            .map(row -> row.get(1).replace("`", ""))
            .toList();
    assertEquals(tests(), new TreeSet<>(listed));
    assertEquals(tests().size(), listed.size());
    assertTrue(listed.size() > 20, listed.size() + " rules");
  }
}
