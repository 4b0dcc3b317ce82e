package org.kxover.dns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.base.Comparables;
import org.kxover.base.SingleFlight;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Makes look-ups of queries: follows CNAMEs, remembers answers, and lets those who ask the same at
 * the same time share one answer.
 */
final class Lookups {
  private static final int MAX_ALIASES = 8;
  private static final int MAX_CACHED = 10_000;
  private static final int MAX_CACHED_OCTETS = 16 << 20;

  private final Query query;
  private final Duration limit;
  private final AnswerCache cache;
  private final SingleFlight<DnsQuestion, Landed> flights = new SingleFlight<>();

  /**
   * What a look-up came to.
   *
   * @param deadline of whoever asked first
   * @param hurried whether that is less than the limit
   */
  private record Landed(DnsAnswer answer, Deadline deadline, boolean hurried) {
    boolean wasCutShort() {
      return hurried && deadline.hasPassed();
    }
  }

  Lookups(Query query, Duration limit, InstantSource clock) {
    this(query, limit, new AnswerCache(MAX_CACHED, MAX_CACHED_OCTETS, clock));
  }

  private Lookups(Query query, Duration limit, AnswerCache cache) {
    this.query = query;
    this.limit = limit;
    this.cache = cache;
  }

  /** Those of other askers, who share the answers, and wait for nobody's look-ups but their own. */
  Lookups apart(Query other) {
    return new Lookups(other, limit, cache);
  }

  /** As {@link SecureDns#lookup}. */
  DnsAnswer lookup(Name name, int type, Deadline end) {
    if (!name.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute name: " + name);
    }
    DnsQuestion asked = new DnsQuestion(name, type);
    Deadline deadline = end.atMost(limit);
    while (true) {
      Optional<DnsAnswer> cached = cache.find(asked);
      if (cached.isPresent()) {
        return cached.get();
      }
      Landed landed =
          await(
              flights.joinHere(
                  asked, () -> new Landed(lead(asked, deadline), deadline, deadline == end)),
              asked,
              deadline);
      DnsAnswer answer = landed.answer();
      // Whoever was in a hurry must not decide for us, who have time, that there is no answer.
      if (answer.outcome() != DnsOutcome.FAILED || !landed.wasCutShort() || deadline.hasPassed()) {
        return answer;
      }
    }
  }

  private DnsAnswer lead(DnsQuestion asked, Deadline deadline) {
    // Once more: another flight may have landed since we looked.
    DnsAnswer answer = cache.find(asked).orElseGet(() -> follow(asked, deadline));
    cache.store(asked, answer);
    return answer;
  }

  /** What the flight comes to; it has landed already where this thread did its work. */
  private static Landed await(
      CompletableFuture<Landed> flight, DnsQuestion asked, Deadline deadline) {
    String why;
    try {
      return flight.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      why = "no answer in time";
    } catch (ExecutionException e) {
      why = "look-up ended without an answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    return new Landed(DnsAnswer.unusable(DnsOutcome.FAILED, asked.name(), why), deadline, false);
  }

  private DnsAnswer follow(DnsQuestion asked, Deadline deadline) {
    Name name = asked.name();
    Duration ttl = null;
    // A loop of aliases ends here as well.
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      DnsAnswer answer = query.ask(name, asked.type(), deadline);
      ttl = ttl == null ? answer.ttl() : Comparables.min(ttl, answer.ttl());
      if (asked.type() == Type.CNAME
          || answer.outcome() != DnsOutcome.SECURE
          || !(answer.records().get(0) instanceof CNAMERecord alias)) {
        return answer.withTtl(ttl);
      }
      name = alias.getTarget();
    }
    return DnsAnswer.unusable(
        DnsOutcome.FAILED, asked.name(), "more than " + MAX_ALIASES + " CNAMEs, or a loop of them");
  }
}
