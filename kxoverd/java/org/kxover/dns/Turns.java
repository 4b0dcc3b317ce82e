package org.kxover.dns;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many look-ups of one kind may work on their answers at once. Look-ups of our users and those
 * that strangers cause have turns of their own, so that strangers cannot use up the users'
 * processors. A look-up that waits for the resolver has no turn.
 */
final class Turns {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Semaphore free;

  private Turns(int number) {
    this.free = new Semaphore(number, true);
  }

  static Turns of(int number) {
    return new Turns(number);
  }

  /** As many as there are processors. */
  static Turns forUsers() {
    return new Turns(PROCESSORS);
  }

  /** A quarter of the processors, but one at least. */
  static Turns forStrangers() {
    return new Turns(Math.max(1, PROCESSORS / 4));
  }

  /** False if no turn became free before the deadline. */
  boolean take(Deadline deadline) throws InterruptedException {
    return free.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
  }

  void giveBack() {
    free.release();
  }
}
