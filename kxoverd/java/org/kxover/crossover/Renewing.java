package org.kxover.crossover;

import java.util.concurrent.CompletableFuture;
import org.kxover.kerberos.PrincipalName;

/** Begins an exchange, unless one for that crossover is in work already. */
public interface Renewing {
  /**
   * @param kvno of the key that is to be followed; where the store has another, nothing is done
   */
  CompletableFuture<?> renew(PrincipalName name, int kvno);
}
