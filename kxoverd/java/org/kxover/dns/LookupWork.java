package org.kxover.dns;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one look-up may cost, with all its CNAMEs, its queries for keys, and its second try after a
 * bogus answer. Whoever owns a zone chooses the number of its signatures, and so how long the
 * validator works on them.
 */
final class LookupWork {
  /**
   * An honest look-up with no key in the cache verifies two signatures for each of at most five
   * zones from the root down, and four in the answer. The answer is a record with its wildcard
   * proof, or a denial. PowerDNS Recursor allows 30 for a query
   * (max-signature-validations-per-query), BIND 16 for each fetch (max-validations-per-fetch).
   * CNAMEs into other zones need more.
   */
  static final int MAX_VERIFICATIONS = 64;

  /**
   * Signers do not publish wrong signatures. BIND allows one that fails for a fetch
   * (max-validation-failures-per-fetch), PowerDNS Recursor tries two for an RRset
   * (max-rrsigs-per-record).
   */
  static final int MAX_FAILED = 4;

  /**
   * An honest look-up with no key in the cache sends nine for five zones: two for each zone below
   * the root, and one for the root. unbound sends 32 for a query (max-sent-count).
   */
  static final int MAX_QUERIES = 64;

  private final Deadline deadline;
  private final AtomicInteger verifications = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger queries = new AtomicInteger();
  private volatile boolean ended;
  private volatile String costly;

  LookupWork(Deadline deadline) {
    this.deadline = deadline;
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Counts a verification that is about to begin.
   *
   * @param again true if the one before, of another signature over these records, has failed
   * @throws CostlyException if it must not begin
   */
  void beginVerification(boolean again) {
    if (ended || deadline.hasPassed()) {
      throw new CostlyException("the lookup ended before a signature was verified");
    }
    if (again && failed.incrementAndGet() > MAX_FAILED) {
      throw refusal("more than " + MAX_FAILED + " signatures are wrong");
    }
    if (verifications.incrementAndGet() > MAX_VERIFICATIONS) {
      throw refusal("more than " + MAX_VERIFICATIONS + " signatures to verify");
    }
  }

  /**
   * Counts a query that is about to be sent.
   *
   * @throws CostlyException if it must not be sent
   */
  void beginQuery() {
    if (queries.incrementAndGet() > MAX_QUERIES) {
      throw refusal("more than " + MAX_QUERIES + " queries to send");
    }
  }

  /** Lets no further verification begin, as nobody waits for the answer any more. */
  void end() {
    ended = true;
  }

  /** Ends the look-up as costly. */
  CostlyException refusal(String why) {
    costly = why;
    return new CostlyException(why);
  }

  /** Why the look-up is costly; empty if it is not. */
  Optional<String> costly() {
    return Optional.ofNullable(costly);
  }

  /** The number of verifications that began. */
  int verifications() {
    return Math.min(verifications.get(), MAX_VERIFICATIONS);
  }
}
