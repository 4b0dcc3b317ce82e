package org.kxover.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShortFormTest {
  @ParameterizedTest
  @EnumSource
  void takesAtLeastOneOfAnyNumberAndTheRestInEqualSteps(ShortForm form) {
    for (int count = 1; count < 100; count++) {
      int[] taken = form.of(count).toArray();
      assertTrue(taken.length >= count / form.oneIn() && taken.length > 0, count + " cases");
      assertTrue(taken[0] < form.oneIn() && taken[taken.length - 1] < count, count + " cases");
      for (int i = 1; i < taken.length; i++) {
        assertEquals(form.oneIn(), taken[i] - taken[i - 1], count + " cases");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAllOfThemInAFullRun(ShortForm form) {
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    assertEquals(TestMode.isShort(), form.of(all).size() < all.size());
    assertTrue(all.containsAll(form.of(all)));
  }
}
