package org.kxover.crossover;

import java.util.List;
import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** A store that puts every key which is written on the agenda. */
public final class NotingStore implements CrossoverStore {
  private final CrossoverStore store;
  private final Agenda agenda;

  public NotingStore(CrossoverStore store, Agenda agenda) {
    this.store = store;
    this.agenda = agenda;
  }

  /** Whatever became of it: a write of which that is not known may have been made. */
  @Override
  public void write(CrossoverKey key) throws StoreException {
    try {
      store.write(key);
    } finally {
      agenda.wrote(key.name());
    }
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    return store.find(crossover);
  }

  @Override
  public List<PrincipalName> list() throws StoreException {
    return store.list();
  }

  @Override
  public Optional<StoredCrossover> endWhatIsOver(PrincipalName crossover) throws StoreException {
    return store.endWhatIsOver(crossover);
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    store.noteUse(crossover, when);
  }

  @Override
  public void close() {
    store.close();
  }
}
