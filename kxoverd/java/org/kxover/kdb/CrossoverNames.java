package org.kxover.kdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kerberos.PrincipalName;

/**
 * The names of a listing, one after the other. It may hold a process until it is closed. A slow
 * reader holds up nobody: the database is not locked meanwhile. For one thread at a time.
 */
public interface CrossoverNames extends AutoCloseable {
  /** A megabyte or less. */
  int MAX_KEPT = 5_000;

  /**
   * The next name; empty at the end.
   *
   * @throws StoreException if the listing fails; it has no more names then
   */
  Optional<PrincipalName> next() throws StoreException;

  @Override
  void close();

  /** A listing, each time anew. */
  interface Listing {
    CrossoverNames begin() throws StoreException;
  }

  /**
   * Lists all names, and then gives them once more: a few thousand from memory, more by another
   * listing.
   *
   * @param listed takes each name before this method returns
   */
  static CrossoverNames listed(Listing listing, Consumer<PrincipalName> listed)
      throws StoreException {
    List<PrincipalName> kept = new ArrayList<>();
    boolean all = true;
    try (CrossoverNames names = listing.begin()) {
      for (var name = names.next(); name.isPresent(); name = names.next()) {
        listed.accept(name.get());
        all &= kept.size() < MAX_KEPT;
        if (all) {
          kept.add(name.get());
        }
      }
    }
    return all ? of(kept) : listing.begin();
  }

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
