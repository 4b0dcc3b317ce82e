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
 * What the key database says of a principal.
 *
 * @param expiration empty for "never"
 * @param keys by kvno, MIT's names of their encryption types, in the entry's order
 * @param attributes such as {@code DISALLOW_ALL_TIX}
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

  /** Of the keys that it has. */
  public SortedSet<Integer> kvnos() {
    return new TreeSet<>(keys.keySet());
  }

  /** 0 where it has no key. */
  public int highestKvno() {
    return keys.isEmpty() ? 0 : keys.lastKey();
  }

  /** Whether the KDC neither issues nor reads tickets under it. */
  public boolean isClosed() {
    return attributes.contains(DISALLOW_ALL_TIX);
  }
}
