package org.kxover.kdb.principal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/**
 * The crossover keys of one realm in its KDB; serves one request at a time.
 *
 * <p>For a principal of ours, kadmin's {@code getstrs krbtgt/B.EXAMPLE@A.EXAMPLE} prints:
 *
 * <pre>
 * kxover: 1 role=client
 * kxover.7: from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519
 * session_enctypes: aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
 * </pre>
 *
 * These are the marker, one line for each key, and for a client principal the types from which
 * MIT's KDC chooses session keys.
 *
 * <ul>
 *   <li>The store never changes a principal without the marker: it was keyed by hand. An
 *       administrator takes a principal over by removing the marker with {@code delstr}.
 *   <li>An administrator closes a principal with {@code modprinc -allow_tix}; the store never opens
 *       it again.
 *   <li>A client principal expires when its last ticket may be issued. A service principal has an
 *       expiration long past, see {@link Expirations#ISSUES_NOTHING}.
 *   <li>The store keeps other string attributes, also when it rebuilds a client principal.
 *   <li>A principal with {@code DISALLOW_ALL_TIX} that expired on 1970-01-02 03:04:05 UTC is
 *       half-made: a crash stopped its creation or its rebuilding.
 * </ul>
 */
public abstract class PrincipalStore implements CrossoverStore {
  private static final long CLAIM_RETRY_MILLIS = 20;

  /**
   * How long a request may wait, and how many may wait.
   *
   * @param maxWait for the lock; also the longest time of a single change
   * @param maxQueued how many callers may wait while one is served; further calls fail as "busy"
   */
  public record Limits(Duration maxWait, int maxQueued) {}

  private final Realm realm;
  private final Limits limits;
  private final Principals principals;
  private final KeyReader reader;
  private final KeyWriter writer;
  private final KeyRemover remover;
  private final Claims claims;
  private final WriteTest writeTest;
  private final InstantSource clock;
  private final Turns turns;

  /**
   * The store in the KDB of {@code realm}.
   *
   * @param principals access to the KDB; this store closes it
   * @param listener receives the removal of expired keys
   * @param locks shared with every other store of the same KDB in this process
   * @param claimRandom for claim tokens, if other daemons write keys to this KDB too; else empty
   */
  protected PrincipalStore(
      Realm realm,
      StepwisePrincipals principals,
      Limits limits,
      InstantSource clock,
      StoreListener listener,
      StoreLocks locks,
      Optional<? extends RandomGenerator> claimRandom) {
    this(
        realm,
        principals,
        reader -> new StepwiseOrder(principals, reader),
        limits,
        clock,
        listener,
        locks,
        claimRandom);
  }

  /** As above, for a KDB that takes a key in one change. */
  protected PrincipalStore(
      Realm realm,
      WholePrincipals principals,
      Limits limits,
      InstantSource clock,
      StoreListener listener,
      StoreLocks locks,
      Optional<? extends RandomGenerator> claimRandom) {
    this(
        realm,
        principals,
        reader -> new WholeOrder(principals, reader),
        limits,
        clock,
        listener,
        locks,
        claimRandom);
  }

  private PrincipalStore(
      Realm realm,
      Principals principals,
      Function<KeyReader, WritingOrder> order,
      Limits limits,
      InstantSource clock,
      StoreListener listener,
      StoreLocks locks,
      Optional<? extends RandomGenerator> claimRandom) {
    this.realm = realm;
    this.clock = clock;
    this.limits = limits;
    this.principals = principals;
    this.reader = new KeyReader(principals);
    this.writer = new KeyWriter(order.apply(reader), reader, clock);
    this.remover = new KeyRemover(principals, reader, clock, listener);
    this.claims =
        claimRandom.isPresent()
            ? new SharedClaims(principals, clock, claimRandom.get(), limits.maxWait())
            : Claims.NONE;
    this.writeTest = new WriteTest(principals, reader, claimRandom.isPresent(), clock);
    this.turns = new Turns(locks.of(realm), limits);
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return principals.await(limit);
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    String action = "reading " + quote(crossover);
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    return withLock(action, () -> read(name, role));
  }

  private Optional<StoredCrossover> read(PrincipalName name, Role role) throws StoreException {
    return reader.read(name, role).filter(entry -> !entry.isHalfMade()).map(CrossoverEntry::stored);
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    String action = "writing the key of " + key.name();
    if (role(key.name(), action) != key.role()) {
      throw new StoreException(
          Reason.REFUSED,
          action + ": the realm " + realm + " is not its " + key.role().word() + " realm");
    }
    if (!key.isPassword() && !principals.takesKeys()) {
      throw new StoreException(Reason.REFUSED, action + ": this store takes passwords only");
    }
    return withClaim(key.name(), action, claim -> write(key, before, claim));
  }

  private StoredCrossover write(
      CrossoverKey key, Optional<StoredCrossover> before, Claims.Claim claim)
      throws StoreException {
    try {
      return writer.write(key, before, claim);
    } catch (StoreException e) {
      writeTest.forget();
      throw e;
    }
  }

  @Override
  public Optional<Duration> timePerKey() {
    return principals.changeTime().map(change -> change.multipliedBy(claims.changesForKey()));
  }

