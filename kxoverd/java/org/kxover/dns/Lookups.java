package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.kxover.base.Comparables;
import org.kxover.base.SingleFlight;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Looks up records: follows CNAMEs, caches answers, and lets concurrent lookups of one question
 * share an answer.
 */
final class Lookups {
  private static final int MAX_ALIASES = 8;
  private static final int MAX_CACHED = 10_000;
  private static final int MAX_CACHED_OCTETS = 16 << 20;

  private final Query query;
  private final Duration limit;
  private final AnswerCache cache;
  private final SingleFlight<DnsQuestion, SharedResult> flights = new SingleFlight<>();

  /**
   * The result of a lookup that several callers may share.
   *
   * @param deadline of the caller that started the lookup
   * @param shortened true if {@code deadline} is earlier than the limit of a lookup
   */
  private record SharedResult(DnsAnswer answer, Deadline deadline, boolean shortened) {
    boolean wasCutShort() {
      return shortened && deadline.hasPassed();
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

  /** Lookups that share this cache, but send their queries through {@code other}. */
  Lookups withQuery(Query other) {
    return new Lookups(other, limit, cache);
  }

  /** Implements {@link SecureDns#lookup}. */
  DnsAnswer lookup(Name name, int type, Deadline end) {
    if (!name.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute name: " + name);
    }
    DnsQuestion question = new DnsQuestion(name, type);
    Deadline deadline = end.atMost(limit);
    while (true) {
      Optional<DnsAnswer> cached = cache.find(question);
      if (cached.isPresent()) {
        return cached.get();
      }
      SharedResult result =
          await(
              flights.joinHere(
                  question,
                  () -> new SharedResult(perform(question, deadline), deadline, deadline == end)),
              question,
              deadline);
      DnsAnswer answer = result.answer();
      // A caller with a shorter deadline may have failed only for lack of time: try again.
      if (answer.outcome() != DnsOutcome.FAILED || !result.wasCutShort() || deadline.hasPassed()) {
        return answer;
      }
    }
  }

  private DnsAnswer perform(DnsQuestion question, Deadline deadline) {
    // Look again: another thread may have stored an answer since the first look.
    DnsAnswer answer = cache.find(question).orElseGet(() -> followCnames(question, deadline));
    cache.store(question, answer);
    return answer;
  }

  /** Waits for the shared lookup. It has ended already if this thread performed it. */
  private static SharedResult await(
      CompletableFuture<SharedResult> flight, DnsQuestion question, Deadline deadline) {
    String why;
    try {
      return flight.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      why = "no answer in time";
    } catch (ExecutionException e) {
      why = "the lookup ended with an unexpected error (a bug)";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    return new SharedResult(
        DnsAnswer.unusable(DnsOutcome.FAILED, question.name(), why), deadline, false);
  }

  private DnsAnswer followCnames(DnsQuestion question, Deadline deadline) {
    LookupWork work = new LookupWork(deadline);
    Name name = question.name();
    Duration ttl = null;
    Optional<Instant> signedUntil = Optional.empty();
    // The limit also ends a loop of CNAMEs.
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      DnsAnswer answer = query.ask(name, question.type(), work);
      ttl = ttl == null ? answer.ttl() : Comparables.min(ttl, answer.ttl());
      signedUntil =
          Stream.of(signedUntil, answer.signedUntil())
              .flatMap(Optional::stream)
              .min(Comparator.naturalOrder());
      if (question.type() == Type.CNAME
          || answer.outcome() != DnsOutcome.SECURE
          || !(answer.records().get(0) instanceof CNAMERecord alias)) {
        return answer.behind(ttl, signedUntil);
      }
      name = alias.getTarget();
    }
    return DnsAnswer.unusable(
        DnsOutcome.FAILED,
        question.name(),
        "more than " + MAX_ALIASES + " CNAMEs, or a loop of them");
  }
}
