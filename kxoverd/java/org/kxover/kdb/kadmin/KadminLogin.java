package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.kdb.StoreListener;

/**
 * Keeps a kadmin ready: it is started, and with {@code kadmin -k} logged in, by a thread of its
 * own, and followed by a new one before its ticket ends. A request never does that itself: a KDC of
 * one process that waits for our answer cannot give kadmin a ticket meanwhile. A request that finds
 * none waits for a moment only, no matter how many do so one after the other, and the login goes on
 * after that: were it longer, that KDC would serve nobody, and kadmin would not be logged in
 * either.
 */
final class KadminLogin implements AutoCloseable {
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** From the beginning of a login, how long requests wait for it: kadmin.local takes far less. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long CLOSE_MILLIS = 2_000;

  private final KadminSettings settings;
  private final StoreListener watch;
  private final KnownTypes types;
  private Thread thread;
  private KadminChild current;
  private KadminChild next;
  private ChildException failure;
  private boolean wanted;
  private boolean inWork;
  private long began;
  private String failing = "";
  private boolean closed;

  /**
   * @param types asked of each kadmin before it is given away
   */
  KadminLogin(KadminSettings settings, KnownTypes types, StoreListener watch) {
    this.settings = settings;
    this.types = types;
    this.watch = watch;
  }

  /** Begins to log in, where that has not begun yet. */
  synchronized void begin() {
    if (thread == null && !closed) {
      wanted = true;
      Thread login = DaemonThreads.of("kadmin-login", this::run);
      login.start();
      // Where there was no thread to be had, the next request tries again.
      thread = login;
    }
  }

  /**
   * Logs in, where that has not been done yet, and waits for its end.
   *
   * @param limit after which the login goes on, and is not waited for any more
   * @return whether there is a kadmin that takes requests
   */
  synchronized boolean await(Duration limit) throws InterruptedException {
    begin();
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (next == null && current == null && failure == null && !closed && left > 0) {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      left = end - System.nanoTime();
    }
    return next != null || current != null;
  }

  /** A kadmin that takes requests; the one that this gave before is of no more use then. */
  synchronized KadminChild child() throws ChildException, InterruptedException {
    try {
      begin();
    } catch (OutOfMemoryError e) {
      throw new ChildException(
          ChildException.Kind.NOT_STARTED, "there is no thread for its login", e);
    }
    long patience = Math.min(PATIENCE_NANOS, settings.commandTimeout().toNanos());
    long asked = System.nanoTime();
    failure = null;
    while (true) {
      if (next != null) {
        discard();
        current = next;
        next = null;
      }
      if (current != null && current.isAlive()) {
        return current;
      }
      discard();
      long left = (inWork ? began : asked) + patience - System.nanoTime();
      if (failure != null) {
        throw failure;
      }
      if (left <= 0 || closed) {
        throw new ChildException(
            ChildException.Kind.NOT_STARTED, "it is not logged in yet, which goes on");
      }
      wanted = true;
      notifyAll();
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
  }

  /** Ends the kadmin that was given last. */
  synchronized void discard() {
    if (current != null) {
      current.kill();
      current = null;
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
        !closed && !wanted && left > 0;
        left = due - System.nanoTime()) {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
    return !closed;
  }

  private boolean login() throws InterruptedException {
    synchronized (this) {
      inWork = true;
      began = System.nanoTime();
    }
    KadminChild child = null;
    ChildException why = null;
    try {
      child = KadminChild.start(settings, types);
    } catch (ChildException e) {
      why = e;
    }
    synchronized (this) {
      inWork = false;
      wanted = false;
      tell(why);
      failure = why;
      if (child != null) {
        if (next != null) {
          next.kill();
        }
        next = child;
        if (closed) {
          endNext();
        }
      }
      notifyAll();
    }
    return child != null;
  }

  /** A kadmin that goes on failing for the same reason is told of once. */
  private void tell(ChildException why) {
    String reason = why == null ? "" : why.getMessage();
    if (why == null) {
      watch.ready();
    } else if (!reason.equals(failing) && !closed) {
      watch.notReady(reason);
    }
    failing = reason;
  }

  private void endNext() {
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
      endNext();
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