  @Override
  public boolean takesKeys(PrincipalName crossover, Optional<StoredCrossover> before) {
    return principals.takesKeys();
  }

  @Override
  public void requireWritable(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException {
    String action = "making sure that the key of " + quote(crossover) + " can be written";
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    boolean exists = before.isPresent();
    boolean tried = false;
    for (int left = WriteTest.TRIES; left > 0 && !tried; left--) {
      boolean last = left == 1;
      tried =
          withClaim(name, action, held -> writeTest.run(name, role, exists, action, held, last));
    }
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    String action = "reading the key of " + quote(crossover);
    PrincipalName name = require(crossover, action);
    role(name, action);
    return withLock(action, () -> principals.key(name, kvno, type));
  }

  @Override
  public Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException {
    String action = "looking for old keys of " + quote(crossover);
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    Optional<CrossoverEntry> found = withLock(action, () -> reader.read(name, role));
    return (remover.hasWork(found)
            ? withClaim(name, action, claim -> remover.removeExpired(name, role))
            : found)
        .map(CrossoverEntry::stored);
  }

  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    String action = "deleting " + quote(crossover);
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    return withClaim(name, action, claim -> remover.delete(name, role, action));
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    String action = "noting the use of " + quote(crossover);
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    withClaim(
        name,
        action,
        claim -> {
          Optional<CrossoverEntry> found = reader.read(name, role);
          if (found.isPresent()
              && found.get().role().equals(Optional.of(Role.CLIENT))
              && found.get().mayChange()) {
            principals.setString(name, StringAttributes.USED, when.toString());
          }
          return null;
        });
  }

  @Override
  public boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException {
    String action = "confirming kvno " + kvno + " of " + quote(crossover);
    PrincipalName name = require(crossover, action);
    Role role = role(name, action);
    return withClaim(
        name,
        action,
        claim -> {
          Optional<CrossoverEntry> found = reader.read(name, role);
          return found.isPresent()
              && role == Role.SERVICE
              && found.get().mayChange()
              && allowed.test(found.get().stored())
              && confirm(name, kvno, Optional.ofNullable(found.get().validities().get(kvno)));
        });
  }

  private boolean confirm(PrincipalName name, int kvno, Optional<KeyValidity> validity)
      throws StoreException {
    if (validity.isEmpty() || validity.get().confirmed()) {
      return false;
    }
    String confirmed = StringAttributes.format(validity.get().withConfirmation());
    principals.setString(name, StringAttributes.key(kvno), confirmed);
    return true;
  }

  @Override
  public CrossoverNames names() throws StoreException {
    turns.requireOpen("listing the crossover principals");
    return new NamesWithout(ProbeNames.crossover(realm), principals.names());
  }

  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    turns.requireOpen("walking along the crossover principals");
    Optional<CrossoverWalk> all = SeenCrossovers.begin(principals, realm, remover, clock, listed);
    return all.isPresent() ? all.get() : CrossoverStore.super.walk(listed);
  }

  @Override
  public int requests() {
    return turns.requests();
  }

  @Override
  public void forgetTypes() {
    principals.forgetTypes();
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return principals.possible(listed);
  }

  @Override
  public Optional<String> objection(List<EncryptionType> listed) {
    return principals.objection(listed);
  }

  private static PrincipalName require(PrincipalName name, String action) throws StoreException {
    try {
      return CrossoverName.require(name);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Reason.REFUSED, action + ": " + e.getMessage(), e);
    }
  }

  private Role role(PrincipalName name, String action) throws StoreException {
    try {
      return CrossoverName.role(name, realm);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Reason.REFUSED, action + ": " + e.getMessage(), e);
    }
  }

  private static String quote(PrincipalName name) {
    return Printable.line(name.toString(), 600);
  }

  private interface ClaimedWork<T> {
    T run(Claims.Claim claim) throws StoreException;
  }

  private record Done<T>(T result) {}

  /** Waits for the claim without holding the lock, so that other requests go on. */
  private <T> T withClaim(PrincipalName name, String action, ClaimedWork<T> work)
      throws StoreException {
    long deadline = System.nanoTime() + limits.maxWait().toNanos();
    while (true) {
      Optional<Done<T>> done =
          withLock(
              action,
              () -> {
                Optional<Claims.Claim> acquired = claims.tryAcquire(name);
                if (acquired.isEmpty()) {
                  return Optional.empty();
                }
                try (Claims.Claim claim = acquired.get()) {
                  return Optional.of(new Done<>(work.run(claim)));
                }
              });
      if (done.isPresent()) {
        return done.get().result();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new StoreException(
            Reason.BUSY, action + ": another daemon holds the claim on it; try again");
      }
      try {
        // The other daemon is another process, and the database does not signal changes.
        Thread.sleep(CLAIM_RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(Reason.BUSY, action + ": interrupted while waiting", e);
      }
    }
  }

  private <T> T withLock(String action, Turns.Work<T> work) throws StoreException {
    return turns.take(action, work);
  }

  /**
   * Waits for the call that is being served, whose every change has a time limit. Then closes the
   * connection to the KDB.
   */
  @Override
  public void close() {
    turns.close(principals::close);
  }
}
