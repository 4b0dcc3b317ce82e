package org.kxover.dns;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Records the DNS queries that the validator sends for one lookup, and their failure.
 *
 * <p>The validator queries keys and delegations itself. If the resolver fails to answer one, the
 * validator's verdict is SERVFAIL, "bogus", as for a forged answer. This trace tells the two apart.
 * The validator passes only the executor on to its further queries, so the trace is an executor.
 *
 * <p>The tasks are short and never block, so they run in the common pool, like the validator's own.
 */
final class LookupTrace implements Executor {
  private final Deadline deadline;
  private volatile String lastQuery = "";
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

  /** Records the latest query, such as {@code b.example. DNSKEY}. */
  void recordQuery(String query) {
    lastQuery = query;
  }

  String lastQuery() {
    return lastQuery;
  }

  /** Records that a query got no usable answer. */
  void recordFailure(String why) {
    failure = why;
  }

  /** Why a query of this lookup got no usable answer; empty if all queries got one. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }
}
