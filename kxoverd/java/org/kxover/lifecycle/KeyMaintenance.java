package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.kxover.base.Comparables;
import org.kxover.base.DaemonThreads;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a realm's keys after they are made: each ends at its {@code till}, and those in use
 * are renewed before. All that it knows it reads from the database: at the start, when something is
 * due, and of everything a few times a day, since others change the database too. It takes one
 * principal at a time, so that a question of the KDC never waits for more than that. On a replica
 * it does no more than tell the primary's daemon, through the database, which keys are in use.
 */
public final class KeyMaintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyMaintenance.class);

  /** When something stands in the way that will pass. */
  static final Duration LATER = Duration.ofMinutes(1);

  /** Where the same goes on to fail: that wants a person. */
  private static final Duration LATEST = Duration.ofHours(1);

  private static final int MAX_DOUBLINGS = 6;
  private static final Duration LISTING = Duration.ofHours(6);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final long CLOSE_MILLIS = 5_000;

  private final CrossoverStore store;
  private final Schedule schedule;
  private final Renewals renewals;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread = DaemonThreads.of("key-maintenance", this::run);
  private final Map<PrincipalName, Integer> failures = new HashMap<>();
  private final Map<PrincipalName, StoredCrossover> known = new ConcurrentHashMap<>();
  private final boolean replica;
  private final Duration maxTicketLife;
  private final Set<PrincipalName> noted = new HashSet<>();
  private Instant nextListing = Instant.MIN;
  private volatile boolean closed;

  /**
   * @param renewer makes the next key of a crossover
   */
  public KeyMaintenance(
      LocalRealm realm, Schedule schedule, KeyRenewer renewer, RandomGenerator random) {
    this.store = realm.store();
    this.schedule = schedule;
    this.replica = realm.settings().isReplica();
    this.maxTicketLife = realm.settings().get(KeySettings.MAX_TICKET_LIFE);
    this.renewals = new Renewals(realm, schedule, renewer, random);
    this.clock = realm.clock();
    this.random = random;
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
          // OutOfMemoryError too: it is how Java says that it cannot have another thread.
          LOG.error("the upkeep of keys failed in a way that it should not", e);
        }
        schedule.await(LONGEST_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does all that is due. */
  public void turn() {
    if (!clock.instant().isBefore(nextListing)) {
      list();
    }
    boolean works = true;
    for (PrincipalName name : schedule.takeDue()) {
      if (!works || closed) {
        schedule.at(name, clock.instant().plus(LATER));
      } else {
        works = look(name);
      }
    }
  }

  private void list() {
    Instant now = clock.instant();
    try {
      List<PrincipalName> names = store.list();
      if (!replica) {
        names.forEach(name -> schedule.at(name, now));
      }
      nextListing = now.plus(LISTING).plus(spread(LISTING.dividedBy(4)));
      LOG.info("the database has {} crossover principals", names.size());
    } catch (StoreException e) {
      nextListing = now.plus(LATER);
      LOG.warn("{}; again in {} s", e.getMessage(), LATER.toSeconds());
    }
  }

  /** Whether the database works: where it does not, more of the same would not help. */
  private boolean look(PrincipalName name) {
    try {
      if (replica) {
        noteUse(name);
        return true;
      }
      Optional<StoredCrossover> left = store.removeExpired(name);
      failures.remove(name);
      if (left.isEmpty()) {
        schedule.forget(name);
        renewals.forget(name);
        known.remove(name);
        return true;
      }
      known.put(name, left.get());
      renewals.look(left.get());
      return true;
    } catch (StoreException e) {
      boolean busy = e.reason() == StoreException.Reason.BUSY;
      Duration wait = busy ? LATER : afterFailures(failures.merge(name, 1, Integer::sum));
      schedule.at(name, clock.instant().plus(wait).plus(spread(wait.dividedBy(4))));
      if (!closed) {
        LOG.warn("{}; again in {} s or more", e.getMessage(), wait.toSeconds());
      }
      return e.reason() == StoreException.Reason.REFUSED;
    }
  }

  /**
   * On a replica, all that is done for a key: the daemon of the primary, which renews it and ends
   * it, is told that it is in use here. What the KDC asks for is looked at again from time to time,
   * since the next key wants a note of its own.
   */
  private void noteUse(PrincipalName name) throws StoreException {
    if (noted.remove(name)) {
      schedule.forget(name);
      return;
    }
    Optional<StoredCrossover> stored = store.find(name);
    if (stored.isPresent()) {
      known.put(name, stored.get());
      renewals.noteUse(stored.get());
      noted.add(name);
      Optional<KeyTimes> times = KeyTimes.of(stored.get(), maxTicketLife);
      schedule.at(name, clock.instant().plus(times.map(KeyTimes::unasked).orElse(LISTING)));
    } else {
      known.remove(name);
      schedule.forget(name);
    }
  }

  /**
   * A minute after the first, since kadmind may only have been started anew; then twice as long.
   */
  private static Duration afterFailures(int count) {
    Duration wait = LATER.multipliedBy(1L << Math.min(count - 1, MAX_DOUBLINGS));
    return Comparables.min(wait, LATEST);
  }

  /** What becomes of that crossover, as things are. */
  public KeyPlan plan(StoredCrossover stored) {
    return renewals.plan(stored);
  }

  /** The keys of ours in the database, by what they are for, as they were looked at last. */
  public Map<Role, Long> keys() {
    return known.values().stream()
        .filter(stored -> stored.role().isPresent())
        .collect(
            Collectors.groupingBy(
                stored -> stored.role().get(),
                Collectors.summingLong(stored -> stored.keys().size())));
  }

  /** Keys in use whose renewal was due and has failed so far. */
  public int overdue() {
    return renewals.failing();
  }

  private Duration spread(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  /** Waits for the one principal that is being looked at; the rest waits for the next start. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    schedule.close();
    thread.join(CLOSE_MILLIS);
  }
}
