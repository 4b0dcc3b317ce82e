package org.kxover.kdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kxover.kerberos.PrincipalName;

/** A crossover store in memory, with the rules of the real one, for tests of its users. */
public final class MemoryStore implements CrossoverStore {
  private final Map<PrincipalName, StoredCrossover> entries = new HashMap<>();
  private final Map<PrincipalName, byte[]> passwords = new HashMap<>();
  private final List<String> writes = new ArrayList<>();
  private StoreException.Reason failingReads;
  private StoreException.Reason failingWrites;

  /** What is there before the test begins. */
  public synchronized MemoryStore holding(StoredCrossover stored) {
    entries.put(stored.name(), stored);
    return this;
  }

  public synchronized void failReads(StoreException.Reason reason) {
    failingReads = reason;
  }

  public synchronized void failWrites(StoreException.Reason reason) {
    failingWrites = reason;
  }

  /** Every key that was written, as {@code NAME kvno N ROLE}. */
  public synchronized List<String> writes() {
    return List.copyOf(writes);
  }

  /** Whether both hold the same password for the newest key of {@code name}. */
  public boolean agreesWith(MemoryStore other, PrincipalName name) {
    byte[] own = passwords.get(name);
    return own != null && Arrays.equals(own, other.passwords.get(name));
  }

  /** Whether that is the password of the newest key of {@code name}. */
  public synchronized boolean hasPassword(PrincipalName name, byte[] password) {
    return Arrays.equals(passwords.get(name), password);
  }

  @Override
  public synchronized Optional<StoredCrossover> find(PrincipalName crossover)
      throws StoreException {
    fail(failingReads);
    return Optional.ofNullable(entries.get(crossover));
  }

  @Override
  public synchronized void write(CrossoverKey key) throws StoreException {
    fail(failingWrites);
    StoredCrossover before = entries.get(key.name());
    SortedMap<Integer, KeyValidity> keys = new TreeMap<>();
    if (before != null) {
      if (!before.role().equals(Optional.of(key.role()))
          || (key.role() == Role.SERVICE && key.kvno() != before.highestKvno() + 1)) {
        throw new StoreException(StoreException.Reason.REFUSED, "not as the store wants it");
      }
      if (key.role() == Role.SERVICE) {
        keys.putAll(before.keys());
      }
    }
    keys.put(key.kvno(), key.validity());
    entries.put(
        key.name(),
        new StoredCrossover(key.name(), true, Optional.of(key.role()), key.kvno(), keys));
    passwords.put(key.name(), key.password().clone());
    writes.add(key.name() + " kvno " + key.kvno() + " " + key.role());
  }

  private static void fail(StoreException.Reason reason) throws StoreException {
    if (reason != null) {
      throw new StoreException(reason, "the store was told to fail");
    }
  }

  @Override
  public void close() {}
}
