package org.kxover.kdb;

import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import org.kxover.kerberos.KerberosTime;

/**
 * Determines which keys of a principal have expired and may be removed. kadmin removes old keys
 * only from the lowest kvno up, so a key stays as long as a key with a lower kvno stays. A key
 * without a readable validity is never removed.
 */
public final class ExpiredKeys {
  private ExpiredKeys() {}

  /**
   * The lowest kvno to keep; empty if all keys have expired.
   *
   * @param kvnos of the keys in the KDB
   * @param known the validity by kvno, if it can be read and fits the key
   */
  public static OptionalInt firstKept(
      SortedSet<Integer> kvnos, Map<Integer, KeyValidity> known, KerberosTime now) {
    for (int kvno : kvnos) {
      KeyValidity validity = known.get(kvno);
      if (validity == null || now.isBefore(validity.till())) {
        return OptionalInt.of(kvno);
      }
    }
    return OptionalInt.empty();
  }
}
