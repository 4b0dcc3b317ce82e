package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.kxover.base.Comparables;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passes through the whole database: at the start, a few times a day, and when the schedule has
 * forgotten a check that is due. For the thread of {@link KeyMaintenance}; others may ask for the
 * numbers.
 */
final class DatabasePasses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabasePasses.class);

  static final Duration INTERVAL = Duration.ofHours(6);

  /** Between two passes, if the schedule forgets very much. */
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(10);

  private static final Duration SPREAD = INTERVAL.dividedBy(4);
  private static final Duration LONGEST_INTERVAL = INTERVAL.plus(SPREAD);
  private static final Duration RETRY_DELAY = KeyMaintenance.RETRY_DELAY;

  private final CrossoverStore store;
  private final Schedule schedule;
  private final KeyCounts counts;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final boolean replica;
  private Optional<DatabasePass> pass = Optional.empty();
  private Optional<Instant> begun = Optional.empty();
  private Instant next = Instant.MIN;
  private Instant goOnAt = Instant.MIN;
  private boolean firstEnded;
  private volatile OptionalLong listed = OptionalLong.empty();
  private volatile long unread;

  DatabasePasses(LocalRealm realm, Schedule schedule, KeyCounts counts, RandomGenerator random) {
    this.store = realm.store();
    this.schedule = schedule;
    this.counts = counts;
    this.clock = realm.clock();
    this.random = random;
    this.replica = realm.settings().isReplica();
  }

  /** What to do with each crossover. */
  interface Work {
    /**
     * @return false if the database does not work, so that other principals would fail too
     */
    boolean process(CrossoverWalk.Step step);
  }

  /** Lists the database if it is time. On a replica the listing is all. */
  void beginIfDue() {
    Instant now = clock.instant();
    if (pass.isPresent() || !isDue(timeOfNext(), LONGEST_INTERVAL)) {
      return;
    }
    // Before the listing: it may lack a crossover whose check is forgotten meanwhile.
    schedule.remembersAll();
    try {
      long count;
      if (replica) {
        count = DatabasePass.count(store);
      } else {
        DatabasePass one = DatabasePass.begin(store, now);
        pass = Optional.of(one);
        count = one.count();
        counts.beginPass();
        unread = firstEnded ? 0 : count;
      }
      begun = Optional.of(now);
      listed = OptionalLong.of(count);
      next = now.plus(INTERVAL).plus(spread(SPREAD));
      if (!replica) {
        schedule.passAt(next);
      }
      LOG.info("the database has {} crossover principals", count);
    } catch (StoreException e) {
      next = now.plus(RETRY_DELAY);
      LOG.warn("{}; trying again in {} s", e.getMessage(), RETRY_DELAY.toSeconds());
    }
  }

  /**
   * @param longest a later time was set before somebody set the clock back
   */
  private boolean isDue(Instant when, Duration longest) {
    Instant now = clock.instant();
    return !now.isBefore(when) || Duration.between(now, when).compareTo(longest) > 0;
  }

  private Instant timeOfNext() {
    return schedule
        .firstForgotten()
        .map(at -> begun.map(when -> Comparables.max(at, when.plus(MIN_INTERVAL))).orElse(at))
        .map(at -> Comparables.min(at, next))
        .orElse(next);
  }

  /** Goes on with the pass as far as its pace allows, or until {@code work} returns false. */
  void goOn(Work work) {
    if (pass.isEmpty() || !isDue(goOnAt, RETRY_DELAY)) {
      return;
    }
    DatabasePass present = pass.get();
    try {
      for (int left = present.mayRead(clock.instant()); left > 0; left--) {
        Optional<CrossoverWalk.Step> step = present.next();
        if (step.isEmpty()) {
          firstEnded = true;
          counts.endPass();
          close();
          break;
        }
        if (!work.process(step.get())) {
          goOnAt = clock.instant().plus(RETRY_DELAY);
          break;
        }
      }
    } catch (StoreException e) {
      close();
      next = clock.instant().plus(RETRY_DELAY);
      LOG.warn("{}; beginning again in {} s", e.getMessage(), RETRY_DELAY.toSeconds());
    }
    unread = firstEnded ? 0 : present.left();
  }

  boolean isUnderWay() {
    return pass.isPresent();
  }

  /** How many crossovers the database had when they were last listed; empty before. */
  OptionalLong listed() {
    return listed;
  }

  /** How many crossovers the first pass has not read yet. */
  long unread() {
    return unread;
  }

  private Duration spread(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  @Override
  public void close() {
    pass.ifPresent(DatabasePass::close);
    pass = Optional.empty();
  }
}
