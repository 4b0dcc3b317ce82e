package org.kxover.kdb.principal;

import java.util.Optional;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;

/** A listing without one name. */
record NamesWithout(PrincipalName leftOut, CrossoverNames all) implements CrossoverNames {
  @Override
  public Optional<PrincipalName> next() throws StoreException {
    Optional<PrincipalName> name = all.next();
    return name.equals(Optional.of(leftOut)) ? all.next() : name;
  }

  @Override
  public void close() {
    all.close();
  }
}
