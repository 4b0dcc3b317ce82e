package org.kxover.kdb;

import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import org.kxover.kerberos.KerberosTime;

/**
 * Which keys of a principal are over. A KDC's administration drops old keys only from the lowest
 * kvno up, so a key waits for those below it; and one of which nothing readable is said is not ours
 * to drop.
 */
public final class ExpiredKeys {
  private ExpiredKeys() {}

  /**
   * The lowest kvno that is kept; empty where all keys are over.
   *
   * @param kvnos those in the KDB
   * @param known what is said of them, where it can be read and fits
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
