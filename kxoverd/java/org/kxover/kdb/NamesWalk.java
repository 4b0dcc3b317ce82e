package org.kxover.kdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kerberos.PrincipalName;

/**
 * A walk along names only. The names of a small database stay in memory. Those of a large one are
 * listed once more, one by one as the walk goes on.
 */
final class NamesWalk implements CrossoverWalk {
  /** A megabyte or less. */
  private static final int MAX_KEPT = 5_000;

  private final CrossoverNames names;

  private NamesWalk(CrossoverNames names) {
    this.names = names;
  }

  /** As {@link CrossoverStore#walk}. */
  static CrossoverWalk begin(CrossoverStore store, Consumer<PrincipalName> listed)
      throws StoreException {
    List<PrincipalName> kept = new ArrayList<>();
    boolean all = true;
    try (CrossoverNames names = store.names()) {
      for (var name = names.next(); name.isPresent(); name = names.next()) {
        listed.accept(name.get());
        all &= kept.size() < MAX_KEPT;
        if (all) {
          kept.add(name.get());
        }
      }
    }
    return new NamesWalk(all ? CrossoverNames.of(kept) : store.names());
  }

  @Override
  public Optional<Step> next() throws StoreException {
    return names.next().map(name -> new Step(name, Optional.empty()));
  }

  @Override
  public void close() {
    names.close();
  }
}
