package org.kxover.check;

import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverStore;

/** Opens the key database that the settings of a realm describe. */
public interface DatabaseOpener {
  /** The caller closes it. */
  CrossoverStore open(RealmSettings realm);
}
