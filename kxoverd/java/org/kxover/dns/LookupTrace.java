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
 *
 * <p>The tasks are short and never block, so they run in the common pool, like the validator's own.
 */
final class LookupTrace implements Executor {
  private final Deadline deadline;
  private final boolean resolverChecks;
  private final Map<Name, List<DSRecord>> delegations = new ConcurrentHashMap<>();
  private volatile String lastQuery = "";
  private volatile String failure;

  LookupTrace(Deadline deadline) {
    this(deadline, false);
  }

  private LookupTrace(Deadline deadline, boolean resolverChecks) {
    this.deadline = deadline;
    this.resolverChecks = resolverChecks;
  }

  /** A trace of queries without the CD bit (RFC 4035 section 3.2.2). */
  static LookupTrace withResolverChecks(Deadline deadline) {
    return new LookupTrace(deadline, true);
  }

  /** A trace for a further query of this lookup. */
  LookupTrace again() {
    return new LookupTrace(deadline, resolverChecks);
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
