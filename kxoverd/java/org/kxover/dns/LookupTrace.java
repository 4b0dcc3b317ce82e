package org.kxover.dns;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * What happened on the wire for one question.
 *
 * <p>The validator asks for keys and delegations by itself, and when the resolver fails it there,
 * its verdict is the same as for a forgery: SERVFAIL, "bogus". Only the questions that it sent tell
 * the two apart. It hands the executor of a question on to each question that follows from it, and
 * nothing else; so it is the executor that remembers.
 *
 * <p>The work itself is short and never waits; it goes to the common pool, where the validator does
 * its own.
 */
final class LookupTrace implements Executor {
  private final Deadline deadline;
  private volatile String asked = "";
  private volatile String failure;

  LookupTrace(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public void execute(Runnable task) {
    ForkJoinPool.commonPool().execute(task);
  }

  Deadline deadline() {
    return deadline;
  }

  /** Remembers what was asked last, such as {@code b.example. DNSKEY}. */
  void asks(String question) {
    asked = question;
  }

  String asked() {
    return asked;
  }

  /** Remembers that a question went without a usable answer. */
  void fails(String why) {
    failure = why;
  }

  /** Why a question of this inquiry went without a usable answer, where one did. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }
}
