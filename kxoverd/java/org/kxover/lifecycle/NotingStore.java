package org.kxover.lifecycle;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A store that puts every key which is written on the agenda, and keeps in mind what was read of
 * each crossover last.
 */
public final class NotingStore implements CrossoverStore {
  private final CrossoverStore store;
  private final Agenda agenda;
  private final LastRead lastRead;
  private final InstantSource clock;

  public NotingStore(CrossoverStore store, Agenda agenda, LastRead lastRead, InstantSource clock) {
    this.store = store;
    this.agenda = agenda;
    this.lastRead = lastRead;
    this.clock = clock;
  }

  /** Whatever became of it: a write of which that is not known may have been made. */
  @Override
  public void write(CrossoverKey key) throws StoreException {
    try {
      store.write(key);
    } finally {
      agenda.wrote(key.name());
      lastRead.changed(key.name());
    }
  }

  @Override
  public void write(CrossoverKey key, Optional<StoredCrossover> before) throws StoreException {
    try {
      store.write(key, before);
    } finally {
      agenda.wrote(key.name());
    }
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    return noted(crossover, store.find(crossover));
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    return store.key(crossover, kvno, type);
  }

  @Override
  public List<PrincipalName> list() throws StoreException {
    List<PrincipalName> names = store.list();
    // Those that another hand deleted are looked at too, and so forgotten.
    lastRead.listed(names).forEach(name -> agenda.at(name, clock.instant()));
    return names;
  }

  @Override
  public Optional<StoredCrossover> endWhatIsOver(PrincipalName crossover) throws StoreException {
    return noted(crossover, store.endWhatIsOver(crossover));
  }

  private Optional<StoredCrossover> noted(PrincipalName name, Optional<StoredCrossover> found) {
    lastRead.read(name, found, clock.instant());
    return found;
  }

  /** Has the crossover looked at once more, which finds nothing and forgets it. */
  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    try {
      return store.delete(crossover);
    } finally {
      lastRead.changed(crossover);
      agenda.at(crossover, clock.instant());
    }
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    store.noteUse(crossover, when);
    lastRead.changed(crossover);
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return store.possible(listed);
  }

  @Override
  public void close() {
    store.close();
  }
}
