package org.kxover.kdb.principal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.CrossoverStore;
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
import org.kxover.kerberos.Realm;

/**
 * The crossover keys of one realm in its KDB, one request at a time.
 *
 * <p>What an administrator sees: {@code kadmin -q "getstrs krbtgt/B.EXAMPLE@A.EXAMPLE"} prints, of
 * a principal that is managed here,
 *
 * <pre>
 * kxover: 1 role=client
 * kxover.7: from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519
 * session_enctypes: aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
 * </pre>
 *
 * the marker, a line for each key version, and where tickets are issued, what MIT's KDC chooses
 * their session keys from. A principal without the marker was keyed by hand and is left alone;
 * {@code delstr} of the marker hands one over to the administrator, {@code modprinc -allow_tix}
 * closes one, and it stays closed. The expiration date of a client's principal is when its last
 * ticket may be issued; a service's has one long past, since this KDC reads tickets under it (which
 * no expiration stops) and shall issue none. Other string attributes are kept, also where a
 * client's principal is made anew. A principal with {@code DISALLOW_ALL_TIX} that expired on
 * 1970-01-02 03:04:05 UTC is one that a crash left half-made, or half made anew.
 */
public abstract class PrincipalStore implements CrossoverStore {
  private static final long CLAIM_RETRY_MILLIS = 20;

  /**
   * How long a request may wait, and beside how many.
   *
   * @param longestWait for one's turn; as long as a form's single change may take
   * @param maxQueued how many callers may wait while one is served; further ones are told "busy"
   */
  public record Limits(Duration longestWait, int maxQueued) {}

  private final Realm realm;
  private final Limits limits;
  private final Principals principals;
  private final KeyReader reader;
  private final KeyWriter writer;
  private final KeyEnd end;
  private final Claims claims;
  private final Semaphore places;
  private final ReentrantLock turn;
  private volatile boolean closed;

  /**
   * The store in that realm's KDB.
   *
   * @param principals the way to it, which this store closes
   * @param watch told of keys that end
   * @param turns shared with every other store of the same KDB in this process
   * @param shared present where other daemons write keys into this KDB too
   */
  protected PrincipalStore(
      Realm realm,
      Principals principals,
      Limits limits,
      InstantSource clock,
      StoreListener watch,
      StoreLocks turns,
      Optional<? extends RandomGenerator> shared) {
    this.turn = turns.of(realm);
    this.realm = realm;
    this.limits = limits;
    this.principals = principals;
    this.reader = new KeyReader(principals);
    this.writer = new KeyWriter(principals, reader, clock);
    this.end = new KeyEnd(principals, reader, clock, watch);
    this.claims =
        shared.isPresent()
            ? new SharedClaims(principals, clock, shared.get(), limits.longestWait())
            : Claims.NONE;
    this.places = new Semaphore(limits.maxQueued() + 1);
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return principals.await(limit);
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    String doing = "reading " + quote(crossover);
    PrincipalName name = require(crossover, doing);
    Role role = role(name, doing);
    return inTurn(doing, () -> read(name, role));
  }

  private Optional<StoredCrossover> read(PrincipalName name, Role role) throws StoreException {
    return reader.read(name, role).filter(entry -> !entry.isHalfMade()).map(CrossoverEntry::stored);
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    String doing = "writing the key of " + key.name();
    if (role(key.name(), doing) != key.role()) {
      throw new StoreException(
          Reason.REFUSED,
          doing + ": the realm " + realm + " is not its " + key.role().word() + " realm");
    }
    return claimed(key.name(), doing, claim -> writer.write(key, before, claim));
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    String doing = "reading the key of " + quote(crossover);
    PrincipalName name = require(crossover, doing);
    role(name, doing);
    return inTurn(doing, () -> principals.key(name, kvno, type));
  }

