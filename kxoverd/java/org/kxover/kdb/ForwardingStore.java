package org.kxover.kdb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** Forwards every call to another store; a subclass overrides calls to add to them. */
public abstract class ForwardingStore implements CrossoverStore {
  private final CrossoverStore store;

  protected ForwardingStore(CrossoverStore store) {
    this.store = store;
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    return store.find(crossover);
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    return store.write(key, before);
  }

  @Override
  public boolean takesKeys(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException {
    return store.takesKeys(crossover, before);
  }

  @Override
  public void requireWritable(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException {
    store.requireWritable(crossover, before);
  }

  @Override
  public Optional<Duration> timePerKey() {
    return store.timePerKey();
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    return store.key(crossover, kvno, type);
  }

  @Override
  public boolean isKnown(PrincipalName crossover) {
    return store.isKnown(crossover);
  }

  @Override
  public CrossoverNames names() throws StoreException {
    return store.names();
  }

  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    return store.walk(listed);
  }

  @Override
  public Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException {
    return store.removeExpired(crossover);
  }

  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    return store.delete(crossover);
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    store.noteUse(crossover, when);
  }

  @Override
  public boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException {
    return store.confirm(crossover, kvno, allowed);
  }

  @Override
  public void forgetTypes() {
    store.forgetTypes();
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return store.possible(listed);
  }

  @Override
  public Optional<String> objection(List<EncryptionType> listed) {
    return store.objection(listed);
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return store.await(limit);
  }

  @Override
  public int requests() {
    return store.requests();
  }

  @Override
  public void close() {
    store.close();
  }
}
