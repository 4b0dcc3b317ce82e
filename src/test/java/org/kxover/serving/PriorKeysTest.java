package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.config.PriorKeyPolicy;
import org.kxover.crossing.RealmIdentity;
import org.kxover.crossing.TwoRealms;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.AgreeableResponder;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Terms;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.referral.Answer;
import org.kxover.tls.ListenerCounts;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.kxover.tls.TlsSession;

/** When the prior key is mixed into the next key, by the settings and databases of both realms. */
@Timeout(120)
class PriorKeysTest {
  @TempDir Path folder;
  private TwoRealms world;

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  /** Two realms that have their first key. */
  private void meet(PriorKeyPolicy ofA, PriorKeyPolicy ofB) throws Exception {
    world = new TwoRealms(folder, ofA, ofB);
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    assertPrior(1, OptionalInt.empty());
  }

  private void meet() throws Exception {
    meet(PriorKeyPolicy.IF_POSSIBLE, PriorKeyPolicy.IF_POSSIBLE);
  }

  private void renew(int kvno) throws Exception {
    world.ourExchanges().renew(A_TO_B, kvno).get();
  }

  private static OptionalInt prior(MemoryStore store, int kvno) throws Exception {
    return store.find(A_TO_B).orElseThrow().keys().get(kvno).priorKvno();
  }

  /** Both databases have the same newest key and the same record of its prior key. */
  private void assertPrior(int kvno, OptionalInt expected) throws Exception {
    assertEquals(expected, prior(world.storeOfA, kvno));
    assertEquals(expected, prior(world.storeOfB, kvno));
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
    assertEquals(kvno, world.storeOfB.find(A_TO_B).orElseThrow().highestKvno());
  }

