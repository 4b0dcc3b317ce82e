package org.kxover.kdb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** A crossover store in memory, with the rules of the real one, for tests of its users. */
public final class MemoryStore implements CrossoverStore {
  private final Map<PrincipalName, StoredCrossover> entries = new HashMap<>();
  private final MemoryKeys keys = new MemoryKeys();
  private final List<String> writes = new ArrayList<>();
  private final Set<PrincipalName> halfMade = new HashSet<>();
  private final Optional<Realm> realm;
  private final InstantSource clock;
  private boolean closed;
  private StoreException.Reason failingReads;
  private StoreException.Reason failingWrites;
  private StoreException.Reason failingKeys;
  private StoreException.Reason unwritable;
  private boolean confirmationsFail;
  private List<EncryptionType> without = List.of();
  private boolean takesKeys;
  private boolean remembersWrites = true;

  /** Accepts the crossovers of any realm. */
  public MemoryStore(InstantSource clock) {
    this(Optional.empty(), clock);
  }

  /** Refuses the crossovers of other realms. */
  MemoryStore(Realm realm, InstantSource clock) {
    this(Optional.of(realm), clock);
  }

  private MemoryStore(Optional<Realm> realm, InstantSource clock) {
    this.realm = realm;
    this.clock = clock;
  }

  /** As after a crash during the first write of that crossover. */
  synchronized void leaveHalfMade(PrincipalName name) {
    halfMade.add(name);
  }

