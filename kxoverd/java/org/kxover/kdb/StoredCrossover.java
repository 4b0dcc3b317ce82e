package org.kxover.kdb;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A crossover principal as the KDB has it.
 *
 * @param managed true if it carries our marker; if not, an administrator keyed it by hand
 * @param role empty if it is not managed, or if its marker cannot be read
 * @param highestKvno of all keys in the KDB, whoever wrote them; 0 if it has no key
 * @param keys the validity by kvno, from our string attributes, of keys that are in the KDB
 * @param closed true if an administrator closed or blocked it: the store writes no key, and the KDC
 *     issues no ticket
 * @param used when {@link CrossoverStore#noteUse} was last recorded
 * @param blocked true if {@code kxover block} closed it
 */
public record StoredCrossover(
    PrincipalName name,
    boolean managed,
    Optional<Role> role,
    int highestKvno,
    SortedMap<Integer, KeyValidity> keys,
    boolean closed,
    Optional<KerberosTime> used,
    boolean blocked) {

  public StoredCrossover {
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /** True if {@code other} is present and has the same keys. */
  public boolean hasSameKeysAs(Optional<StoredCrossover> other) {
    return other.isPresent()
        && highestKvno == other.get().highestKvno
        && keys.equals(other.get().keys);
  }

  /** A principal that is not blocked. */
  public StoredCrossover(
      PrincipalName name,
      boolean managed,
      Optional<Role> role,
      int highestKvno,
      SortedMap<Integer, KeyValidity> keys,
      boolean closed,
      Optional<KerberosTime> used) {
    this(name, managed, role, highestKvno, keys, closed, used, false);
  }

  /** An open principal without recorded use. */
  public StoredCrossover(
      PrincipalName name,
      boolean managed,
      Optional<Role> role,
      int highestKvno,
      SortedMap<Integer, KeyValidity> keys) {
    this(name, managed, role, highestKvno, keys, false, Optional.empty());
  }
}
