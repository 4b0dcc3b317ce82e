package org.kxover.opening;

import java.util.List;
import java.util.Optional;

/**
 * A service as the database has it.
 *
 * @param open the value of its attribute, which may be malformed; empty if it is closed
 * @param keyTypes the encryption types of its newest key, as kadmin names them
 * @param servesNobody true if the KDC issues no ticket for it at all ({@code -allow_svr}, as for a
 *     user, or {@code -allow_tix})
 */
public record Service(
    ServiceName name, Optional<String> open, List<String> keyTypes, boolean servesNobody) {
  public Service {
    keyTypes = List.copyOf(keyTypes);
  }
}
