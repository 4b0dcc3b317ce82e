package org.kxover.dns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Makes look-ups of questions: follows CNAMEs, remembers answers, and lets those who ask the same
 * at the same time share one answer.
 */
final class Lookups {
  private static final int MAX_ALIASES = 8;
  private static final int MAX_CACHED = 10_000;

  private final Question question;
  private final Duration limit;
  private final AnswerCache cache;
  private final ConcurrentMap<Asked, CompletableFuture<DnsAnswer>> flights =
      new ConcurrentHashMap<>();

  Lookups(Question question, Duration limit, InstantSource clock) {
    this.question = question;
    this.limit = limit;
    this.cache = new AnswerCache(MAX_CACHED, clock);
  }

  /** As {@link SecureDns#lookup}. */
  DnsAnswer lookup(Name name, int type) {
    if (!name.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute name: " + name);
    }
    Asked asked = new Asked(name, type);
    Optional<DnsAnswer> cached = cache.find(asked);
    if (cached.isPresent()) {
      return cached.get();
    }
    CompletableFuture<DnsAnswer> ours = new CompletableFuture<>();
    CompletableFuture<DnsAnswer> theirs = flights.putIfAbsent(asked, ours);
    return theirs == null ? lead(asked, ours) : join(asked, theirs);
  }

  private DnsAnswer lead(Asked asked, CompletableFuture<DnsAnswer> flight) {
    DnsAnswer answer =
        DnsAnswer.unusable(DnsOutcome.FAILED, asked.name(), "look-up ended without an answer");
    try {
      // Once more: another flight may have landed since we looked.
      answer = cache.find(asked).orElseGet(() -> follow(asked));
      cache.store(asked, answer);
      return answer;
    } finally {
      flights.remove(asked, flight);
      flight.complete(answer);
    }
  }

  private DnsAnswer join(Asked asked, CompletableFuture<DnsAnswer> flight) {
    try {
      return flight.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, asked.name(), "no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DnsAnswer.unusable(DnsOutcome.FAILED, asked.name(), "interrupted");
    }
  }

  private DnsAnswer follow(Asked asked) {
    Deadline deadline = Deadline.in(limit);
    Name name = asked.name();
    Duration ttl = null;
    // A loop of aliases ends here as well.
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      DnsAnswer answer = question.ask(name, asked.type(), deadline);
      ttl = ttl == null || answer.ttl().compareTo(ttl) < 0 ? answer.ttl() : ttl;
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
