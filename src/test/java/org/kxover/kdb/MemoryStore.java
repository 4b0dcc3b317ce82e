package org.kxover.kdb;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** A crossover store in memory, with the rules of the real one, for tests of its users. */
public final class MemoryStore implements CrossoverStore {
  private final Map<PrincipalName, StoredCrossover> entries = new HashMap<>();
  private final Map<PrincipalName, byte[]> passwords = new HashMap<>();
  private final Map<String, byte[]> allPasswords = new HashMap<>();
  private final List<String> writes = new ArrayList<>();
  private final InstantSource clock;
  private StoreException.Reason failingReads;
  private StoreException.Reason failingWrites;
  private StoreException.Reason failingKeys;
  private List<EncryptionType> without = List.of();

  public MemoryStore(InstantSource clock) {
    this.clock = clock;
  }

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

  /** Or gives them out again, where there is no reason. */
  public synchronized void failKeys(StoreException.Reason reason) {
    failingKeys = reason;
  }

  /** As where an administrator deletes a principal, or a backup has it not. */
  public synchronized void lose(PrincipalName name) {
    entries.remove(name);
    passwords.remove(name);
  }

  /** Puts another key in the place of that one, of which nothing tells. */
  public synchronized void change(PrincipalName name, int kvno) {
    allPasswords.put(name + " " + kvno, "another".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public synchronized Optional<EncryptionKey> key(
      PrincipalName crossover, int kvno, EncryptionType type) throws StoreException {
    fail(failingKeys);
    return Optional.ofNullable(allPasswords.get(crossover + " " + kvno))
        .map(password -> stringToKey(crossover, password, type));
  }

  private static EncryptionKey stringToKey(
      PrincipalName name, byte[] password, EncryptionType type) {
    KerberosKey key =
        new KerberosKey(
            new KerberosPrincipal(name.toString()),
            new String(password, StandardCharsets.US_ASCII).toCharArray(),
            type.mitName());
    return new EncryptionKey(type, key.getEncoded());
  }

  /** Has none of these types, as an old release has no aes-sha2. */
  public synchronized void lack(List<EncryptionType> types) {
    without = List.copyOf(types);
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
      if (!before.role().equals(Optional.of(key.role()))) {
        throw new StoreException(StoreException.Reason.REFUSED, "not as the store wants it");
      }
      if (key.role() == Role.SERVICE && key.kvno() != before.highestKvno() + 1) {
        throw new StoreException(StoreException.Reason.OVERTAKEN, "not the next kvno");
      }
      if (key.role() == Role.SERVICE) {
        keys.putAll(before.keys());
      }
    }
    keys.put(key.kvno(), key.validity());
    entries.put(
        key.name(),
        new StoredCrossover(
            key.name(),
            true,
            Optional.of(key.role()),
            key.kvno(),
            keys,
            false,
            before == null ? Optional.empty() : before.used()));
    passwords.put(key.name(), key.password().clone());
    allPasswords.put(key.name() + " " + key.kvno(), key.password().clone());
    writes.add(key.name() + " kvno " + key.kvno() + " " + key.role());
  }

  @Override
  public synchronized void write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    Optional<StoredCrossover> now = find(key.name());
    if (now.isPresent() && !now.get().holdsTheSameAs(before)) {
      throw new StoreException(StoreException.Reason.OVERTAKEN, "another key came meanwhile");
    }
    write(key);
  }

  @Override
  public synchronized List<PrincipalName> list() throws StoreException {
    fail(failingReads);
    return List.copyOf(entries.keySet());
  }

  @Override
  public synchronized Optional<StoredCrossover> endWhatIsOver(PrincipalName crossover)
      throws StoreException {
    Optional<StoredCrossover> found = find(crossover);
    if (found.isEmpty()
        || found.get().role().isEmpty()
        || found.get().closed()
        || found.get().keys().isEmpty()) {
      return found;
    }
    fail(failingWrites);
    StoredCrossover stored = found.get();
    SortedMap<Integer, KeyValidity> keys = new TreeMap<>(stored.keys());
    KeysOver.firstKept(new TreeSet<>(keys.keySet()), keys, new KerberosTime(clock.instant()))
        .ifPresentOrElse(kept -> keys.headMap(kept).clear(), keys::clear);
    if (keys.isEmpty()) {
      entries.remove(crossover);
      return Optional.empty();
    }
    holding(
        new StoredCrossover(
            crossover, true, stored.role(), stored.highestKvno(), keys, false, stored.used()));
    return find(crossover);
  }

  @Override
  public synchronized boolean delete(PrincipalName crossover) throws StoreException {
    fail(failingWrites);
    Optional<StoredCrossover> found = find(crossover);
    if (found.isPresent() && (!found.get().managed() || found.get().closed())) {
      throw new StoreException(StoreException.Reason.REFUSED, "not as the store wants it");
    }
    passwords.remove(crossover);
    return entries.remove(crossover) != null;
  }

  @Override
  public synchronized void noteUse(PrincipalName crossover, KerberosTime when)
      throws StoreException {
    fail(failingWrites);
    entries.computeIfPresent(
        crossover,
        (name, stored) ->
            stored.role().equals(Optional.of(Role.CLIENT))
                ? new StoredCrossover(
                    name,
                    true,
                    stored.role(),
                    stored.highestKvno(),
                    stored.keys(),
                    false,
                    Optional.of(when))
                : stored);
  }

  @Override
  public synchronized List<EncryptionType> possible(List<EncryptionType> listed) {
    return listed.stream().filter(type -> !without.contains(type)).toList();
  }

  private static void fail(StoreException.Reason reason) throws StoreException {
    if (reason != null) {
      throw new StoreException(reason, "the store was told to fail");
    }
  }

  @Override
  public void close() {}
}
