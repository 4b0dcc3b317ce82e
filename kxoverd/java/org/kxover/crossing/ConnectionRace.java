package org.kxover.crossing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;

/**
 * Opens connections to the addresses of a realm's peers until one is open (RFC 8305 section 5). An
 * address that does not answer soon is no reason to wait: the next one is tried beside it. The
 * first open connection wins, and the others are closed. If the caller cannot use the winner, the
 * race goes on with the addresses that are left.
 *
 * <p>One thread calls {@link #next} and {@link #close}.
 *
 * @param <C> the connection
 */
final class ConnectionRace<C extends Connecting> implements AutoCloseable {
  /**
   * How long an address is tried alone. RFC 8305 recommends 250 ms, and no less than 100 ms. With
   * this time, a dead server with an IPv6 and an IPv4 address costs 300 ms.
   */
  static final Duration ATTEMPT_DELAY = Duration.ofMillis(150);

  /** Where the addresses come from. A call may block for a look-up. */
  interface Source {
    Optional<Target> next() throws CrossingException;
  }

  private final Source source;
  private final Function<Target, C> connector;
  private final Executor threads;
  private final int most;
  private final Supplier<Duration> timeLeft;
  private final Consumer<CrossingException> failures;

  /** What the other threads tell: each runs in the thread that calls {@link #next}. */
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

  private final Set<C> running = new LinkedHashSet<>();
  private final Deque<Target> overtaken = new ArrayDeque<>();
  private int tried;
  private boolean lookingUp;
  private boolean exhausted;
  private long nextAt;
  private C winner;

  private interface Step {
    void take() throws CrossingException;
  }

  /**
   * @param connector makes the connection, which the race opens
   * @param threads bounded; if none is free, the caller's thread does the work
   * @param most the number of addresses that are tried. An address that was overtaken may be tried
   *     again for each winner that the caller could not use
   * @param timeLeft until the race ends
   * @param failures gets each failure of a connection
   */
  ConnectionRace(
      Source source,
      Function<Target, C> connector,
      Executor threads,
      int most,
      Supplier<Duration> timeLeft,
      Consumer<CrossingException> failures) {
    this.source = source;
    this.connector = connector;
    this.threads = threads;
    this.most = most;
    this.timeLeft = timeLeft;
    this.failures = failures;
  }

  /**
   * The next open connection, which is the caller's to close; empty if no address is left, or the
   * time is over.
   *
   * @throws CrossingException of the source, if it has given no address
   */
  Optional<C> next() throws CrossingException {
    winner = null;
    nextAt = System.nanoTime();
    while (winner == null && hasTime() && (mayBegin() || lookingUp || !running.isEmpty())) {
      if (mayBegin() && (running.isEmpty() || System.nanoTime() - nextAt >= 0)) {
        begin();
      } else {
        await();
      }
    }
    if (winner == null) {
      running.forEach(connection -> failures.accept(outOfTime(connection.target())));
    }
    end();
    return Optional.ofNullable(winner);
  }

  private static CrossingException outOfTime(Target target) {
    return PeerAttempt.failed(
        target.peer(),
        FailureReason.UNREACHABLE,
        target + ": no connection until the time of the crossing was over");
  }

  private boolean hasTime() {
    Duration left = timeLeft.get();
    return !left.isNegative() && !left.isZero();
  }

  private boolean mayBegin() {
    return !overtaken.isEmpty() || (tried < most && !lookingUp && !exhausted);
  }

  private void begin() throws CrossingException {
    Target next = overtaken.poll();
    if (next != null) {
      connect(next);
      return;
    }
    lookingUp = true;
    if (running.isEmpty()) {
      lookUp().take();
    } else {
      tryInParallel(() -> steps.add(lookUp()), this::lookUpLater);
    }
  }

  /** Without a free thread, a look-up has to wait until no connection is being opened. */
  private void lookUpLater() {
    lookingUp = false;
    nextAt = Long.MAX_VALUE / 2 + System.nanoTime();
  }

  private Step lookUp() {
    try {
      Optional<Target> found = source.next();
      return () -> {
        lookingUp = false;
        exhausted = found.isEmpty();
        if (found.isPresent()) {
          tried++;
          connect(found.get());
        }
      };
    } catch (CrossingException e) {
      return () -> {
        lookingUp = false;
        exhausted = true;
        if (tried == 0) {
          throw e;
        }
        failures.accept(e);
      };
    } catch (RuntimeException e) {
      return rethrown(e);
    }
  }

  /** A fault of ours ends the crossing as if it had happened in the caller's thread. */
  private static Step rethrown(RuntimeException e) {
    return () -> {
      throw e;
    };
  }

  private void connect(Target target) {
    nextAt = System.nanoTime() + ATTEMPT_DELAY.toNanos();
    C connection = connector.apply(target);
    running.add(connection);
    Runnable opening = () -> steps.add(open(connection));
    tryInParallel(opening, opening);
  }

  private Step open(C connection) {
    try {
      connection.open();
      return () -> {
        if (running.remove(connection)) {
          winner = connection;
        }
      };
    } catch (CrossingException e) {
      return () -> {
        if (running.remove(connection)) {
          connection.close();
          failures.accept(e);
          nextAt = System.nanoTime();
        }
      };
    } catch (RuntimeException e) {
      return rethrown(e);
    }
  }

  private void tryInParallel(Runnable task, Runnable otherwise) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      otherwise.run();
    }
  }

  /** Waits for another thread, or until the next connection may be begun. */
  private void await() throws CrossingException {
    long wait = timeLeft.get().toNanos();
    if (mayBegin()) {
      wait = Math.min(wait, nextAt - System.nanoTime());
    }
    try {
      Step step = steps.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
      while (step != null && winner == null) {
        step.take();
        step = winner == null ? steps.poll() : null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CrossingException(FailureReason.BUSY, "interrupted while connecting");
    }
  }

  /** Closes the connections that did not win. Their addresses may be tried again. */
  private void end() {
    running.forEach(
        connection -> {
          overtaken.add(connection.target());
          connection.close();
        });
    running.clear();
  }

  /** Closes the connections that are being opened. */
  @Override
  public void close() {
    end();
  }
}
