package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** CNAMEs, the cache and its limits, with scripted answers. */
class LookupsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ManualClock clock = new ManualClock();
  private final Map<Name, DnsAnswer> script = new HashMap<>();
  private final List<Name> asked = new ArrayList<>();
  private final Lookups lookups = new Lookups(this::answer, LIMIT, clock);

  private DnsAnswer answer(Name name, int type, LookupWork work) {
    asked.add(name);
    return script.get(name);
  }

  private static Name name(int number) {
    return Name.fromConstantString("n" + number + ".example.");
  }

  private void alias(int from, int to, long ttl) {
    CNAMERecord alias = new CNAMERecord(name(from), DClass.IN, ttl, name(to));
    script.put(name(from), DnsAnswer.secure(name(from), List.of(alias), Duration.ofSeconds(ttl)));
  }

  private void text(int number, long ttl) {
    TXTRecord text = new TXTRecord(name(number), DClass.IN, ttl, "text");
    script.put(
        name(number), DnsAnswer.secure(name(number), List.of(text), Duration.ofSeconds(ttl)));
  }

  private DnsAnswer lookup(int number) {
    return lookups.lookup(name(number), Type.TXT, Deadline.in(LIMIT));
  }

  @Test
  void ttlIsTheShortestOfTheChain() {
    alias(1, 2, 30);
    alias(2, 3, 90);
    text(3, 60);
    DnsAnswer answer = lookup(1);
    assertEquals(DnsOutcome.SECURE, answer.outcome());
    assertEquals(name(3), answer.name());
    assertEquals(Duration.ofSeconds(30), answer.ttl());
  }

  @Test
  void followsEightAliasesAndNotNine() {
    for (int i = 0; i < 9; i++) {
      alias(i, i + 1, 60);
    }
    text(9, 60);
    assertEquals(DnsOutcome.SECURE, lookup(1).outcome());
    assertEquals(DnsOutcome.FAILED, lookup(0).outcome());
  }

  @Test
  void leavesALoopOfAliases() {
    alias(1, 2, 60);
    alias(2, 1, 60);
    DnsAnswer answer = lookup(1);
    assertEquals(DnsOutcome.FAILED, answer.outcome());
    assertTrue(answer.reason().contains("loop"), answer::reason);
  }

  @Test
  void theTargetOfAnAliasDecidesTheOutcome() {
    alias(1, 2, 60);
    for (DnsOutcome bad : List.of(DnsOutcome.INSECURE, DnsOutcome.BOGUS, DnsOutcome.FAILED)) {
      script.put(name(2), DnsAnswer.unusable(bad, name(2), "why"));
      assertEquals(bad, lookup(1).outcome());
    }
    script.put(name(2), DnsAnswer.absent(name(2), Duration.ofSeconds(10), "no"));
    assertEquals(DnsOutcome.ABSENT, lookup(1).outcome());
    assertEquals(Duration.ofSeconds(10), lookup(1).ttl());
  }

  @Test
  void doesNotFollowAliasesInACnameLookup() {
    alias(1, 2, 60);
    DnsAnswer answer = lookups.lookup(name(1), Type.CNAME, Deadline.in(LIMIT));
    assertEquals(name(1), answer.name());
    assertEquals(List.of(name(1)), asked);
  }

  @Test
  void cachesOnlyProvenAnswers() {
    text(1, 60);
    text(2, 0);
    script.put(name(3), DnsAnswer.absent(name(3), Duration.ofSeconds(60), "no"));
    for (int twice = 0; twice < 2; twice++) {
      lookup(1);
      lookup(2);
      lookup(3);
      int number = 4;
      for (DnsOutcome bad :
          List.of(
              DnsOutcome.INSECURE, DnsOutcome.BOGUS, DnsOutcome.INDETERMINATE, DnsOutcome.FAILED)) {
        script.put(name(number), DnsAnswer.unusable(bad, name(number), "why"));
        lookup(number++);
      }
    }
    assertEquals(
        List.of(1, 2, 3, 4, 5, 6, 7, 2, 4, 5, 6, 7).stream().map(LookupsTest::name).toList(),
        asked);
  }

  @Test
  void aClockSetBackDoesNotExtendTheTtl() {
    text(1, 60);
    lookup(1);
    clock.advance(Duration.ofHours(-1));
    assertEquals(Duration.ofSeconds(60), lookup(1).ttl());
  }

  @Test
  void evictsTheLeastRecentlyUsed() {
    AnswerCache cache = new AnswerCache(2, 100_000, clock);
    for (int i = 1; i <= 3; i++) {
      text(i, 60);
    }
    cache.store(new DnsQuestion(name(1), Type.TXT), script.get(name(1)));
    cache.store(new DnsQuestion(name(2), Type.TXT), script.get(name(2)));
    assertTrue(cache.find(new DnsQuestion(name(1), Type.TXT)).isPresent());
    cache.store(new DnsQuestion(name(3), Type.TXT), script.get(name(3)));
    assertTrue(cache.find(new DnsQuestion(name(1), Type.TXT)).isPresent());
    assertTrue(cache.find(new DnsQuestion(name(2), Type.TXT)).isEmpty());
    assertTrue(cache.find(new DnsQuestion(name(3), Type.TXT)).isPresent());
  }

  /** Peers choose the records in their zones. */
  @Test
  void rememberedAnswersAreBoundedInSizeToo() {
    AnswerCache cache = new AnswerCache(1000, 200_000, clock);
    List<Record> large = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      large.add(new TXTRecord(name(1), DClass.IN, 60, "x".repeat(200) + i));
    }
    DnsAnswer answer = DnsAnswer.secure(name(1), large, Duration.ofSeconds(60));
    for (int i = 1; i <= 100; i++) {
      cache.store(new DnsQuestion(name(i), Type.TXT), answer);
      assertTrue(cache.find(new DnsQuestion(name(i), Type.TXT)).isPresent());
    }
    long kept =
        IntStream.rangeClosed(1, 100)
            .filter(i -> cache.find(new DnsQuestion(name(i), Type.TXT)).isPresent())
            .count();
    assertTrue(kept >= 1 && kept * 100 * 200 <= 200_000, kept + " are kept");
  }

  /** Unverified peers fill all their query slots with queries that get no answer. */
  @Test
  void thoseApartShareAnswersAndDoNotWaitForTheOthers() throws Exception {
    text(1, 60);
    lookup(1);
    CountDownLatch asked = new CountDownLatch(1);
    Lookups separate =
        lookups.withQuery(
            (name, type, work) -> {
              asked.countDown();
              LockSupport.parkNanos(work.deadline().nanosLeft());
              return DnsAnswer.unusable(DnsOutcome.FAILED, name, "silence");
            });
    assertEquals(
        DnsOutcome.SECURE, separate.lookup(name(1), Type.TXT, Deadline.in(LIMIT)).outcome());
    text(2, 60);
    CompletableFuture<DnsAnswer> hanging =
        CompletableFuture.supplyAsync(
            () -> separate.lookup(name(2), Type.TXT, Deadline.in(Duration.ofSeconds(60))));
    asked.await();
    assertEquals(DnsOutcome.SECURE, lookup(2).outcome());
    assertFalse(hanging.isDone());
  }

  /** The caller with a short deadline starts the lookup. The other one must not get its failure. */
  @Test
  void aCallerWithTimeGetsAnAnswerAfterOneWithoutTimeFailed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Deadline soon = Deadline.in(Duration.ofMillis(300));
    Lookups slow =
        new Lookups(
            (name, type, work) -> {
              if (begun.getCount() == 0) {
                return answer(name, type, work);
              }
              begun.countDown();
              LockSupport.parkNanos(work.deadline().nanosLeft());
              return DnsAnswer.unusable(DnsOutcome.FAILED, name, "no time");
            },
            LIMIT,
            clock);
    text(1, 60);
    CompletableFuture<DnsAnswer> early =
        CompletableFuture.supplyAsync(() -> slow.lookup(name(1), Type.TXT, soon));
    begun.await();
    DnsAnswer patient = slow.lookup(name(1), Type.TXT, Deadline.in(LIMIT));
    assertEquals(DnsOutcome.FAILED, early.get().outcome());
    assertEquals(DnsOutcome.SECURE, patient.outcome());
  }

  @Test
  void waitsForASharedLookupOnlyUntilItsOwnDeadline() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Lookups slow =
        new Lookups(
            (name, type, work) -> {
              begun.countDown();
              await(free);
              return answer(name, type, work);
            },
            LIMIT,
            clock);
    text(1, 60);
    CompletableFuture<DnsAnswer> patient =
        CompletableFuture.supplyAsync(
            () -> slow.lookup(name(1), Type.TXT, Deadline.in(Duration.ofSeconds(30))));
    begun.await();
    Deadline soon = Deadline.in(Duration.ofMillis(20));
    assertEquals(DnsOutcome.FAILED, slow.lookup(name(1), Type.TXT, soon).outcome());
    free.countDown();
    assertEquals(DnsOutcome.SECURE, patient.get().outcome());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anErrorInALookupDoesNotBlockTheNext() {
    assertThrows(NullPointerException.class, () -> lookup(1));
    text(1, 60);
    assertEquals(DnsOutcome.SECURE, lookup(1).outcome());
  }

  @Test
  void anErrorInASharedLookupFailsItForAllCallers() throws Exception {
    List<DnsAnswer> shared = new ArrayList<>();
    Thread[] sharing = new Thread[1];
    Lookups breaking =
        new Lookups(
            (name, type, work) -> {
              sharing[0].start();
              while (sharing[0].getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              throw new IllegalStateException("broken");
            },
            LIMIT,
            clock);
    Deadline late = Deadline.in(Duration.ofSeconds(60));
    sharing[0] = new Thread(() -> shared.add(breaking.lookup(name(1), Type.TXT, late)));
    assertThrows(
        IllegalStateException.class, () -> breaking.lookup(name(1), Type.TXT, Deadline.in(LIMIT)));
    sharing[0].join();
    assertEquals(DnsOutcome.FAILED, shared.get(0).outcome());
    assertEquals("the lookup ended with an unexpected error (a bug)", shared.get(0).reason());
  }

  @Test
  void requiresAbsoluteNames() {
    Name relative = Name.fromConstantString("www");
    assertThrows(
        IllegalArgumentException.class,
        () -> lookups.lookup(relative, Type.TXT, Deadline.in(LIMIT)));
  }
}
