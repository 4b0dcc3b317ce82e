package org.kxover.crossing;

import java.util.Optional;
import org.kxover.event.CrossingException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Makes a key with another realm. */
public interface KeyMaker {
  /**
   * Makes a key with {@code service}. When this returns, both databases have the key. If another
   * daemon of our realm wrote a key at the same time, our database has that key instead.
   *
   * @param before the principal {@code name} in our database; empty if it does not exist
   * @return the principal in our database after the crossing
   */
  StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException;
}
