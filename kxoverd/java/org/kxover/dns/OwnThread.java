package org.kxover.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs the validator's tasks for one query on the thread that waits for the response. So the work
 * ends when nobody waits any more, and a look-up holds up no other one.
 *
 * <p>The validator checks a denial with cached keys on the common pool, whatever executor it gets.
 * The thread keeps its turn meanwhile, so there is no more such work than there are turns.
 */
final class OwnThread implements Executor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int inFlight;
  private boolean left;

  /**
   * {@inheritDoc}
   *
   * <p>After the deadline the common pool runs it. Nothing is verified then, but the query must
   * come to its end, to release what it occupies.
   */
  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      if (!left) {
        tasks.add(task);
        changed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    ForkJoinPool.commonPool().execute(task);
  }

  /** The resolver was asked. */
  void sent() {
    change(1);
  }

  /** The resolver answered, or did not. */
  void answered() {
    change(-1);
  }

  private void change(int difference) {
    lock.lock();
    try {
      inFlight += difference;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Runs tasks until {@code response} is complete or the deadline has passed. */
  void run(CompletableFuture<?> response, Deadline deadline, Turns turns)
      throws InterruptedException {
    CompletionStage<?> end = response;
    end.whenComplete((result, error) -> change(0));
    boolean turn = false;
    try {
      while (!response.isDone() && !deadline.hasPassed()) {
        if (turn && isWaiting()) {
          turns.giveBack();
          turn = false;
        }
        Runnable task = next(response, deadline, turn);
        if (task == null) {
          continue;
        }
        try {
          turn = turn || turns.take(deadline);
        } finally {
          // Also after an interrupt: leave() then hands the task on, and it gives its query slot
          // back.
          if (!turn) {
            putBack(task);
          }
        }
        if (turn) {
          task.run();
        }
      }
    } finally {
      if (turn) {
        turns.giveBack();
      }
      leave();
    }
  }

  private boolean isWaiting() {
    lock.lock();
    try {
      return tasks.isEmpty() && inFlight > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Null if there is no task, and something else has to be looked at. */
  private Runnable next(CompletableFuture<?> response, Deadline deadline, boolean turn)
      throws InterruptedException {
    lock.lock();
    try {
      while (tasks.isEmpty()
          && !response.isDone()
          && !deadline.hasPassed()
          && !(turn && inFlight > 0)) {
        changed.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
      }
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  private void putBack(Runnable task) {
    lock.lock();
    try {
      tasks.addFirst(task);
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      left = true;
    } finally {
      lock.unlock();
    }
    tasks.forEach(ForkJoinPool.commonPool()::execute);
    tasks.clear();
  }
}
