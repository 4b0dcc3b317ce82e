package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kxover.kerberos.Printable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The answer to one DNS question.
 *
 * @param outcome how far the answer can be trusted
 * @param name the queried name, or the last target of its CNAMEs
 * @param records the records of the queried type at {@code name}: one or more if SECURE, otherwise
 *     none
 * @param ttl remaining time to live; zero unless SECURE or ABSENT
 * @param reason one line of printable ASCII for logs; empty if SECURE
 * @param signedUntil when the last signature of the records ends, or the earliest such time of an
 *     alias and its target; empty unless SECURE, and where the resolver gave no signatures
 */
public record DnsAnswer(
    DnsOutcome outcome,
    Name name,
    List<Record> records,
    Duration ttl,
    String reason,
    Optional<Instant> signedUntil) {
  private static final int MAX_REASON = 300;

  /**
   * Copies {@code records}, and turns {@code reason} into one printable line.
   *
   * @throws IllegalArgumentException if there are records without SECURE, or none with it
   */
  public DnsAnswer {
    Objects.requireNonNull(name);
    records = List.copyOf(records);
    reason = Printable.line(reason, MAX_REASON);
    if ((outcome == DnsOutcome.SECURE) == records.isEmpty()) {
      throw new IllegalArgumentException(outcome + " with " + records.size() + " records");
    }
  }

  /** Records that the zone's owner signed. */
  public static DnsAnswer secure(Name name, List<Record> records, Duration ttl) {
    return secure(name, records, ttl, Optional.empty());
  }

  /** Records that the zone's owner signed, with the end of their signatures. */
  static DnsAnswer secure(
      Name name, List<Record> records, Duration ttl, Optional<Instant> signedUntil) {
    return new DnsAnswer(DnsOutcome.SECURE, name, records, ttl, "", signedUntil);
  }

  /** A proven denial, valid for {@code ttl}. */
  public static DnsAnswer absent(Name name, Duration ttl, String reason) {
    return new DnsAnswer(DnsOutcome.ABSENT, name, List.of(), ttl, reason, Optional.empty());
  }

  /** An outcome that proves neither presence nor absence, and is never cached. */
  public static DnsAnswer unusable(DnsOutcome outcome, Name name, String reason) {
    return new DnsAnswer(outcome, name, List.of(), Duration.ZERO, reason, Optional.empty());
  }

  /** An answer that was given up before its end, as it would cost more than it may. */
  static DnsAnswer costly(Name name, String why) {
    return unusable(DnsOutcome.COSTLY, name, "costly: " + why);
  }

  /** True if DNSSEC proved the records or their absence: SECURE or ABSENT. */
  public boolean isProven() {
    return outcome == DnsOutcome.SECURE || outcome == DnsOutcome.ABSENT;
  }

  DnsAnswer withTtl(Duration newTtl) {
    return new DnsAnswer(outcome, name, records, newTtl, reason, signedUntil);
  }

  /** The end of an alias, with the bounds of the whole chain. */
  DnsAnswer behind(Duration ttlOfChain, Optional<Instant> chainSignedUntil) {
    return new DnsAnswer(
        outcome,
        name,
        records,
        ttlOfChain,
        reason,
        outcome == DnsOutcome.SECURE ? chainSignedUntil : Optional.empty());
  }
}
