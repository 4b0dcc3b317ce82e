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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;

/**
 * Opens and secures connections to the addresses of a realm's peers until one is secure (RFC 8305
 * section 5). An address that does not answer soon is no reason to wait: the next one is tried
 * beside it. When one opens, the others that are being opened are closed. The first secure
 * connection wins. If the caller cannot use the winner, the race goes on with the addresses that
 * are left.
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

  /**
   * How long an open connection may take for its handshake alone. A handshake is two round trips,
   * and a slow one costs a peer no second connection.
   */
  static final Duration SILENCE = Duration.ofSeconds(1);

  /** The most connections that are open and not secure at one time. */
  static final int MAX_SILENT = 3;

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
  private final Predicate<CrossingException> isFinal;

  /** What the other threads tell: each runs in the thread that calls {@link #next}. */
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

  private final Set<C> opening = new LinkedHashSet<>();
  private final Set<C> securing = new LinkedHashSet<>();
  private final Deque<Target> overtaken = new ArrayDeque<>();

  /** Overtaken, too, but in their handshake: they come last. */
  private final Deque<Target> silent = new ArrayDeque<>();

  private int tried;
  private boolean lookingUp;
  private boolean exhausted;
  private long nextAt;
  private C winner;

  private interface Step {
    void take() throws CrossingException;
  }

  /**
   * @param connector makes the connection, which the race opens and secures
   * @param threads bounded; if none is free, the caller's thread does the work
   * @param most the number of addresses that are tried. An address that was overtaken may be tried
   *     again for each winner that the caller could not use
   * @param timeLeft until the race ends
   * @param failures gets each failure of a connection
   * @param isFinal true for a failure to secure a connection that no other address mends
   */
  ConnectionRace(
      Source source,
      Function<Target, C> connector,
      Executor threads,
      int most,
      Supplier<Duration> timeLeft,
      Consumer<CrossingException> failures,
      Predicate<CrossingException> isFinal) {
    this.source = source;
    this.connector = connector;
    this.threads = threads;
    this.most = most;
    this.timeLeft = timeLeft;
    this.failures = failures;
    this.isFinal = isFinal;
  }

  /**
   * The next secure connection, which is the caller's to close; empty if no address is left, or the
   * time is over.
   *
   * @throws CrossingException of the source, if it has given no address; or a final failure
   */
  Optional<C> next() throws CrossingException {
    winner = null;
    nextAt = System.nanoTime();
    while (winner == null && hasTime() && (mayBegin() || lookingUp || !isIdle())) {
      if (mayBegin() && (isIdle() || System.nanoTime() - nextAt >= 0)) {
        begin();
      } else {
        await();
      }
    }
    if (winner == null) {
      opening.forEach(late -> failures.accept(outOfTime(late, FailureReason.UNREACHABLE)));
      securing.forEach(late -> failures.accept(outOfTime(late, FailureReason.TLS_FAILED)));
    }
    end();
    return Optional.ofNullable(winner);
  }

  private CrossingException outOfTime(C late, FailureReason reason) {
    Target target = late.target();
    return PeerAttempt.failed(
        target.peer(),
        reason,
        target
            + (reason == FailureReason.UNREACHABLE ? ": no connection" : ": no handshake")
            + " until the time of the crossing was over");
  }

  private boolean isIdle() {
    return opening.isEmpty() && securing.isEmpty();
  }

  private boolean hasTime() {
    Duration left = timeLeft.get();
    return !left.isNegative() && !left.isZero();
  }

  private boolean mayBegin() {
    return securing.size() < MAX_SILENT
        && (!overtaken.isEmpty() || mayLookUp() || (!silent.isEmpty() && !lookingUp));
  }

  private boolean mayLookUp() {
    return tried < most && !lookingUp && !exhausted;
  }

  private void begin() throws CrossingException {
    Target next = overtaken.isEmpty() && !mayLookUp() ? silent.poll() : overtaken.poll();
    if (next != null) {
      connect(next);
      return;
    }
    lookingUp = true;
    if (isIdle()) {
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
          if (securing.size() < MAX_SILENT) {
            connect(found.get());
          } else {
            overtaken.add(found.get());
          }
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
    opening.add(connection);
    Runnable task = () -> steps.add(open(connection));
    tryInParallel(task, task);
  }

  private Step open(C connection) {
    try {
      connection.open();
      return () -> {
        if (opening.remove(connection)) {
          end(opening, overtaken);
          secureLater(connection);
        }
      };
    } catch (CrossingException e) {
      return () -> {
        if (opening.remove(connection)) {
          failed(connection, e);
        }
      };
    } catch (RuntimeException e) {
      return rethrown(e);
    }
  }

  private void secureLater(C connection) {
    nextAt = System.nanoTime() + SILENCE.toNanos();
    securing.add(connection);
    Runnable task = () -> steps.add(secure(connection));
    tryInParallel(task, task);
  }

  private Step secure(C connection) {
    try {
      connection.secure();
      return () -> {
        if (securing.remove(connection)) {
          winner = connection;
        }
      };
    } catch (CrossingException e) {
      return () -> {
        if (securing.remove(connection)) {
          if (isFinal.test(e)) {
            connection.close();
            throw e;
          }
          failed(connection, e);
        }
      };
    } catch (RuntimeException e) {
      return rethrown(e);
    }
  }

  private void failed(C connection, CrossingException e) {
    connection.close();
    failures.accept(e);
    nextAt = System.nanoTime();
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

  private void end() {
    end(opening, overtaken);
    end(securing, silent);
  }

  /** Closes connections that did not win. Their addresses may be tried again. */
  private void end(Set<C> connections, Deque<Target> addresses) {
    connections.forEach(
        connection -> {
          addresses.add(connection.target());
          connection.close();
        });
    connections.clear();
  }

  /** Closes the connections that are not secure. */
  @Override
  public void close() {
    end();
  }
}
