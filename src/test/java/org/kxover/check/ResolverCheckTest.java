package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.DnsSettings;
import org.kxover.config.Settings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.FakeDns;
import org.kxover.dns.DnsOutcome;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What a resolver's answers about the root, and about a forged name, say of it. */
class ResolverCheckTest {
  private static final String BOGUS = "forged.example";
  private final FakeDns dns = new FakeDns();
  private final Report report = new Report(finding -> {});

  private boolean run(Settings settings) {
    return new ResolverCheck(dns, settings, Name.fromConstantString(BOGUS + ".")).run(report);
  }

  private Finding last() {
    return report.findings().get(report.findings().size() - 1);
  }

  private void root(DnsOutcome outcome) {
    if (outcome == DnsOutcome.SECURE) {
      dns.secure("", Type.SOA, 300, "a. b. 1 2 3 4 5");
    } else {
      dns.ends("", Type.SOA, outcome);
    }
  }

  /** Every outcome has a finding: a bogus name is to be bogus, and nothing else. */
  @ParameterizedTest
  @CsvSource({
    "BOGUS,OK",
    "FAILED,WARNING",
    "COSTLY,WARNING",
    "INDETERMINATE,WARNING",
    "INSECURE,WARNING",
    "ABSENT,WARNING",
    "SECURE,ERROR"
  })
  void theForgedNameIsBogus(DnsOutcome outcome, Finding.Level level) {
    root(DnsOutcome.SECURE);
    if (outcome == DnsOutcome.SECURE) {
      dns.secure(BOGUS, Type.A, 300, "192.0.2.1");
    } else {
      dns.ends(BOGUS, Type.A, outcome);
    }
    assertTrue(run(TestSettings.daemon()));
    assertEquals(2, report.findings().size());
    assertEquals(level, last().level());
  }

  @Test
  void withoutASecureRootNothingElseIsAsked() {
    root(DnsOutcome.FAILED);
    assertFalse(run(TestSettings.daemon()));
    assertEquals(1, report.findings().size());
    assertTrue(last().advice().startsWith("start the resolver at "), last().advice());
    root(DnsOutcome.INSECURE);
    assertFalse(run(TestSettings.daemon()));
    assertTrue(last().advice().contains("pass DNSSEC records through"), last().advice());
    assertFalse(run(TestSettings.daemon().with(DnsSettings.TRUST_AD, true)));
    assertTrue(last().advice().contains("set the AD bit"), last().advice());
  }

  /** As an administrator writes it, not as Java does. */
  @Test
  void theResolverHasAnAddressWithoutASlash() {
    root(DnsOutcome.FAILED);
    assertFalse(run(TestSettings.daemon()));
    assertFalse(last().advice().contains("/"), last().advice());
  }
}
