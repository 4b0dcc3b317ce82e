package org.kxover.lifecycle;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A store that puts every key which is written on the agenda, and keeps in mind what was read of
 * each crossover last.
 */
public final class TrackingStore extends ForwardingStore {
  private final Schedule schedule;
  private final LastRead lastRead;
  private final InstantSource clock;

  public TrackingStore(
      CrossoverStore store, Schedule schedule, LastRead lastRead, InstantSource clock) {
    super(store);
    this.schedule = schedule;
    this.lastRead = lastRead;
    this.clock = clock;
  }

  private interface Change<T> {
    T make() throws StoreException;
  }

  /** Whatever became of it: a change of which that is not known may have been made. */
  private <T> T changing(PrincipalName name, Change<T> change) throws StoreException {
    try {
      return change.make();
    } finally {
      lastRead.changed(name);
    }
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    StoredCrossover written;
    try {
      written = changing(key.name(), () -> super.write(key, before));
    } finally {
      schedule.wrote(key.name());
    }
    lastRead.read(key.name(), Optional.of(written), clock.instant());
    return written;
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    return noted(crossover, super.find(crossover));
  }

  @Override
  public List<PrincipalName> list() throws StoreException {
    List<PrincipalName> names = super.list();
    // Those that another hand deleted are looked at too, and so forgotten.
    lastRead.listed(names).forEach(name -> schedule.at(name, clock.instant()));
    return names;
  }

  @Override
  public Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException {
    // What is left is read with it; where that fails, some may have ended all the same.
    return noted(crossover, changing(crossover, () -> super.removeExpired(crossover)));
  }

  private Optional<StoredCrossover> noted(PrincipalName name, Optional<StoredCrossover> found) {
    lastRead.read(name, found, clock.instant());
    return found;
  }

  /** Has the crossover looked at once more, which finds nothing and forgets it. */
  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    try {
      return changing(crossover, () -> super.delete(crossover));
    } finally {
      schedule.at(crossover, clock.instant());
    }
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    changing(
        crossover,
        () -> {
          super.noteUse(crossover, when);
          return null;
        });
  }
}
