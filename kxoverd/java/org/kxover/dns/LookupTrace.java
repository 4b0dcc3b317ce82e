package org.kxover.dns;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

/**
 * Records the DNS queries that the validator sends for one lookup, and their failure.
 *
 * <p>The validator queries keys and delegations itself. If the resolver fails to answer one, the
 * validator's verdict is SERVFAIL, "bogus", as for a forged answer. This trace tells the two apart.
 * The validator passes only the executor on to its further queries, so the trace is an executor.
 */
final class LookupTrace implements Executor {
  private final LookupWork work;
  private final boolean resolverChecks;
  private final Optional<OwnThread> thread;
  private final Map<Name, List<DSRecord>> delegations = new ConcurrentHashMap<>();
  private volatile String lastQuery = "";
  private volatile String failure;

  private LookupTrace(LookupWork work, boolean resolverChecks, Optional<OwnThread> thread) {
    this.work = work;
    this.resolverChecks = resolverChecks;
    this.thread = thread;
  }

  /**
   * A trace of queries whose answers nobody validates. Their tasks are short, so they run in the
   * common pool.
   */
  static LookupTrace withoutValidation(Deadline deadline) {
    return new LookupTrace(new LookupWork(deadline), false, Optional.empty());
  }

  /** A trace of queries whose answers are validated. */
  static LookupTrace withValidation(LookupWork work) {
    return new LookupTrace(work, false, Optional.of(new OwnThread()));
  }

  /** A trace of queries without the CD bit (RFC 4035 section 3.2.2). */
  static LookupTrace withResolverChecks(LookupWork work) {
    return new LookupTrace(work, true, Optional.of(new OwnThread()));
  }

  /** A trace for a further query of this lookup. */
  LookupTrace again() {
    return new LookupTrace(work, resolverChecks, thread.map(own -> new OwnThread()));
  }

  /** True if a resolver that validates should withhold what it finds bogus. */
  boolean resolverChecks() {
    return resolverChecks;
  }

  /** Records the DS set of a zone, which may be empty. */
  void recordDelegation(Name zone, List<DSRecord> set) {
    delegations.put(zone, set);
  }

  /** The DS set of a zone, if this lookup asked for it. */
  Optional<List<DSRecord>> delegation(Name zone) {
    return Optional.ofNullable(delegations.get(zone));
  }

  @Override
  public void execute(Runnable task) {
    thread.<Executor>map(own -> own).orElseGet(ForkJoinPool::commonPool).execute(task);
  }

  /** The thread that validates the answers; empty if nobody does. */
  Optional<OwnThread> thread() {
    return thread;
  }

  LookupWork work() {
    return work;
  }

  Deadline deadline() {
    return work.deadline();
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