  private CrossingException assertNotRenewed(int kvno, FailureReason failureReason, String words) {
    List<String> before = world.storeOfB.writes();
    ExecutionException thrown = assertThrows(ExecutionException.class, () -> renew(kvno));
    CrossingException e = (CrossingException) thrown.getCause();
    assertEquals(failureReason, e.failureReason(), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(before, world.storeOfB.writes(), "nothing is written");
    return e;
  }

  @ParameterizedTest
  @EnumSource(names = {"IF_POSSIBLE", "REQUIRED"})
  void eachKeyHasTheOneBeforeMixedIn(PriorKeyPolicy policy) throws Exception {
    meet(policy, policy);
    for (int kvno = 1; kvno < 4; kvno++) {
      renew(kvno);
      assertPrior(kvno + 1, OptionalInt.of(kvno));
      assertEquals(kvno + 1, world.exchanges(), "one connection for each exchange");
    }
  }

  /** A store that adds each key that it gives out to {@code keys}. */
  private static CrossoverStore recording(MemoryStore store, List<EncryptionKey> keys) {
    return (CrossoverStore)
        Proxy.newProxyInstance(
            PriorKeysTest.class.getClassLoader(),
            new Class<?>[] {CrossoverStore.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(store, arguments);
              if (method.getName().equals("key")) {
                ((Optional<?>) answer).ifPresent(key -> keys.add((EncryptionKey) key));
              }
              return answer;
            });
  }

  @Test
  void thePriorKeyIsWipedOnBothSides() throws Exception {
    List<EncryptionKey> keys = new CopyOnWriteArrayList<>();
    world =
        new TwoRealms(
            folder,
            clock -> recording(new MemoryStore(clock), keys),
            clock -> recording(new MemoryStore(clock), keys));
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    renew(1);
    assertEquals(2, keys.size(), "one on each side");
    for (EncryptionKey key : keys) {
      assertArrayEquals(new byte[key.type().keyLength()], key.octets());
    }
  }

  /** Renews the key without a prior key, over this number of connections. */
  private void assertMadeWithout(int connections) throws Exception {
    renew(1);
    assertPrior(2, OptionalInt.empty());
    assertEquals(1 + connections, world.exchanges());
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void withoutAReadableKeyOnOurSideNothingIsMixedIn(Reason reason) throws Exception {
    meet();
    assertMadeWithoutWhileFailing(world.storeOfA, reason);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void withoutAReadableKeyOnTheirSideNothingIsMixedIn(Reason reason) throws Exception {
    meet();
    assertMadeWithoutWhileFailing(world.storeOfB, reason);
  }

  private void assertMadeWithoutWhileFailing(MemoryStore store, Reason reason) throws Exception {
    store.failKeys(reason);
    assertMadeWithout(1);
    store.failKeys(null);
    renew(2);
    assertPrior(3, OptionalInt.of(2));
  }

  @Test
  void whereTheKeysDifferTheKeyIsMadeWithout() throws Exception {
    meet();
    world.storeOfB.change(A_TO_B, 1);
    assertMadeWithout(1);
  }

  /** For example after a backup was restored. */
  @Test
  void whereTheirDatabaseHasLostItTheKeyIsMadeWithout() throws Exception {
    meet();
    world.storeOfB.lose(A_TO_B);
    assertMadeWithout(1);
  }

  @Test
  void whereThePeerForbidsItNothingIsMixedIn() throws Exception {
    meet(PriorKeyPolicy.IF_POSSIBLE, PriorKeyPolicy.NEVER);
    assertMadeWithout(1);
  }

  @Test
  void whereWeForbidItNothingIsMixedIn() throws Exception {
    meet(PriorKeyPolicy.NEVER, PriorKeyPolicy.IF_POSSIBLE);
    assertMadeWithout(1);
  }

  @Test
  void ifWeRequireThePriorKeyNoKeyIsMadeWithoutIt() throws Exception {
    meet(PriorKeyPolicy.REQUIRED, PriorKeyPolicy.IF_POSSIBLE);
    String name = "prior_key is required, and " + A_TO_B + " kvno 1 cannot be mixed";
    world.storeOfA.failKeys(Reason.UNREADABLE);
    assertNotRenewed(1, FailureReason.REFUSED_BY_POLICY, name);
    assertEquals(1, world.exchanges(), "no peer is asked");
    world.storeOfA.failKeys(null);
    world.storeOfB.failKeys(Reason.UNREADABLE);
    CrossingException e = assertNotRenewed(1, FailureReason.REFUSED_BY_POLICY, name);
    assertTrue(e.getMessage().contains("KRB_AP_ERR_NOKEY"), e.getMessage());
    world.storeOfB.failKeys(null);
    renew(1);
    assertPrior(2, OptionalInt.of(1));
    world.awaitSessionsEnd();
    ListenerCounts counts = world.listener.counts();
    assertEquals(0, counts.failed() + counts.slow(), "no connection was opened for nothing");
  }

  @Test
  void whatTheyRequireIsNotDoneWithout() throws Exception {
    meet(PriorKeyPolicy.IF_POSSIBLE, PriorKeyPolicy.REQUIRED);
    world.storeOfA.failKeys(Reason.UNREADABLE);
    assertNotRenewed(1, FailureReason.REFUSED_BY_PEER, "KDC_ERR_POLICY: the prior key must be");
    world.storeOfA.failKeys(null);
    renew(1);
    assertPrior(2, OptionalInt.of(1));
  }

  /** The first reply to the peer may have been lost, so that it never had a key. */
  @Test
  void aPeerThatNeverShowedAKeyMayStartAgainIfRequired() throws Exception {
    meet(PriorKeyPolicy.REQUIRED, PriorKeyPolicy.REQUIRED);
    world.awaitSessionsEnd();
    world.storeOfA.lose(A_TO_B);
    Answer refused = world.ask();
    assertTrue(refused.reason().contains("the prior key must be mixed in"), refused::toString);
    world.storeOfB.lose(A_TO_B);
    world.storeOfB.failConfirmations(true);
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    world.awaitSessionsEnd();
    world.storeOfA.lose(A_TO_B);
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    assertPrior(2, OptionalInt.empty());
  }

  @Test
  void whoShowedToHaveKeysMayNotBeginAnewWhereItIsRequired() throws Exception {
    meet(PriorKeyPolicy.REQUIRED, PriorKeyPolicy.REQUIRED);
    renew(1);
    world.storeOfA.lose(A_TO_B);
    Answer refused = world.ask();
    assertEquals(Answer.Result.DENIED, refused.result());
    assertTrue(refused.reason().contains("the prior key must be mixed in"), refused.reason());
    // The administrator of B deletes the principal, as the error message says.
    world.storeOfB.lose(A_TO_B);
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    assertPrior(1, OptionalInt.empty());
  }

  @Test
  void aPeerMayStartAgainWhenItsKeysHaveExpired() throws Exception {
    meet(PriorKeyPolicy.REQUIRED, PriorKeyPolicy.REQUIRED);
    renew(1);
    world.storeOfA.lose(A_TO_B);
    world.pass(TwoRealms.KEY_LIFETIME.minus(Duration.ofMinutes(1)));
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
  }

  /** A peer that does not know prior keys and takes one request for each connection. */
  @Test
  void aPeerThatEndsTheConnectionIsAskedOnANewOne() throws Exception {
    meet();
    AtomicInteger connections = new AtomicInteger();
    TlsCredential credential =
        RealmIdentity.credential(
            Files.createDirectory(folder.resolve("b")), TwoRealms.B, "kx.b.example");
    Duration longest = Duration.ofSeconds(30);
    try (TlsListener old =
        new TlsListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            credential,
            new SecureRandom(),
            new TlsLimits(longest, longest, longest, longest, 65_536, 16, 16),
            session -> answer(session, connections.incrementAndGet()))) {
      old.start();
      RealmIdentity.publish(world.dnsOfA, "b.example", old.address().getPort(), credential);
      renew(1);
    }
    assertEquals(2, connections.get());
    assertEquals(OptionalInt.empty(), prior(world.storeOfA, 2));
  }

  private void answer(TlsSession session, int connection) throws IOException {
    byte[] request = session.readMessage();
    KerberosTime now = new KerberosTime(world.clock.instant());
    if (connection == 1) {
      String text = "critical extension is not known";
      session.writeMessage(
          new KrbError(ErrorCode.KRB_ERR_GENERIC, text, now, TwoRealms.B).encoded());
      return;
    }
    Terms terms =
        new Terms(
            TwoRealms.B,
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            TwoRealms.KEY_LIFETIME,
            Duration.ZERO,
            Duration.ofMinutes(5));
    try {
      new AgreeableResponder(terms, world.clock, new SecureRandom())
          .answer(new TlsExchangeSession(session), request)
          .close();
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
