package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRole;
import org.kxover.config.RealmRule;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossing.TwoRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.ReferralService;
import org.kxover.tls.TlsListener;

@Timeout(120)
class ReverseCrossingTest {
  private static final PrincipalName B_TO_A = PrincipalName.crossover(A, B);
  private static final String OUT_1 = "krbtgt/A.EXAMPLE@B.EXAMPLE kvno 1 CLIENT";
  private static final String IN_1 = "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 SERVICE";

  @TempDir Path folder;
  private TwoRealms world;
  private TlsListener listenerOfA;
  private final List<Realm> begun = new CopyOnWriteArrayList<>();

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
    listenerOfA = world.listenAtA();
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private static RealmSettings offering(Realm realm) {
    return TestSettings.of(realm).with(PolicySettings.OFFER_OTHER_DIRECTION, true);
  }

  private ReverseCrossing otherDirection(
      RealmSettings settings, Function<Realm, CompletableFuture<?>> first) {
    LocalRealm local =
        LocalRealm.of(
            settings, new MemoryStore(world.clock), world.clock, Events.none(), address -> false);
    return new ReverseCrossing(local, first);
  }

  /** Lets the realm offer the other direction, and returns a queue of the outcomes. */
  private BlockingQueue<String> offerAfterServing(Realm realm, OutgoingExchanges exchanges) {
    BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    ReverseCrossing other =
        otherDirection(
            offering(realm),
            peer -> {
              CompletableFuture<?> exchange = exchanges.beginFirst(peer);
              exchange.whenComplete((done, e) -> outcomes.add(e == null ? "done" : e.getMessage()));
              return exchange;
            });
    world.afterServing(realm, other::offer);
    return outcomes;
  }

  private static String await(BlockingQueue<String> outcomes) throws InterruptedException {
    return Optional.ofNullable(outcomes.poll(60, TimeUnit.SECONDS)).orElseThrow();
  }

