package org.kxover.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import org.kxover.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the work of realms that nobody waits for: each runs some programs and reads its database.
 * Few realms do this at once, so that a hundred of them leave processor time to the start of the
 * daemon and to requests.
 */
final class RealmStarts {
  private static final Logger LOG = LoggerFactory.getLogger(RealmStarts.class);
  static final int AT_ONCE = 2;

  /** A realm whose database or KDC does not answer holds up the next for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A realm, as far as it matters here. */
  interface Startable {
    void start();

    /** Waits for the end of its first work, at most {@code limit}. */
    void awaitBegun(Duration limit) throws InterruptedException;
  }

  private final Queue<Startable> waiting;
  private final Duration patience;

  RealmStarts(Collection<? extends Startable> realms) {
    this(realms, PATIENCE);
  }

  RealmStarts(Collection<? extends Startable> realms, Duration patience) {
    this.waiting = new ArrayDeque<>(realms);
    this.patience = patience;
  }

  /** Starts the realms in their order, on threads of its own. */
  void begin() {
    for (int i = 0; i < Math.min(AT_ONCE, waiting.size()); i++) {
      DaemonThreads.of("realm-start", this::run).start();
    }
  }

  private void run() {
    try {
      for (var next = next(); next.isPresent(); next = next()) {
        start(next.get());
        next.get().awaitBegun(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Startable realm) {
    try {
      realm.start();
    } catch (RuntimeException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      LOG.error("cannot begin the work of a realm", e);
    }
  }

  private synchronized Optional<Startable> next() {
    return Optional.ofNullable(waiting.poll());
  }
}
