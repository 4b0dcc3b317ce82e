package org.kxover.discovery;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks up secure records, and throws {@link DiscoveryException} for every other outcome. */
final class SecureQueries {
  private static final int MAX_MESSAGE = 600;

  private final SecureDns dns;
  private final NeverLookedUp never;

  SecureQueries(SecureDns dns, NeverLookedUp never) {
    this.dns = dns;
    this.never = never;
  }

  /**
   * Looks up the secure records of {@code owner}, a name without trailing dot.
   *
   * @throws DiscoveryException if there are none; INVALID if {@code owner} is too long; REFUSED if
   *     it is never looked up
   */
  DnsAnswer records(String owner, int type, Deadline deadline) throws DiscoveryException {
    Optional<String> domain = never.domainOf(owner.toLowerCase(Locale.ROOT));
    if (domain.isPresent()) {
      throw failure(
          owner,
          type,
          DiscoveryFailure.REFUSED,
          Duration.ZERO,
          "never_look_up has " + domain.get());
    }
    DnsAnswer answer = dns.lookup(name(owner, type), type, deadline);
    if (answer.outcome() == DnsOutcome.SECURE) {
      return answer;
    }
    throw failure(owner, type, failureOf(answer.outcome()), answer.ttl(), answer.reason());
  }

  /** True if {@code owner}, in any case, is never looked up. */
  boolean isNeverLookedUp(String owner) {
    return never.domainOf(owner.toLowerCase(Locale.ROOT)).isPresent();
  }

  /** Converts {@code owner}, a name without trailing dot. */
  static Name name(String owner, int type) throws DiscoveryException {
    try {
      return Name.fromString(owner, Name.root);
    } catch (TextParseException e) {
      throw invalid(owner, type, "not a DNS name: " + e.getMessage());
    }
  }

  /** The answer is secure, but unusable. */
  static DiscoveryException invalid(String owner, int type, String why) {
    return failure(owner, type, DiscoveryFailure.INVALID, Duration.ZERO, why);
  }

  /** There is no answer. */
  static DiscoveryException failed(String owner, int type, String why) {
    return failure(owner, type, DiscoveryFailure.FAILED, Duration.ZERO, why);
  }

  static DiscoveryException failure(
      String owner, int type, DiscoveryFailure failure, Duration ttl, String why) {
    String word = failure.name().toLowerCase(Locale.ROOT);
    String message = owner + " " + Type.string(type) + ": " + word + ": " + why;
    return new DiscoveryException(failure, ttl, oneLine(message));
  }

  /** Replaces unprintable characters. Does not escape quotes, because the reason already does. */
  private static String oneLine(String message) {
    String printable = message.replaceAll("[^ -~]", "?");
    return printable.length() > MAX_MESSAGE
        ? printable.substring(0, MAX_MESSAGE) + "..."
        : printable;
  }

  private static DiscoveryFailure failureOf(DnsOutcome outcome) {
    return switch (outcome) {
      case SECURE -> throw new IllegalArgumentException("not a failure");
      case ABSENT -> DiscoveryFailure.ABSENT;
      case INSECURE -> DiscoveryFailure.INSECURE;
      case BOGUS -> DiscoveryFailure.BOGUS;
      case INDETERMINATE -> DiscoveryFailure.INDETERMINATE;
      case FAILED, COSTLY -> DiscoveryFailure.FAILED;
    };
  }
}
