package org.kxover.watch;

import java.time.Duration;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.Realm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a realm's own records in secure DNS, once a minute or whenever their TTL is over, and
 * makes sure once an hour that its database can be changed, or each minute after a failure.
 */
public final class RealmWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RealmWatch.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  /** How long a change counts. Each try writes to the database, which replicas then copy. */
  private static final Duration CHANGE_COUNTS = Duration.ofHours(1);

  private final Realm realm;
  private final OwnRecordsLook look;
  private final DatabaseWrites writes;
  private final WriteTry writeTry;
  private final Rounds rounds;
  private volatile Optional<OwnRecordsFinding> found = Optional.empty();
  private Optional<String> lastFailure = Optional.empty();
  private boolean first = true;
  private Duration sinceTry = INTERVAL;

  /** A change of the database that has no effect. */
  public interface WriteTry {
    void run() throws StoreException;
  }

  /**
   * @param writes knows of every change of the realm's database, also that of {@code writeTry}
   */
  public RealmWatch(Realm realm, OwnRecordsLook look, DatabaseWrites writes, WriteTry writeTry) {
    this.realm = realm;
    this.look = look;
    this.writes = writes;
    this.writeTry = writeTry;
    this.rounds = new Rounds("realm-watch", INTERVAL, this::round);
  }

  public void start() {
    rounds.start();
  }

  /**
   * @return the time until the next round
   */
  Duration round() {
    OwnRecordsFinding now = look();
    boolean isNew = found.isEmpty() || !found.get().problems().equals(now.problems());
    found = Optional.of(now);
    if (isNew && now.problems().isEmpty()) {
      LOG.info("other realms can use our records of {} in DNS", realm);
    } else if (isNew) {
      LOG.warn("other realms cannot use our records of {} in DNS: {}", realm, now.words());
    }
    // At the start others write anyway: the probe of the guard has a new key.
    if (!first
        && sinceTry.compareTo(INTERVAL) >= 0
        && writes.isToBeTried(CHANGE_COUNTS.toSeconds())) {
      tryWrite();
      sinceTry = Duration.ZERO;
    }
    first = false;
    Duration pause =
        now.ttl().isZero()
            ? INTERVAL
            : Comparables.max(SHORTEST, Comparables.min(now.ttl(), INTERVAL));
    sinceTry = Comparables.min(INTERVAL, sinceTry.plus(pause));
    return pause;
  }

  /** After an error of ours nothing is known of the records. */
  private OwnRecordsFinding look() {
    try {
      return look.look();
    } catch (RuntimeException | OutOfMemoryError e) {
      found = Optional.empty();
      throw e;
    }
  }

  private void tryWrite() {
    Optional<String> failure = Optional.empty();
    try {
      writeTry.run();
    } catch (StoreException e) {
      failure = Optional.of(e.getMessage());
    }
    if (failure.isPresent() && !failure.equals(lastFailure)) {
      LOG.warn("the database of {} takes no change now: {}", realm, failure.get());
    } else if (failure.isEmpty() && lastFailure.isPresent()) {
      LOG.info("the database of {} takes changes again", realm);
    }
    lastFailure = failure;
  }

  /** What the last look found; empty before the first one. */
  public Optional<OwnRecordsFinding> ownRecords() {
    return found;
  }

  @Override
  public void close() throws InterruptedException {
    rounds.close();
  }
}
