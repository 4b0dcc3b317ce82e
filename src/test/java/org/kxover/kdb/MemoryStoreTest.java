package org.kxover.kdb;

import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.kerberos.PrincipalName;

/** The store in memory, on which other tests rely. */
class MemoryStoreTest extends DerivedKeysContract {
  private MemoryStore memory;

  @Override
  protected CrossoverStore open(InstantSource clock) {
    if (memory == null) {
      memory = new MemoryStore(TestKeys.A, clock);
      memory.takeKeys(true);
    }
    return memory;
  }

  @Override
  protected boolean sees() {
    return true;
  }

  @Override
  protected void keyByHand(PrincipalName name) {
    memory.holding(new StoredCrossover(name, false, Optional.empty(), 1, new TreeMap<>()));
  }

  @Override
  protected void closeByHand(PrincipalName name) throws StoreException {
    StoredCrossover open = memory.find(name).orElseThrow();
    memory.holding(
        new StoredCrossover(
            name, true, open.role(), open.highestKvno(), open.keys(), true, open.used()));
  }

  @Override
  protected void block(PrincipalName name) throws StoreException {
    StoredCrossover open = memory.find(name).orElseThrow();
    memory.holding(
        new StoredCrossover(
            name, true, open.role(), open.highestKvno(), open.keys(), true, open.used(), true));
  }

  @Override
  protected void leaveHalfMade(PrincipalName name) {
    memory.leaveHalfMade(name);
  }

  @Override
  protected void breakReading() {
    memory.failReads(StoreException.Reason.FAILED);
  }

  @Override
  protected String everything() {
    return memory.everything();
  }
}
