package org.kxover.kdb;

import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import org.kxover.kerberos.PrincipalName;

/**
 * The names of a listing, one after the other. It may hold a process until it is closed. A slow
 * reader holds up nobody: the database is not locked meanwhile. For one thread at a time.
 */
public interface CrossoverNames extends AutoCloseable {
  /**
   * The next name; empty at the end.
   *
   * @throws StoreException if the listing fails; it has no more names then
   */
  Optional<PrincipalName> next() throws StoreException;

  @Override
  void close();

  /** Names that are in memory. */
  static CrossoverNames of(Collection<PrincipalName> names) {
    Iterator<PrincipalName> all = names.iterator();
    return new CrossoverNames() {
      @Override
      public Optional<PrincipalName> next() {
        return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }
}
