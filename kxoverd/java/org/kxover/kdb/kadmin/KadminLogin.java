package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.kdb.StoreListener;

/**
 * Keeps a kadmin ready. A separate thread starts it (with {@code kadmin -k} this includes a login)
 * and replaces it before its ticket ends.
 *
 * <p>A request never starts kadmin itself. A KDC with one process cannot issue kadmin a ticket
 * while it waits for our answer. So a request waits only a moment for a login, counted from the
 * start of the login, and the login goes on after that. With a longer wait, a KDC with one process
 * would serve nobody, and kadmin could not log in. For this reason a kadmin that ends is replaced
 * at once, before the next request.
 */
final class KadminLogin implements AutoCloseable {
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long requests wait for a login, from its start. kadmin.local takes much less. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long CLOSE_MILLIS = 2_000;

  private final KadminSettings settings;
  private final StoreListener listener;
  private final KnownTypes types;
  private Thread thread;
  private KadminChild current;
  private KadminChild next;
  private ChildException failure;
  private boolean loginRequested;
  private boolean loggingIn;
  private long loginStarted;
  private String lastReported = "";
  private boolean closed;

  /**
   * @param types updated from each new kadmin before it is used
   */
  KadminLogin(KadminSettings settings, KnownTypes types, StoreListener listener) {
    this.settings = settings;
    this.types = types;
    this.listener = listener;
  }

  /** Starts the login thread if it does not run yet. */
  synchronized void start() {
    if (thread == null && !closed) {
      loginRequested = true;
      Thread login = DaemonThreads.of("kadmin-login", this::run);
      login.start();
      // If Java cannot start the thread, the field stays null and the next request tries again.
      thread = login;
    }
  }

  /**
   * Starts the login if it has not started yet, and waits for its end.
   *
   * @param limit the longest wait; the login goes on after it
   * @return true if a kadmin is ready for requests
   */
  synchronized boolean await(Duration limit) throws InterruptedException {
    start();
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (next == null && current == null && failure == null && !closed && left > 0) {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      left = end - System.nanoTime();
    }
    return next != null || current != null;
  }

  /**
   * A kadmin that is ready for requests; a child that was returned before must no longer be used.
   */
  synchronized KadminChild child() throws ChildException, InterruptedException {
    try {
      start();
    } catch (OutOfMemoryError e) {
      throw new ChildException(
          ChildException.Kind.NOT_STARTED, "Java cannot start a thread for its login", e);
    }
    long maxWait = Math.min(MAX_WAIT_NANOS, settings.commandTimeout().toNanos());
    long asked = System.nanoTime();
    failure = null;
    while (true) {
      if (next != null) {
        retire();
        current = next;
        next = null;
      }
      if (current != null && current.isAlive()) {
        return current;
      }
      discard();
      long left = (loggingIn ? loginStarted : asked) + maxWait - System.nanoTime();
      if (failure != null) {
        throw failure;
      }
      if (left <= 0 || closed) {
        throw new ChildException(
            ChildException.Kind.NOT_STARTED, "it is not logged in yet; the login goes on");
      }
      loginRequested = true;
      notifyAll();
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
  }

  /** Kills the kadmin that {@link #child} returned last. */
  synchronized void discard() {
    if (current != null) {
      current.kill();
      current = null;
    }
  }

  /**
   * Lets the kadmin that {@link #child} returned last end by itself, in the background. It must
   * have answered all requests: one that is at work could still make a change that its caller has
   * given up. In LMDB, each reader that is killed keeps one of 126 places in a table.
   */
  synchronized void retire() {
    if (current != null) {
      KadminChild old = current;
      current = null;
      try {
        DaemonThreads.of("kadmin-close", old::close).start();
      } catch (OutOfMemoryError e) {
        // Java throws OutOfMemoryError when it cannot start another thread.
        old.kill();
      }
    }
  }

  private void run() {
    try {
      long due = System.nanoTime();
      while (awaitDue(due)) {
        due = System.nanoTime() + (login() ? settings.session().toNanos() : RETRY_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitDue(long due) throws InterruptedException {
    for (long left = due - System.nanoTime();
        !closed && !loginRequested && left > 0;
        left = due - System.nanoTime()) {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
    return !closed;
  }

  private boolean login() throws InterruptedException {
    synchronized (this) {
      loggingIn = true;
      loginStarted = System.nanoTime();
    }
    KadminChild child = null;
    ChildException why = null;
    try {
      child = KadminChild.start(settings, types);
    } catch (ChildException e) {
      why = e;
    }
    synchronized (this) {
      loggingIn = false;
      loginRequested = false;
      report(why);
      failure = why;
      if (child != null) {
        if (next != null) {
          next.kill();
        }
        next = child;
        if (closed) {
          closeNext();
        }
      }
      notifyAll();
    }
    if (child != null) {
      KadminChild started = child;
      started.onEnd(() -> replace(started));
    }
    return child != null;
  }

  /**
   * Logs in again as soon as a kadmin has ended by itself. The next request would have to wait for
   * the login, and a KDC with one process would wait with it. A kadmin that ended before a request
   * used it is not replaced: the next one may end likewise.
   */
  private synchronized void replace(KadminChild ended) {
    if (ended == current) {
      loginRequested = true;
      notifyAll();
    }
  }

  /** Reports a failure only if its reason differs from the last report. */
  private void report(ChildException why) {
    String reason = why == null ? "" : why.getMessage();
    if (why == null) {
      listener.ready();
    } else if (!reason.equals(lastReported) && !closed) {
      listener.notReady(reason);
    }
    lastReported = reason;
  }

  private void closeNext() {
    if (next != null) {
      next.close();
      next = null;
    }
  }

  @Override
  public void close() {
    Thread login;
    synchronized (this) {
      closed = true;
      login = thread;
      notifyAll();
    }
    if (login != null) {
      login.interrupt();
      try {
        login.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      closeNext();
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
