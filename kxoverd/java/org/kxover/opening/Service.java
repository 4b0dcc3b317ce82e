package org.kxover.opening;

import java.util.List;
import java.util.Optional;

/**
 * A principal as the database has it.
 *
 * @param principal as kadmin prints it, with its realm
 * @param name empty if {@code kxover open} would not open such a principal, as with that of a user
 * @param open the value of its attribute, which may be malformed; empty if there is none
 * @param byPattern the pattern in kdc.conf that opens it to all realms; empty if it has rules of
 *     its own
 * @param keyTypes the encryption types of its newest key, as kadmin names them
 * @param servesNobody true if the KDC issues no ticket for it at all ({@code -allow_svr}, as for a
 *     user, or {@code -allow_tix})
 */
public record Service(
    String principal,
    Optional<ServiceName> name,
    Optional<String> open,
    Optional<String> byPattern,
    List<String> keyTypes,
    boolean servesNobody) {
  public Service {
    keyTypes = List.copyOf(keyTypes);
  }

  /** A copy with the pattern that opens it, unless it has rules of its own. */
  Service with(OpenPatterns patterns) {
    return new Service(
        principal,
        name,
        open,
        open.isPresent() ? Optional.empty() : patterns.matching(principal),
        keyTypes,
        servesNobody);
  }

  /** True if users of other realms may come in, as far as the guard can read its rules. */
  boolean isOpen() {
    return open.isPresent() || byPattern.isPresent();
  }
}