  @Test
  void twoPoliteRealmsStopAfterOneExchangeInEachDirection() throws Exception {
    OutgoingExchanges exchangesOfA = world.ourExchanges();
    ReferralService outgoingOfA = world.outgoing(exchangesOfA, Duration.ofSeconds(60));
    BlockingQueue<String> ofA = offerAfterServing(A, exchangesOfA);
    BlockingQueue<String> ofB = offerAfterServing(B, world.exchangesOfB());
    outgoingOfA.answer(TwoRealms.question("HTTP/www.b.example"));
    assertEquals("done", await(ofB));
    assertEquals("done", await(ofA), "the key exists already");
    assertEquals(List.of(IN_1, OUT_1), world.storeOfB.writes());
    assertEquals(2, world.storeOfA.writes().size());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, B_TO_A));
    assertEquals(1, world.exchanges());
    assertEquals(1, listenerOfA.counts().sessions());
  }

  /** Each realm serves the other but fails to write its own key. Only the pause stops the loop. */
  @Test
  void twoPoliteRealmsThatFailDoNotSpurEachOther() throws Exception {
    CompletableFuture<?> failure =
        CompletableFuture.failedFuture(new CrossingException(FailureReason.DATABASE, "full"));
    ReverseCrossing other = otherDirection(offering(B), counting(failure));
    other.offer(A);
    other.offer(A);
    assertEquals(List.of(A), begun);
    world.pass(ReverseCrossing.PAUSE);
    other.offer(A);
    assertEquals(List.of(A, A), begun, "a later request may lead to a key");
  }

  private Function<Realm, CompletableFuture<?>> counting(CompletableFuture<?> outcome) {
    return peer -> {
      begun.add(peer);
      return outcome;
    };
  }

  @Test
  void offersNothingUnlessTold() throws Exception {
    otherDirection(TestSettings.of(B), counting(new CompletableFuture<>())).offer(A);
    assertEquals(List.of(), begun);
    otherDirection(offering(B), counting(new CompletableFuture<>())).offer(A);
    assertEquals(List.of(A), begun);
  }

  @Test
  void policyIsThatOfQuestions() throws Exception {
    RealmSettings staying = offering(B).with(PolicySettings.ROLES, Set.of(RealmRole.SERVICE));
    otherDirection(staying, counting(new CompletableFuture<>())).offer(A);
    RealmSettings choosing =
        offering(B)
            .with(
                PolicySettings.PEER_REALMS,
                List.of(new RealmRule(false, "a.example"), new RealmRule(true, "*")));
    ReverseCrossing other = otherDirection(choosing, counting(new CompletableFuture<>()));
    other.offer(A);
    assertEquals(List.of(), begun);
    other.offer(TwoRealms.D);
    assertEquals(List.of(TwoRealms.D), begun);
  }

  @Test
  void newRealmsAreCounted() throws Exception {
    part();
    world =
        new TwoRealms(
            Files.createTempDirectory(folder, "world"),
            Map.of(B, realm -> realm.with(PolicySettings.NEW_REALMS, 0)));
    world.listenAtA();
    Throwable e =
        assertThrows(ExecutionException.class, () -> world.exchangesOfB().beginFirst(A).get())
            .getCause();
    assertTrue(e.getMessage().contains("would exceed the limit of new realms"), e.getMessage());
  }

  @Test
  void aPrincipalThatIsThereIsLeftAlone() throws Exception {
    world.storeOfB.holding(
        new StoredCrossover(B_TO_A, false, Optional.empty(), 3, new TreeMap<>()));
    BlockingQueue<String> ofB = offerAfterServing(B, world.exchangesOfB());
    world.ask();
    assertEquals("done", await(ofB));
    assertEquals(List.of(IN_1), world.storeOfB.writes());
    assertEquals(0, listenerOfA.counts().sessions());
  }

  @Test
  void thePeerHasItsAnswerHoweverTheOfferEnds() throws Exception {
    listenerOfA.close();
    BlockingQueue<String> ofB = offerAfterServing(B, world.exchangesOfB());
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    assertFalse(await(ofB).equals("done"));
    assertEquals(List.of(IN_1), world.storeOfB.writes());
  }

  @Test
  void thePeerHasItsAnswerBeforeTheOfferIsOver() throws Exception {
    CompletableFuture<?> endless = new CompletableFuture<>();
    ReverseCrossing other = otherDirection(offering(B), counting(endless));
    world.afterServing(B, other::offer);
    try (var session = world.connect()) {
      world.exchange(session, B).close();
      world.exchange(session, B).close();
    }
    assertEquals(List.of(A), begun, "the session continued during the offer");
  }

  @Test
  void onlySoManyAreInWork() throws Exception {
    List<CompletableFuture<Void>> exchanges = new ArrayList<>();
    ReverseCrossing other =
        otherDirection(
            offering(B),
            peer -> {
              begun.add(peer);
              exchanges.add(new CompletableFuture<>());
              return exchanges.get(exchanges.size() - 1);
            });
    for (int i = 0; i <= ReverseCrossing.MAX_AT_ONCE; i++) {
      other.offer(new Realm("R" + i + ".EXAMPLE"));
    }
    assertEquals(ReverseCrossing.MAX_AT_ONCE, begun.size());
    exchanges.get(0).completeExceptionally(new RejectedExecutionException());
    other.offer(new Realm("R" + ReverseCrossing.MAX_AT_ONCE + ".EXAMPLE"));
    assertEquals(ReverseCrossing.MAX_AT_ONCE + 1, begun.size());
  }

  @Test
  void noExchangeBeginsWithAnUnreadableDatabase() throws Exception {
    world.storeOfB.failReads(StoreException.Reason.FAILED);
    CompletableFuture<StoredCrossover> first = world.exchangesOfB().beginFirst(A);
    assertTrue(
        assertThrows(CompletionException.class, first::join).getCause()
            instanceof CrossingException);
    assertEquals(0, listenerOfA.counts().sessions());
  }
}
