package org.kxover.guard;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.dns.SecureDns;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
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

  /** So many KDCs are asked at once: 32 silent ones take two turns. */
  private static final int AT_ONCE = 16;

  private static final long IDLE_SECONDS = 10;

  private final LocalRealm realm;
  private final GuardState state;
  private final RealmKdcs kdcs;
  private final KdcProbe probe;
  private final ProbeKeys keys;
  private final ThreadPoolExecutor probes;
  private final Thread thread;
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
    this.state = state;
    this.kdcs = new RealmKdcs(realm.settings(), dns);
    this.probe = new KdcProbe(realm.name(), kdc, realm.clock(), random);
    this.keys = new ProbeKeys(realm, store, random);
    this.probes =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("guard-probe"));
    this.probes.allowCoreThreadTimeOut(true);
    this.thread = DaemonThreads.of("guard-watch", this::run);
  }

  /**
   * Takes over the key of the watch before a reload, and what it saw. Call it before {@link
   * #start}.
   */
  public void takeOver(GuardWatch before) {
    keys.copyFrom(before.keys);
    state.takeOver(before.state);
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
      keys.close();
      probes.shutdown();
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
  boolean round() throws InterruptedException {
    ProbeKey key;
    try {
      key = keys.current();
    } catch (StoreException e) {
      state.failed(e.getMessage());
      return false;
    }
    RealmKdcs.Found found = kdcs.find();
    List<Callable<KdcFinding>> tasks = new ArrayList<>();
    found.addresses().forEach((name, address) -> tasks.add(() -> probe.probe(name, address, key)));
    List<KdcFinding> findings = new ArrayList<>();
    for (Future<KdcFinding> one : probes.invokeAll(tasks)) {
      try {
        findings.add(one.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    if (isClosed()) {
      return false;
    }
    found
        .unknown()
        .forEach(
            (what, why) -> findings.add(KdcFinding.unlocated(what, why, realm.clock().instant())));
    state.update(findings);
    if (findings.stream()
        .filter(KdcFinding::located)
        .allMatch(one -> one.verdict() == Verdict.UNKNOWN && one.answered())) {
      // Somebody may have deleted the probe's crossover, or restored the database.
      keys.forgetIfGone();
    }
    return !findings.isEmpty()
        && findings.stream().allMatch(one -> one.verdict() == Verdict.GUARDED);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Waits a short time for the KDCs that are being tried. */
  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (thread.isAlive()) {
      thread.join(CLOSE_MILLIS);
    } else {
      keys.close();
    }
  }
}
