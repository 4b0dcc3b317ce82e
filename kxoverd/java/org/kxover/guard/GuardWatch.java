package org.kxover.guard;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.dns.SecureDns;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.ProbeNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries all KDCs of a realm at the start, every minute, and when a KDC's connection is lost: then
 * it may have been restarted, with another configuration.
 */
public final class GuardWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuardWatch.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** While a KDC is not known to be guarded, such as a replica that waits for the new key. */
  private static final Duration SHORT_INTERVAL = Duration.ofSeconds(10);

  /** After a loss, so that the KDC has the time to start again. */
  private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

  private static final Duration LEAST_PAUSE = Duration.ofMillis(500);
  private static final long CLOSE_MILLIS = 3_000;

  private final LocalRealm realm;
  private final CrossoverStore store;
  private final GuardState state;
  private final RealmKdcs kdcs;
  private final KdcProbe probe;
  private final SecureRandom random;
  private final Thread thread;
  private ProbeKey key;
  private final CountDownLatch firstRound = new CountDownLatch(1);
  private long due = System.nanoTime();
  private long earliest = due;
  private boolean lost;
  private boolean closed;

  /**
   * @param store of the realm; key maintenance and the status do not hear of what this writes
   */
  public GuardWatch(
      LocalRealm realm,
      CrossoverStore store,
      GuardState state,
      SecureDns dns,
      Kdc kdc,
      SecureRandom random) {
    this.realm = realm;
    this.store = store;
    this.state = state;
    this.kdcs = new RealmKdcs(realm.settings(), dns);
    this.probe = new KdcProbe(realm.name(), kdc, realm.clock(), random);
    this.random = random;
    this.thread = DaemonThreads.of("guard-watch", this::run);
  }

  /** Begins, unless the settings say otherwise. */
  public void start() {
    if (realm.settings().get(GuardSettings.GUARD) != GuardPolicy.OFF) {
      thread.start();
    }
  }

  /** Waits for the end of the first round, at most {@code limit}. */
  public void awaitFirst(Duration limit) throws InterruptedException {
    if (thread.isAlive() && !firstRound.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.info("the KDCs of {} have not been tried for the guard yet", realm.name());
    }
  }

  /** Tries again soon. */
  public synchronized void kdcLost() {
    lost = true;
    due = Math.min(due, System.nanoTime() + AFTER_LOSS.toNanos());
    notifyAll();
  }

  private void run() {
    try {
      while (awaitDue()) {
        boolean all = false;
        try {
          all = round();
        } catch (RuntimeException | OutOfMemoryError e) {
          // Java throws OutOfMemoryError when it cannot start another thread.
          LOG.error("unexpected error while looking for the guard (a bug)", e);
          state.failed("internal error");
        }
        firstRound.countDown();
        setDue(all ? INTERVAL : SHORT_INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forgetKey();
    }
  }

  private synchronized void setDue(Duration in) {
    long now = System.nanoTime();
    // What was seen before the loss may be out of date.
    due = now + (lost ? AFTER_LOSS : in).toNanos();
    // A KDC that comes and goes causes no more rounds than this.
    earliest = now + LEAST_PAUSE.toNanos();
  }

  private synchronized boolean awaitDue() throws InterruptedException {
    long left = left();
    while (!closed && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left + 1_000_000);
      left = left();
    }
    lost = false;
    return !closed;
  }

  private long left() {
    long now = System.nanoTime();
    return Math.max(due - now, earliest - now);
  }

  /**
   * Tries each KDC once.
   *
   * @return true if each of them is guarded
   */
  boolean round() {
    try {
      if (key == null || key.isOld(realm.clock().instant())) {
        forgetKey();
        key = ProbeKey.make(realm, store, random);
      }
    } catch (StoreException e) {
      state.failed(e.getMessage());
      return false;
    }
    List<KdcFinding> findings = new ArrayList<>();
    for (Map.Entry<String, InetSocketAddress> one : kdcs.find().entrySet()) {
      if (isClosed()) {
        return false;
      }
      findings.add(probe.probe(one.getKey(), one.getValue(), key));
    }
    state.update(findings);
    if (findings.stream().allMatch(one -> one.verdict() == Verdict.UNKNOWN && one.answered())) {
      // Somebody may have deleted the probe's crossover, or restored the database.
      forgetKeyThatIsGone();
    }
    return !findings.isEmpty()
        && findings.stream().allMatch(one -> one.verdict() == Verdict.GUARDED);
  }

  private void forgetKeyThatIsGone() {
    try {
      boolean there =
          store
              .find(ProbeNames.crossover(realm.name()))
              .filter(stored -> stored.keys().containsKey(key.kvno()))
              .isPresent();
      if (!there) {
        forgetKey();
      }
    } catch (StoreException e) {
      LOG.debug("cannot look for the probe's key", e);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void forgetKey() {
    if (key != null) {
      key.close();
      key = null;
    }
  }

  /** Waits a short time for the KDC that is being tried. */
  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (thread.isAlive()) {
      thread.join(CLOSE_MILLIS);
    }
  }
}
