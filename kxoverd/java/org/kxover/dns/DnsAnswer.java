package org.kxover.dns;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.kxover.kerberos.Printable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The answer to one question.
 *
 * @param outcome what became of the question
 * @param name the owner that was asked last: the name asked for, or the end of its CNAMEs
 * @param records the records at {@code name}, of the type asked for; one or more where the outcome
 *     is SECURE, otherwise none
 * @param ttl how long the answer holds from now; zero unless SECURE or ABSENT
 * @param reason one line of printable ASCII for a log; empty where SECURE
 */
public record DnsAnswer(
    DnsOutcome outcome, Name name, List<Record> records, Duration ttl, String reason) {
  private static final int MAX_REASON = 300;

  /**
   * Copies {@code records}; makes {@code reason} fit for a log.
   *
   * @throws IllegalArgumentException where records and outcome do not fit each other
   */
  public DnsAnswer {
    Objects.requireNonNull(name);
    records = List.copyOf(records);
    reason = Printable.line(reason, MAX_REASON);
    if ((outcome == DnsOutcome.SECURE) == records.isEmpty()) {
      throw new IllegalArgumentException(outcome + " with " + records.size() + " records");
    }
  }

  /** Records that are there, and are what the zone's owner signed. */
  public static DnsAnswer secure(Name name, List<Record> records, Duration ttl) {
    return new DnsAnswer(DnsOutcome.SECURE, name, records, ttl, "");
  }

  /** A proven "no", good for {@code ttl}. */
  public static DnsAnswer absent(Name name, Duration ttl, String reason) {
    return new DnsAnswer(DnsOutcome.ABSENT, name, List.of(), ttl, reason);
  }

  /** An outcome that is neither a yes nor a no, and holds for this moment only. */
  public static DnsAnswer unusable(DnsOutcome outcome, Name name, String reason) {
    return new DnsAnswer(outcome, name, List.of(), Duration.ZERO, reason);
  }

  /** Whether this says something about the zone that holds for a while: SECURE or ABSENT. */
  public boolean holds() {
    return outcome == DnsOutcome.SECURE || outcome == DnsOutcome.ABSENT;
  }

  DnsAnswer withTtl(Duration newTtl) {
    return new DnsAnswer(outcome, name, records, newTtl, reason);
  }
}
