package org.kxover.kdb.principal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kxover.kerberos.KerberosTime;

/**
 * A principal's entry in the key database.
 *
 * @param expiration empty for "never"
 * @param keys MIT's names of the encryption types by kvno, in the entry's order
 * @param attributes MIT's flags, such as {@code DISALLOW_ALL_TIX}
 * @param policy empty for none
 */
public record PrincipalEntry(
    String name,
    Optional<KerberosTime> expiration,
    Duration maxTicketLife,
    Duration maxRenewableLife,
    SortedMap<Integer, List<String>> keys,
    Set<String> attributes,
    Optional<String> policy) {

  public static final String DISALLOW_ALL_TIX = "DISALLOW_ALL_TIX";

  public SortedSet<Integer> kvnos() {
    return new TreeSet<>(keys.keySet());
  }

  /** 0 if it has no key. */
  public int highestKvno() {
    return keys.isEmpty() ? 0 : keys.lastKey();
  }

  /** True if the KDC neither issues nor reads tickets under its keys. */
  public boolean isClosed() {
    return attributes.contains(DISALLOW_ALL_TIX);
  }
}
