package org.kxover.dns;

/**
 * How far a DNS answer can be trusted: the states of RFC 4033 section 5. The state Secure is split
 * into {@link #SECURE} and {@link #ABSENT}, and {@link #FAILED} and {@link #COSTLY} are added.
 *
 * <p>Only SECURE and ABSENT are proven. Never treat another outcome as ABSENT.
 */
public enum DnsOutcome {
  /** The records exist, and a chain of signatures from a trust anchor covers them. */
  SECURE,
  /** A chain of signatures proves that the records do not exist (RFC 4035 section 5.4). */
  ABSENT,
  /** A signed parent zone proves that the zone, or a zone above it, is not signed. */
  INSECURE,
  /** The zone is signed, but the answer fails validation: an attack or a mistake in the zone. */
  BOGUS,
  /** The answer does not validate, and nothing proves that its zone is unsigned. */
  INDETERMINATE,
  /** No usable answer: a timeout, an unreachable resolver, SERVFAIL, REFUSED. */
  FAILED,
  /** As FAILED: the validator gave the answer up, because to validate it would cost too much. */
  COSTLY
}
