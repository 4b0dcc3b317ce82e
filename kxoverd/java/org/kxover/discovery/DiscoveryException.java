package org.kxover.discovery;

import java.time.Duration;

/**
 * Secure DNS told nothing that can be used. The message is one line for operators: what was asked,
 * what came, and why, such as {@code _kerberos.www.b.example TXT: bogus: ...}.
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

  /** What kind of failure, for policy. */
  public DiscoveryFailure failure() {
    return failure;
  }

  /** How long the "no" holds from now; zero unless the failure is ABSENT. */
  public Duration ttl() {
    return ttl;
  }
}
