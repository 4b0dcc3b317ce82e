package org.kxover.kdb.kadmin;

import java.util.Optional;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;

/** The right to change a crossover, where several daemons write one database. */
interface Claims {
  /** What a daemon needs that is the only one: nothing is claimed, and nobody objects. */
  Claims NONE =
      name ->
          Optional.of(
              new Held() {
                @Override
                public void require() {}

                @Override
                public void close() {}
              });

  /** A claim that is held; closing gives it back. */
  interface Held extends AutoCloseable {
    /**
     * Looks that it still is, before a change that would do harm beside those of another daemon.
     *
     * @throws StoreException with {@link StoreException.Reason#UNCERTAIN} where it is not
     */
    void require() throws StoreException;

    /** Whatever becomes of it: a claim that cannot be given back is void after a while. */
    @Override
    void close();
  }

  /** The claim on that crossover; empty where another has it, which is worth asking again soon. */
  Optional<Held> take(PrincipalName crossover) throws StoreException;
}