  /** The whole content without the keys. */
  synchronized String everything() {
    return new TreeMap<>(
            entries.entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue)))
        + " and half-made "
        + halfMade;
  }

  /** Adds a crossover before the test begins. */
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

  /** Makes {@link #requireWritable} fail with that reason, as a full disk does. */
  public synchronized void refuseWriting(StoreException.Reason reason) {
    unwritable = reason;
  }

  /** Makes {@link #confirm} fail, as if an acknowledgement were lost. */
  public synchronized void failConfirmations(boolean fail) {
    confirmationsFail = fail;
  }

  /** Makes reads of keys fail with that reason; null ends this. */
  public synchronized void failKeys(StoreException.Reason reason) {
    failingKeys = reason;
  }

  /** As after an administrator deleted a principal, or a backup without it was restored. */
  public synchronized void lose(PrincipalName name) {
    entries.remove(name);
    keys.forgetNewest(name);
  }

  /** Replaces that key silently by another. */
  public synchronized void change(PrincipalName name, int kvno) {
    keys.replace(name, kvno, "another");
  }

  @Override
  public synchronized Optional<EncryptionKey> key(
      PrincipalName crossover, int kvno, EncryptionType type) throws StoreException {
    fail(failingKeys);
    require(crossover);
    Optional<KeyValidity> known =
        Optional.ofNullable(entries.get(crossover)).map(stored -> stored.keys().get(kvno));
    return keys.find(crossover, kvno, type)
        .filter(key -> known.isEmpty() || known.get().etypes().contains(type));
  }

  /** Takes keys from now on, or passwords only. */
  public synchronized void takeKeys(boolean take) {
    takesKeys = take;
  }

  /** The newest key of {@code name}, if it was written without a password. */
  public synchronized Optional<String> keysWithoutPassword(PrincipalName name) {
    return Optional.ofNullable(entries.get(name))
        .flatMap(stored -> keys.withoutPassword(name, stored.highestKvno()));
  }

  @Override
  public boolean takesKeys(PrincipalName crossover, Optional<StoredCrossover> before) {
    return takesKeys;
  }

  /** Lacks these types, as an old release lacks aes-sha2. */
  public synchronized void lack(List<EncryptionType> types) {
    without = List.copyOf(types);
  }

  /** For a store with very many writes: {@link #writes} returns none. */
  public synchronized void forgetWrites() {
    remembersWrites = false;
  }

  /** The number of crossovers. */
  public synchronized int size() {
    return entries.size();
  }

  /** Every key that was written, as {@code NAME kvno N ROLE}. */
  public synchronized List<String> writes() {
    return List.copyOf(writes);
  }

  /** True if both hold the same password for the newest key of {@code name}. */
  public boolean agreesWith(MemoryStore other, PrincipalName name) {
    return keys.newest(name).isPresent() && keys.newest(name).equals(other.keys.newest(name));
  }

  /** True if that is the password of the newest key of {@code name}. */
  public synchronized boolean hasPassword(PrincipalName name, byte[] password) {
    return keys.newest(name).equals(Optional.of(new String(password, StandardCharsets.US_ASCII)));
  }

  @Override
  public synchronized Optional<StoredCrossover> find(PrincipalName crossover)
      throws StoreException {
    fail(failingReads);
    require(crossover);
    return Optional.ofNullable(entries.get(crossover));
  }

  private void requireOpen() throws StoreException {
    if (closed) {
      throw refused("the store is closed");
    }
  }

  private void require(PrincipalName crossover) throws StoreException {
    requireOpen();
    try {
      PrincipalName name = CrossoverName.require(crossover);
      realm.ifPresent(ours -> CrossoverName.role(name, ours));
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static StoreException refused(String why) {
    return new StoreException(StoreException.Reason.REFUSED, why);
  }

  @Override
  public synchronized StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    require(key.name());
    if (realm.isPresent() && CrossoverName.role(key.name(), realm.get()) != key.role()) {
      throw refused("the realm has another role");
    }
    KerberosTime lastUse = key.role() == Role.CLIENT ? key.lastIssue() : key.till();
    if (!new KerberosTime(clock.instant()).isBefore(lastUse)) {
      throw refused("its use has ended");
    }
    if (!key.isPassword() && !takesKeys) {
      throw refused("the store takes passwords only");
    }
    Optional<StoredCrossover> now = find(key.name());
    fail(failingWrites);
    if (now.isPresent()) {
      requireWritable(key, now.get(), before);
    }
    SortedMap<Integer, KeyValidity> validities = new TreeMap<>();
    if (key.role() == Role.SERVICE) {
      now.ifPresent(stored -> validities.putAll(stored.keys()));
    } else {
      keys.forget(key.name());
    }
    validities.put(key.kvno(), key.validity());
    StoredCrossover written =
        new StoredCrossover(
            key.name(),
            true,
            Optional.of(key.role()),
            key.kvno(),
            validities,
            false,
            now.flatMap(StoredCrossover::used));
    entries.put(key.name(), written);
    halfMade.remove(key.name());
    keys.put(key);
    if (remembersWrites) {
      writes.add(key.name() + " kvno " + key.kvno() + " " + key.role());
    }
    return written;
  }

  private static void requireWritable(
      CrossoverKey key, StoredCrossover now, Optional<StoredCrossover> before)
      throws StoreException {
    if (!now.hasSameKeysAs(before)) {
      throw new StoreException(
          StoreException.Reason.OVERTAKEN, "another key was written meanwhile");
    }
    if (!now.role().equals(Optional.of(key.role())) || now.closed()) {
      throw refused("keyed by hand, of the other role, or closed");
    }
    if (key.role() == Role.SERVICE && key.kvno() != now.highestKvno() + 1) {
      throw new StoreException(StoreException.Reason.OVERTAKEN, "not the next kvno");
    }
  }

  @Override
  public synchronized void requireWritable(
      PrincipalName crossover, Optional<StoredCrossover> before) throws StoreException {
    fail(unwritable);
    require(crossover);
    StoredCrossover stored = entries.get(crossover);
    if (before.isPresent() && stored != null && (stored.role().isEmpty() || stored.closed())) {
      throw refused("keyed by hand, of the other role, or closed");
    }
  }

  @Override
  public synchronized CrossoverNames names() throws StoreException {
    fail(failingReads);
    requireOpen();
    Set<PrincipalName> all = new HashSet<>(entries.keySet());
    all.addAll(halfMade);
    return CrossoverNames.of(all);
  }

  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    List<PrincipalName> all = list();
    all.forEach(listed);
    return new MemoryWalk(CrossoverNames.of(all), this::seen);
  }

  private synchronized Optional<CrossoverWalk.Seen> seen(PrincipalName name) {
    return Optional.ofNullable(entries.get(name))
        .filter(stored -> failingReads == null)
        .map(stored -> new CrossoverWalk.Seen(stored, clock.instant()));
  }

  @Override
  public synchronized Optional<StoredCrossover> removeExpired(PrincipalName crossover)
      throws StoreException {
    Optional<StoredCrossover> found = find(crossover);
    halfMade.remove(crossover);
    if (found.isEmpty()
        || found.get().role().isEmpty()
        || found.get().closed()
        || found.get().keys().isEmpty()) {
      return found;
    }
    fail(failingWrites);
    StoredCrossover stored = found.get();
    KerberosTime now = new KerberosTime(clock.instant());
    if (stored.keys().values().stream().allMatch(key -> now.isBefore(key.till()))) {
      return found;
    }
    SortedMap<Integer, KeyValidity> left = new TreeMap<>(stored.keys());
    ExpiredKeys.firstKept(new TreeSet<>(left.keySet()), left, now)
        .ifPresentOrElse(kept -> left.headMap(kept).clear(), left::clear);
    stored.keys().keySet().stream()
        .filter(kvno -> !left.containsKey(kvno))
        .forEach(kvno -> keys.forget(crossover, kvno));
    if (left.isEmpty()) {
      entries.remove(crossover);
      return Optional.empty();
    }
    holding(
        new StoredCrossover(
            crossover, true, stored.role(), stored.highestKvno(), left, false, stored.used()));
    return find(crossover);
  }

  @Override
  public synchronized boolean delete(PrincipalName crossover) throws StoreException {
    fail(failingWrites);
    Optional<StoredCrossover> found = find(crossover);
    if (found.isPresent() && (!found.get().managed() || found.get().closed())) {
      throw refused("keyed by hand, of the other role, or closed");
    }
    keys.forget(crossover);
    return entries.remove(crossover) != null | halfMade.remove(crossover);
  }

  @Override
  public synchronized void noteUse(PrincipalName crossover, KerberosTime when)
      throws StoreException {
    fail(failingWrites);
    require(crossover);
    entries.computeIfPresent(
        crossover,
        (name, stored) ->
            stored.role().equals(Optional.of(Role.CLIENT)) && !stored.closed()
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
  public synchronized boolean confirm(
      PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed) throws StoreException {
    fail(confirmationsFail ? StoreException.Reason.BUSY : failingWrites);
    require(crossover);
    StoredCrossover stored = entries.get(crossover);
    if (stored == null
        || !stored.role().equals(Optional.of(Role.SERVICE))
        || stored.closed()
        || !allowed.test(stored)
        || !stored.keys().containsKey(kvno)
        || stored.keys().get(kvno).confirmed()) {
      return false;
    }
    SortedMap<Integer, KeyValidity> confirmed = new TreeMap<>(stored.keys());
    confirmed.computeIfPresent(kvno, (number, key) -> key.withConfirmation());
    holding(
        new StoredCrossover(
            crossover, true, stored.role(), stored.highestKvno(), confirmed, false, stored.used()));
    return true;
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
  public boolean await(Duration limit) {
    return true;
  }

  @Override
  public int requests() {
    return 0;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
