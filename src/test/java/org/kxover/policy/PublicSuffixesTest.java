package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import crawlercommons.domains.EffectiveTldFinder;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicSuffixesTest {
  private static final PublicSuffixes LIST = PublicSuffixes.list();

  /** Each kind of rule, and names for which there is none. */
  @ParameterizedTest
  @CsvSource({
    "com, com",
    "a.com, com",
    "b.a.co.uk, co.uk",
    "co.uk, co.uk",
    "uk, uk",
    "ck, ck",
    "www.ck, ck",
    "a.www.ck, ck",
    "other.ck, other.ck",
    "a.other.ck, other.ck",
    "city.kobe.jp, kobe.jp",
    "kobe.jp, jp",
    "a.b.kobe.jp, b.kobe.jp",
    "a.xn--55qx5d.cn, xn--55qx5d.cn",
    "xn--fiqs8s, xn--fiqs8s",
    "a.xn--fiqs8s, xn--fiqs8s",
    "github.io, io",
    "b.example, example",
    "localhost, localhost",
  })
  void suffixOf(String name, String suffix) {
    assertEquals(suffix, LIST.of(name));
  }

  /** What the library says that brings the list, of each rule and of names below it. */
  @Test
  void allRulesAreAppliedAsTheLibraryDoes() {
    List<String> wrong = new ArrayList<>();
    int names = 0;
    for (String rule : LIST.rules()) {
      String base = IDN.toASCII(rule.replaceFirst("^(!|\\*\\.)", ""), IDN.ALLOW_UNASSIGNED);
      for (String name : List.of(base, "a." + base, "b.a." + base, "c.b.a." + base)) {
        names++;
        String theirs = EffectiveTldFinder.getAssignedDomain(name, true, true);
        String suffix = LIST.of(name.toLowerCase(Locale.ROOT));
        String ours =
            suffix.equals(name) ? null : PublicSuffixes.last(name, suffix.split("\\.").length + 1);
        if (!String.valueOf(theirs).equals(String.valueOf(ours))) {
          wrong.add(name + ": " + ours + ", the library says " + theirs);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(names > 20_000, names + " names");
  }
}
