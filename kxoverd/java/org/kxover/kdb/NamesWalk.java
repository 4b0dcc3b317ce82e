package org.kxover.kdb;

import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kerberos.PrincipalName;

/** A walk along names only. */
final class NamesWalk implements CrossoverWalk {
  private final CrossoverNames names;

  private NamesWalk(CrossoverNames names) {
    this.names = names;
  }

  /** As {@link CrossoverStore#walk}. */
  static CrossoverWalk begin(CrossoverStore store, Consumer<PrincipalName> listed)
      throws StoreException {
    return new NamesWalk(CrossoverNames.listed(store::names, listed));
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
