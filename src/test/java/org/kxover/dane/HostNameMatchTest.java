package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameMatchTest {
  @ParameterizedTest
  @CsvSource({
    "kx.b.example, kx.b.example, true",
    "KX.b.Example, kx.B.example, true",
    "kx.b.example., kx.b.example, true",
    "kx.b.example, kx.b.example., false",
    "kx.b.example, kx.b.example.evil.example, false",
    "kx.b.example, b.example, false",
    "b.example, kx.b.example, false",
    "kx.b.example, *.b.example, true",
    "KX.b.example, *.B.EXAMPLE, true",
    "b.example, *.b.example, false",
    "a.kx.b.example, *.b.example, false",
    "kx.b.example, kx.*.example, false",
    "kx.b.example, k*.b.example, false",
    "kx.b.example, *x.b.example, false",
    "kx.b.example, *kx.b.example, false",
    "kx.b.example, **.b.example, false",
    "kx.b.example, *.*.example, false",
    "kx.b.example, *, false",
    "b.example, *.example, false",
    "xn--bcher-kva.b.example, *.b.example, true",
    "xn--bcher-kva.b.example, xn--*.b.example, false",
    "*.b.example, *.b.example, false",
    "kx.b.example, *.b.example., false",
    "kx.b.example, 'kx.b.example ', false",
    "kx.b.example, '', false",
    "'', '', false",
    "., ., false",
  })
  void aWildcardIsOneWholeLeftmostLabel(String wanted, String presented, boolean same) {
    assertEquals(same, HostNameMatch.matches(wanted, presented));
  }

  @ParameterizedTest
  @CsvSource({"kx.b.example\u0000.evil.example", "\u212Ax.b.example", "kx\u3002b\u3002example"})
  void lettersThatLookAlikeDoNotMatch(String presented) {
    assertEquals(false, HostNameMatch.matches("kx.b.example", presented));
  }
}
