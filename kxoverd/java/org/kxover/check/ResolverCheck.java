package org.kxover.check;

import java.time.Duration;
import org.kxover.base.AddressText;
import org.kxover.config.DnsSettings;
import org.kxover.config.Settings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Checks that secure DNS accepts a signed name, and refuses a name with wrong signatures. */
final class ResolverCheck {
  private static final String SUBJECT = "secure DNS";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final SecureDns dns;
  private final Settings settings;
  private final Name bogus;

  /**
   * @param bogus a name whose signatures are known to be wrong
   */
  ResolverCheck(SecureDns dns, Settings settings, Name bogus) {
    this.dns = dns;
    this.settings = settings;
    this.bogus = bogus;
  }

  /** Returns false if the resolver gives no secure answer, so that no other look-up can succeed. */
  boolean run(Report report) {
    DnsAnswer rootAnswer = dns.lookup(Name.root, Type.SOA, Deadline.in(TIMEOUT));
    if (rootAnswer.outcome() != DnsOutcome.SECURE) {
      report.error(SUBJECT, ". SOA: " + describe(rootAnswer), advice(rootAnswer.outcome()));
      return false;
    }
    report.ok(
        SUBJECT,
        "the root zone is secure, through the resolver at "
            + AddressText.of(settings.get(DnsSettings.RESOLVER)));
    DnsAnswer bogusAnswer = dns.lookup(bogus, Type.A, Deadline.in(TIMEOUT));
    switch (bogusAnswer.outcome()) {
      case BOGUS -> report.ok(SUBJECT, bogus + " A is bogus, as expected");
      case FAILED, COSTLY, INDETERMINATE ->
          report.warning(
              SUBJECT,
              bogus
                  + " A: "
                  + describe(bogusAnswer)
                  + ", perhaps not because of its wrong signatures",
              "use --bogus-name to give another name whose signatures are wrong");
      case SECURE ->
          report.error(
              SUBJECT,
              bogus + " A was accepted as secure",
              "the signatures of this name should be wrong: use another resolver, or give"
                  + " another name with --bogus-name");
      case INSECURE, ABSENT ->
          report.warning(
              SUBJECT,
              bogus + " A: " + describe(bogusAnswer) + ", but its signatures should be wrong",
              "use --bogus-name to give another name whose signatures are wrong");
      default -> throw new IllegalStateException();
    }
    return true;
  }

  private String advice(DnsOutcome outcome) {
    String resolver = AddressText.of(settings.get(DnsSettings.RESOLVER));
    if (outcome == DnsOutcome.FAILED) {
      return "start the resolver at " + resolver + ", or name another one: [dns] resolver";
    }
    return settings.get(DnsSettings.TRUST_AD)
        ? "the resolver at " + resolver + " must validate and set the AD bit"
        : "the resolver at "
            + resolver
            + " must be recursive and pass DNSSEC records through, and trust_anchors must"
            + " be those of the root";
  }

  private static String describe(DnsAnswer answer) {
    String outcome = answer.outcome().name().toLowerCase(java.util.Locale.ROOT);
    return answer.reason().isEmpty() ? outcome : outcome + ": " + answer.reason();
  }
}
