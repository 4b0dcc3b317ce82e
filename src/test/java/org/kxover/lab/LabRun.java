package org.kxover.lab;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A program that runs in the background, and its output. */
interface LabRun extends AutoCloseable {
  /** How often {@link #await} looks. */
  Duration POLL = Duration.ofMillis(10);

  /** The program's output so far. */
  String log();

  boolean isAlive();

  /** Its process; empty if it runs in that of the tests. */
  OptionalLong process();

  /** How it ended, for an error message. */
  String end();

  /**
   * Ends the program as SIGTERM does.
   *
   * @return its exit code
   */
  int stop();

  /** Kills the program with SIGKILL. */
  void kill();

  @Override
  default void close() {
    stop();
  }

  /** Waits until the output contains {@code words}. */
  default LabRun awaitLine(String words, Duration limit) {
    return await("prints \"" + words + "\"", () -> log().contains(words), limit);
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @param what the condition, for the error message
   * @throws IllegalStateException with the program's log, if it ends first or the limit passes
   */
  default LabRun await(String what, BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!isAlive()) {
        throw new IllegalStateException(
            this + ": " + end() + " before this: it " + what + "\n" + log());
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            this + ": after " + limit + " still not true: it " + what + "\n" + log());
      }
      pause();
    }
    return this;
  }

  /** Waits {@link #POLL}, or less if the program ends meanwhile. */
  default void pause() {
    LockSupport.parkNanos(POLL.toNanos());
  }
}
