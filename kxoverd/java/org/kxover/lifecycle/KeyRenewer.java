package org.kxover.lifecycle;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Begins exchanges for keys that are to be followed by others. */
public interface KeyRenewer {
  /** Why our users may not go to that realm any more, if they may not: then nothing is renewed. */
  Optional<String> objection(Realm service);

  /**
   * Begins an exchange, unless one for that crossover is in work already.
   *
   * @param kvno of the key that is to be followed; where the store has another, nothing is done
   */
  CompletableFuture<?> renew(PrincipalName name, int kvno);
}
