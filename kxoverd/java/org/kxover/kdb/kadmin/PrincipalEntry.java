package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kxover.kerberos.KerberosTime;

/**
 * What kadmin's {@code getprinc} says of a principal.
 *
 * @param expiration empty for "never"
 * @param keys by kvno, the names of their encryption types as kadmin prints them
 * @param attributes such as {@code DISALLOW_ALL_TIX}
 * @param policy empty for none
 */
record PrincipalEntry(
    String name,
    Optional<KerberosTime> expiration,
    Duration maxTicketLife,
    Duration maxRenewableLife,
    SortedMap<Integer, List<String>> keys,
    Set<String> attributes,
    Optional<String> policy) {

  static final String DISALLOW_ALL_TIX = "DISALLOW_ALL_TIX";

  SortedSet<Integer> kvnos() {
    return new TreeSet<>(keys.keySet());
  }

  int highestKvno() {
    return keys.isEmpty() ? 0 : keys.lastKey();
  }

  /** Whether the KDC neither issues nor reads tickets under it. */
  boolean isClosed() {
    return attributes.contains(DISALLOW_ALL_TIX);
  }
}
