package org.kxover.discovery;

/** Why secure DNS gave no usable answer. */
public enum DiscoveryFailure {
  /** The records provably do not exist. */
  ABSENT,
  /** The zone is provably not signed. */
  INSECURE,
  /** The zone is signed, but the answer fails validation: an attack or a mistake in the zone. */
  BOGUS,
  /** The answer does not validate, and nothing proves that its zone is unsigned. */
  INDETERMINATE,
  /** No answer: a timeout, or a failure of the resolver. */
  FAILED,
  /** Not looked up, because the setting never_look_up lists a domain of the name. */
  REFUSED,
  /** The answer is secure but unusable: two realms for one host, or no valid name. */
  INVALID
}