  @Override
  public Optional<StoredCrossover> endWhatIsOver(PrincipalName crossover) throws StoreException {
    String doing = "looking for old keys of " + quote(crossover);
    PrincipalName name = require(crossover, doing);
    Role role = role(name, doing);
    Optional<CrossoverEntry> found = inTurn(doing, () -> reader.read(name, role));
    return (end.hasWork(found) ? claimed(name, doing, claim -> end.end(name, role)) : found)
        .map(CrossoverEntry::stored);
  }

  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    String doing = "deleting " + quote(crossover);
    PrincipalName name = require(crossover, doing);
    Role role = role(name, doing);
    return claimed(name, doing, claim -> end.delete(name, role, doing));
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    String doing = "noting the use of " + quote(crossover);
    PrincipalName name = require(crossover, doing);
    Role role = role(name, doing);
    claimed(
        name,
        doing,
        claim -> {
          Optional<CrossoverEntry> found = reader.read(name, role);
          if (found.isPresent()
              && found.get().role().equals(Optional.of(Role.CLIENT))
              && !found.get().entry().isClosed()
              && found.get().complaints().isEmpty()) {
            principals.setString(name, StringAttributes.USED, when.toString());
          }
          return null;
        });
  }

  @Override
  public List<PrincipalName> list() throws StoreException {
    requireOpen("listing the crossover principals");
    return principals.list();
  }

  @Override
  public int requests() {
    return limits.maxQueued() + 1 - places.availablePermits();
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return principals.possible(listed);
  }

  private static PrincipalName require(PrincipalName name, String doing) throws StoreException {
    try {
      return CrossoverName.require(name);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Reason.REFUSED, doing + ": " + e.getMessage(), e);
    }
  }

  private Role role(PrincipalName name, String doing) throws StoreException {
    try {
      return CrossoverName.role(name, realm);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Reason.REFUSED, doing + ": " + e.getMessage() + " than " + realm, e);
    }
  }

  private static String quote(PrincipalName name) {
    return Printable.line(name.toString(), 600);
  }

  private interface ClaimedWork<T> {
    T run(Claims.Held claim) throws StoreException;
  }

  private record Done<T>(T result) {}

  /** Waits for the claim outside its turn, so that others' requests go on. */
  private <T> T claimed(PrincipalName name, String doing, ClaimedWork<T> work)
      throws StoreException {
    long deadline = System.nanoTime() + limits.longestWait().toNanos();
    while (true) {
      Optional<Done<T>> done =
          inTurn(
              doing,
              () -> {
                Optional<Claims.Held> taken = claims.take(name);
                if (taken.isEmpty()) {
                  return Optional.empty();
                }
                try (Claims.Held claim = taken.get()) {
                  return Optional.of(new Done<>(work.run(claim)));
                }
              });
      if (done.isPresent()) {
        return done.get().result();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new StoreException(
            Reason.BUSY, doing + ": another daemon is changing it all the time; try again");
      }
      try {
        // The other daemon is another process, and a database tells nobody of a change.
        Thread.sleep(CLAIM_RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(Reason.BUSY, doing + ": interrupted while waiting its turn", e);
      }
    }
  }

  private interface Work<T> {
    T run() throws StoreException;
  }

  private <T> T inTurn(String doing, Work<T> work) throws StoreException {
    if (!places.tryAcquire()) {
      throw busy(doing, limits.maxQueued() + " requests wait already");
    }
    try {
      if (!turn.tryLock(limits.longestWait().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(doing, "its turn did not come in " + limits.longestWait());
      }
      try {
        requireOpen(doing);
        return work.run();
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, doing + ": interrupted while waiting its turn", e);
    } finally {
      places.release();
    }
  }

  private void requireOpen(String doing) throws StoreException {
    if (closed) {
      throw new StoreException(Reason.REFUSED, doing + ": the store is closed");
    }
  }

  private static StoreException busy(String doing, String why) {
    return new StoreException(
        Reason.BUSY, doing + ": the key database is busy, " + why + "; try again");
  }

  /**
   * Waits for the call that is being served, whose every change has its limit, and closes the way
   * to the KDB.
   */
  @Override
  public void close() {
    closed = true;
    turn.lock();
    try {
      principals.close();
    } finally {
      turn.unlock();
    }
  }
}
