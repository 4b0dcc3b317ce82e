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
 * @param managed whether it carries our string attribute; else an administrator keyed it by hand
 * @param role empty where it is not managed, or where its marker cannot be read
 * @param highestKvno the highest key version in the KDB, whoever wrote it; 0 where it has no key
 * @param keys by kvno, what our attributes say of keys that really are in the KDB
 * @param closed whether an administrator closed it: it takes no key, and gives no ticket
 * @param used when the KDC's need of it was noted last, see {@link CrossoverStore#noteUse}
 */
public record StoredCrossover(
    PrincipalName name,
    boolean managed,
    Optional<Role> role,
    int highestKvno,
    SortedMap<Integer, KeyValidity> keys,
    boolean closed,
    Optional<KerberosTime> used) {

  public StoredCrossover {
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /** Whether {@code other} is there, and no key came or went between the two. */
  public boolean holdsTheSameAs(Optional<StoredCrossover> other) {
    return other.isPresent()
        && highestKvno == other.get().highestKvno
        && keys.equals(other.get().keys);
  }

  /** One that is open, and of whose use nothing is noted. */
  public StoredCrossover(
      PrincipalName name,
      boolean managed,
      Optional<Role> role,
      int highestKvno,
      SortedMap<Integer, KeyValidity> keys) {
    this(name, managed, role, highestKvno, keys, false, Optional.empty());
  }
}
