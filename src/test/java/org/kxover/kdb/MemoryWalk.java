package org.kxover.kdb;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** Sees in passing each crossover that has no expired key. */
final class MemoryWalk implements CrossoverWalk {
  private final CrossoverNames names;
  private final Function<PrincipalName, Optional<Seen>> reading;

  /**
   * @param reading reads a crossover if it can be read
   */
  MemoryWalk(CrossoverNames names, Function<PrincipalName, Optional<Seen>> reading) {
    this.names = names;
    this.reading = reading;
  }

  @Override
  public Optional<Step> next() throws StoreException {
    return names.next().map(name -> new Step(name, reading.apply(name).filter(this::isQuiet)));
  }

  private boolean isQuiet(Seen seen) {
    StoredCrossover stored = seen.crossover();
    Instant now = seen.at();
    return stored.role().isEmpty()
        || stored.closed()
        || stored.keys().isEmpty()
        || ExpiredKeys.firstKept(
                    new TreeSet<>(stored.keys().keySet()), stored.keys(), new KerberosTime(now))
                .orElse(-1)
            == stored.keys().firstKey();
  }

  @Override
  public void close() {
    names.close();
  }
}
