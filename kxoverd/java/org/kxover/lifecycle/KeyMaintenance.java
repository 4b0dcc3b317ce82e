package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.kxover.base.Comparables;
import org.kxover.base.DaemonThreads;
import org.kxover.base.RecentMap;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the keys of a realm that are in use, and removes each key at its {@code till}. The
 * database is its only source. It reads a principal when work on it is due. It also reads all
 * principals at the start and a few times a day, because others change the database too, and
 * because it remembers only the checks that are due next. It handles one principal at a time, so
 * that a question of the KDC waits for one principal at most. On a replica it only records in the
 * primary's database which keys are in use.
 */
public final class KeyMaintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyMaintenance.class);

  static final Duration RETRY_DELAY = Duration.ofMinutes(1);

  /** For repeated failures, which an administrator must correct. */
  private static final Duration MAX_RETRY_DELAY = Duration.ofHours(1);

  private static final int MAX_DOUBLINGS = 6;

  /** One crossover that fails may be to blame itself. After so many, the database is. */
  private static final int FAILING_DATABASE = 2;

  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  /** Between two steps of a pass that goes at its bounded pace. */
  private static final Duration STEP = Duration.ofMillis(100);

  /** The most crossovers for which failures or recorded uses are remembered. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final long CLOSE_MILLIS = 5_000;

  private final LocalRealm realm;
  private final CrossoverStore store;
  private final Schedule schedule;
  private final Renewals renewals;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread = DaemonThreads.of("key-maintenance", this::run);
  private final Map<PrincipalName, Integer> failures = new RecentMap<>(MAX_REMEMBERED);
  private final KeyCounts counts = new KeyCounts();
  private final boolean replica;
  private final Duration maxTicketLife;
  private final Set<PrincipalName> useNoted =
      Collections.newSetFromMap(new RecentMap<>(MAX_REMEMBERED));
  private final DatabasePasses passes;
  private final CountDownLatch firstTurn = new CountDownLatch(1);

  /** How many crossovers in a row could not be read or changed. */
  private int failedInARow;

  private volatile int failing;
  private volatile boolean closed;

  /**
   * @param renewer agrees on the next key of a crossover
   */
  public KeyMaintenance(
      LocalRealm realm, Schedule schedule, KeyRenewer renewer, RandomGenerator random) {
    this.realm = realm;
    this.store = realm.store();
    this.schedule = schedule;
    this.replica = realm.settings().isReplica();
    this.maxTicketLife = realm.settings().get(KeySettings.MAX_TICKET_LIFE);
    this.renewals = new Renewals(realm, schedule, renewer, random);
    this.clock = realm.clock();
    this.random = random;
    this.passes = new DatabasePasses(realm, schedule, counts, random);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          turn();
        } catch (RuntimeException | OutOfMemoryError e) {
          // Java throws OutOfMemoryError when it cannot start another thread.
          LOG.error("unexpected error in key maintenance (a bug)", e);
        }
        firstTurn.countDown();
        schedule.await(longestWait());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      firstTurn.countDown();
      passes.close();
    }
  }

  /** The longest time until the next turn, even if nothing is scheduled. */
  Duration longestWait() {
    return passes.isUnderWay() ? STEP : MAX_WAIT;
  }

  /** Waits for the end of the first turn, at most {@code limit}. Call it after {@link #start}. */
  public void awaitFirst(Duration limit) throws InterruptedException {
    if (!firstTurn.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.debug("the first turn of key maintenance goes on");
    }
  }

  /** Does all work that is due now, and goes on with the pass through the database. */
  public void turn() {
    passes.beginIfDue();
    boolean databaseWorks = true;
    for (PrincipalName name : schedule.takeDue()) {
      if (!databaseWorks || closed) {
        schedule.checkAt(name, clock.instant().plus(RETRY_DELAY));
      } else {
        databaseWorks = process(name);
      }
    }
    if (databaseWorks) {
      passes.goOn(step -> pass(step) && !closed);
    }
    failing = failures.size();
  }

  /** Work on one crossover. */
  private interface Work {
    void run() throws StoreException;
  }

  /**
   * Works on a crossover of the pass. It reads again, and alone, a crossover on which there is
   * work.
   *
   * @return false if the database does not work, so that other principals would fail too
   */
  private boolean pass(CrossoverWalk.Step step) {
    Optional<StoredCrossover> seen = step.seen().map(CrossoverWalk.Seen::crossover);
    return carryOut(
        step.name(),
        () -> {
          if (seen.isPresent() && renewals.passBy(seen.get())) {
            counts.read(step.name(), seen, true);
            realm.countFound(seen.get());
          } else {
            maintain(step.name(), true);
          }
        });
  }

  /**
   * @return false if the database does not work, so that other principals would fail too
   */
  private boolean process(PrincipalName name) {
    return carryOut(name, () -> maintain(name, false));
  }

  /**
   * Carries out work on a crossover. If it fails, it is tried again later: nothing is forgotten.
   *
   * @return false if the database does not work, so that other principals would fail too
   */
  private boolean carryOut(PrincipalName name, Work work) {
    try {
      work.run();
      failures.remove(name);
      return true;
    } catch (StoreException e) {
      boolean busy = e.reason() == StoreException.Reason.BUSY;
      Duration wait = busy ? RETRY_DELAY : delayAfter(failures.merge(name, 1, Integer::sum));
      tryAgain(name, wait);
      if (!closed) {
        LOG.warn("{}; trying again in {} s or more", e.getMessage(), wait.toSeconds());
      }
      return e.reason() == StoreException.Reason.REFUSED
          || (!busy && ++failedInARow < FAILING_DATABASE);
    } catch (RuntimeException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      tryAgain(name, delayAfter(failures.merge(name, 1, Integer::sum)));
      LOG.error("unexpected error in key maintenance of {} (a bug)", name, e);
      return e instanceof RuntimeException;
    }
  }

  private void tryAgain(PrincipalName name, Duration wait) {
    schedule.checkAt(name, clock.instant().plus(wait).plus(spread(wait.dividedBy(4))));
  }

  private void maintain(PrincipalName name, boolean inPass) throws StoreException {
    if (replica) {
      noteUse(name);
      failedInARow = 0;
      return;
    }
    Optional<StoredCrossover> remaining = store.removeExpired(name);
    failedInARow = 0;
    counts.read(name, remaining, inPass);
    if (remaining.isEmpty()) {
      schedule.forget(name);
      renewals.forget(name);
      return;
    }
    realm.countFound(remaining.get());
    renewals.process(remaining.get());
  }

  /**
   * Records in the primary's database that the KDC of this replica uses the key. The primary's
   * daemon renews and removes the key. The second check only clears the schedule: the KDC's next
   * question then schedules a check of the key that is newest by then.
   */
  private void noteUse(PrincipalName name) throws StoreException {
    if (useNoted.remove(name)) {
      schedule.forget(name);
      return;
    }
    Optional<StoredCrossover> stored = store.find(name);
    counts.read(name, stored, false);
    if (stored.isPresent()) {
      renewals.noteUse(stored.get());
      useNoted.add(name);
      Optional<KeyTimes> times = KeyTimes.of(stored.get(), maxTicketLife);
      schedule.checkAt(
          name,
          clock
              .instant()
              .plus(times.map(KeyTimes::maxQuestionInterval).orElse(DatabasePasses.INTERVAL)));
    } else {
      schedule.forget(name);
    }
  }

  /** One minute after the first failure, as after a restart of kadmind; doubled each time. */
  private static Duration delayAfter(int count) {
    Duration delay = RETRY_DELAY.multipliedBy(1L << Math.min(count - 1, MAX_DOUBLINGS));
    return Comparables.min(delay, MAX_RETRY_DELAY);
  }

  public KeyPlan plan(StoredCrossover stored) {
    return renewals.plan(stored);
  }

  /** The number of our keys in the database, by role, as far as it was read. */
  public Map<Role, Long> keys() {
    return counts.all();
  }

  /** When the oldest key was made that the other realm has not confirmed, as far as it was read. */
  public Optional<Instant> unconfirmedSince() {
    return counts.unconfirmedSince();
  }

  /** How many crossovers the database had when they were last listed; empty before. */
  public OptionalLong listed() {
    return passes.listed();
  }

  /** How many crossovers were not read yet since the start, or cannot be read. */
  public long unread() {
    return passes.unread() + failing;
  }

  /** The number of keys in use whose renewal is due and has failed so far. */
  public int overdue() {
    return renewals.failing();
  }

  private Duration spread(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  /** Waits for the principal in work. The other principals wait for the next start. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    schedule.close();
    thread.join(CLOSE_MILLIS);
  }
}
