package org.kxover.dns;

/**
 * What became of a question to secure DNS: the states of RFC 4033 section 5, with the secure one
 * split into yes and no, and with the case that nothing could be learnt at all.
 *
 * <p>Only {@link #SECURE} and {@link #ABSENT} say something about the zone that holds. Of the
 * others none may stand in for another, and least of all for a "no".
 */
public enum DnsOutcome {
  /** The records are there, and a chain of signatures from a trust anchor vouches for them. */
  SECURE,
  /** A chain of signatures proves that there are no such records (RFC 4035 section 5.4). */
  ABSENT,
  /** A signed parent proves that the zone, or one on the way to it, is not signed. */
  INSECURE,
  /** The zone is signed, and the answer does not fit its signatures: an attack or a mistake. */
  BOGUS,
  /** An answer came that can neither be validated nor be shown to come from an unsigned zone. */
  INDETERMINATE,
  /** No usable answer: a timeout, a resolver out of reach, SERVFAIL, REFUSED. */
  FAILED
}
