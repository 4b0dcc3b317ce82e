package org.kxover.check;

import java.time.Duration;
import org.kxover.config.DnsSettings;
import org.kxover.config.Settings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Whether secure DNS can tell yes from a forgery: a signed name holds, and a bogus one does not.
 */
final class ResolverCheck implements Check {
  private static final String SUBJECT = "secure DNS";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

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

  @Override
  public void run(Report report) {
    DnsAnswer root = dns.lookup(Name.root, Type.SOA, Deadline.in(PATIENCE));
    if (root.outcome() != DnsOutcome.SECURE) {
      report.error(
          SUBJECT,
          ". SOA: " + word(root),
          settings.get(DnsSettings.TRUST_AD)
              ? "the resolver at "
                  + settings.get(DnsSettings.RESOLVER)
                  + " must validate, and set AD"
              : "the resolver at "
                  + settings.get(DnsSettings.RESOLVER)
                  + " must be recursive and pass DNSSEC records, and trust_anchors be the root's");
      return;
    }
    report.ok(
        SUBJECT,
        "the root zone is secure, by the resolver at "
            + settings.get(DnsSettings.RESOLVER).getAddress().getHostAddress()
            + " port "
            + settings.get(DnsSettings.RESOLVER).getPort());
    DnsAnswer forged = dns.lookup(bogus, Type.A, Deadline.in(PATIENCE));
    switch (forged.outcome()) {
      case BOGUS -> report.ok(SUBJECT, bogus + " A is bogus, as it should be");
      case FAILED, INDETERMINATE ->
          report.warning(
              SUBJECT,
              bogus
                  + " A: "
                  + word(forged)
                  + ", which may be for another reason than its signature",
              "name a domain with a broken signature with --bogus-name");
      case SECURE ->
          report.error(
              SUBJECT,
              bogus + " A passes for secure",
              "that name's signatures should be wrong: do not use this resolver, or name another"
                  + " domain with --bogus-name");
      case INSECURE, ABSENT ->
          report.warning(
              SUBJECT,
              bogus + " A: " + word(forged) + ", where its signatures should be wrong",
              "name a domain with a broken signature with --bogus-name");
      default -> throw new IllegalStateException();
    }
  }

  private static String word(DnsAnswer answer) {
    String word = answer.outcome().name().toLowerCase(java.util.Locale.ROOT);
    return answer.reason().isEmpty() ? word : word + ": " + answer.reason();
  }
}
