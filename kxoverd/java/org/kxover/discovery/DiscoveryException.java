package org.kxover.discovery;

import java.time.Duration;

/**
 * Secure DNS gave no usable answer. The message is one line for operators: the query, the failure
 * and the reason, such as {@code _kerberos.www.b.example TXT: bogus: ...}.
 */
public final class DiscoveryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DiscoveryFailure failure;
  private final Duration ttl;

  DiscoveryException(DiscoveryFailure failure, Duration ttl, String message) {
    super(message);
    this.failure = failure;
    this.ttl = ttl;
  }

  public DiscoveryFailure failure() {
    return failure;
  }

  /** How long the absence is valid from now; zero unless the failure is ABSENT. */
  public Duration ttl() {
    return ttl;
  }
}
