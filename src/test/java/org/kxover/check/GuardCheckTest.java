package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

/** What kxoverd saw of the guard, as an administrator reads it. */
class GuardCheckTest {
  private static List<Finding> findings(GuardPolicy policy, List<Map<String, String>> items) {
    Report report = new Report(finding -> {});
    new GuardCheck(
            TestSettings.of(new Realm("A.EXAMPLE")).with(GuardSettings.GUARD, policy), items, false)
        .run(report);
    return report.findings();
  }

  private static Map<String, String> kdc(String guard, String located, String answered) {
    return Map.of(
        "item", "kdc",
        "realm", "A.EXAMPLE",
        "kdc", "kdc.a.example:88 (192.0.2.1)",
        "guard", guard,
        "located", located,
        "answered", answered,
        "reason", "seen so");
  }

  private static Finding of(String guard, String located, String answered) {
    List<Finding> found = findings(GuardPolicy.REQUIRED, List.of(kdc(guard, located, answered)));
    assertEquals(1, found.size(), found.toString());
    assertTrue(
        found.get(0).text().contains("kdc.a.example:88 (192.0.2.1) is " + guard + ": seen so"),
        found.toString());
    return found.get(0);
  }

  @Test
  void aGuardedKdcIsRightAndAnUnguardedOneIsNot() {
    assertEquals(Finding.Level.OK, of("guarded", "yes", "yes").level());
    Finding unguarded = of("unguarded", "yes", "yes");
    assertEquals(Finding.Level.ERROR, unguarded.level());
    assertTrue(unguarded.advice().contains("which attaches the guard"), unguarded.advice());
  }

  /** Each cause has its own advice. */
  @Test
  void whatIsNotKnownHasTheAdviceOfItsCause() {
    Finding lost = of("unknown", "no", "no");
    assertEquals(Finding.Level.ERROR, lost.level());
    assertTrue(lost.advice().contains("SRV and address records"), lost.advice());
    Finding silent = of("unknown", "yes", "no");
    assertEquals(Finding.Level.WARNING, silent.level());
    assertTrue(silent.advice().contains("see that it is running"), silent.advice());
    Finding strange = of("unknown", "yes", "yes");
    assertEquals(Finding.Level.ERROR, strange.level());
    assertTrue(strange.advice().contains("services of the probe"), strange.advice());
  }

  @Test
  void onlyTheKdcsOfTheRealmCount() {
    Map<String, String> other = new java.util.TreeMap<>(kdc("unguarded", "yes", "yes"));
    other.put("realm", "OTHER.EXAMPLE");
    List<Map<String, String>> items = new ArrayList<>(List.of(other));
    assertEquals("kxoverd has tried no KDC", findings(GuardPolicy.REQUIRED, items).get(0).text());
    items.add(kdc("guarded", "yes", "yes"));
    assertEquals(1, findings(GuardPolicy.REQUIRED, items).size());
  }

  @Test
  void aPolicyThatLetsOthersInIsAWarning() {
    List<Finding> off = findings(GuardPolicy.OFF, List.of(kdc("unguarded", "yes", "yes")));
    assertEquals(1, off.size(), off.toString());
    assertEquals(Finding.Level.WARNING, off.get(0).level());
    List<Finding> optional = findings(GuardPolicy.OPTIONAL, List.of(kdc("guarded", "yes", "yes")));
    assertEquals(
        List.of(Finding.Level.WARNING, Finding.Level.OK),
        optional.stream().map(Finding::level).toList());
  }
}
