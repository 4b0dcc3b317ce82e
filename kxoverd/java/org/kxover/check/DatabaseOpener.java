package org.kxover.check;

import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverStore;

/** Opens the key database of a realm as its settings describe it. */
public interface DatabaseOpener {
  /** The caller must close the store. */
  CrossoverStore open(RealmSettings realm);
}
