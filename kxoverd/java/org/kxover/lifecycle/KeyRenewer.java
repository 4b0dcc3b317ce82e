package org.kxover.lifecycle;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Begins the exchanges that renew keys. */
public interface KeyRenewer {
  /**
   * Why our users may no longer go to that realm, so that its keys are not renewed; empty if they
   * may.
   */
  Optional<String> objection(Realm service);

  /**
   * Begins an exchange, unless one for that crossover is in work already.
   *
   * @param kvno of the key to renew; if the store's newest key has another kvno, nothing is done
   */
  CompletableFuture<?> renew(PrincipalName name, int kvno);
}
