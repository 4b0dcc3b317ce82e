package org.kxover.discovery;

/** Why secure DNS told nothing that can be used. */
public enum DiscoveryFailure {
  /** Provably not there. */
  ABSENT,
  /** The zone is provably not signed. */
  INSECURE,
  /** The zone is signed, and the answer does not fit its signatures: an attack or a mistake. */
  BOGUS,
  /** The answer could neither be validated nor be shown to come from an unsigned zone. */
  INDETERMINATE,
  /** No answer: a timeout, or a resolver that failed. */
  FAILED,
  /** Not asked: our settings never look that name up. */
  REFUSED,
  /** The answer is secure, and of no use: two realms for one host, or no valid name. */
  INVALID
}
