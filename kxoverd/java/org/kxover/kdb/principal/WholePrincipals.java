package org.kxover.kdb.principal;

import java.util.List;
import java.util.SortedMap;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.StoreException;

/** A database that takes a key with all that belongs to it in one change. */
public interface WholePrincipals extends Principals {
  /** The longest list of removed string attributes. */
  int MAX_REMOVED = 16;

  /**
   * What is written beside the key.
   *
   * @param isNew true if there is no such principal, and one is added
   * @param keepOld true to keep the older keys
   * @param strings string attributes to set, {@link StringAttributes#MARKER} among them
   * @param removed names of string attributes to remove, {@link #MAX_REMOVED} at most
   */
  record Extent(
      boolean isNew, boolean keepOld, SortedMap<String, String> strings, List<String> removed) {}

  /**
   * Writes {@code key} with its kvno, its {@link TicketLimits} and its expiration, and opens the
   * principal, in one change: a KDC sees the principal as it was before, or complete. Refuses a
   * principal that is not ours or that an administrator closed.
   *
   * @return false if a new principal should be added, but exists already; it is not changed
   */
  boolean write(CrossoverKey key, Extent extent) throws StoreException;
}
