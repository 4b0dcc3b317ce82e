package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.crossing.TwoRealms;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxAck;
import org.kxover.referral.Answer;
import org.kxover.tls.TlsSession;

/** A peer shows that it has a key, or does not. Then it wants the next one. */
@Timeout(120)
class KeyConfirmationTest {
  private static final int PER_DAY = 8;

  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private boolean isConfirmed(int kvno) throws Exception {
    return world.storeOfB.find(A_TO_B).orElseThrow().keys().get(kvno).confirmed();
  }

  /** Waits until B has read what was sent in the session, which it then ends. */
  private static void awaitEnd(TlsSession session) {
    assertThrows(IOException.class, session::readMessage);
  }

  /** As when the reply is lost: B has a key, and A has none. */
  private int losesReply() throws Exception {
    return losesReply(Duration.ZERO);
  }

  /**
   * @param ahead how far A's clock is ahead of B's
   */
  private int losesReply(Duration ahead) throws Exception {
    try (TlsSession session = world.connect();
        Agreement agreement = world.exchange(session, B, ahead)) {
      return agreement.kvno();
    }
  }

  private int makesConfirmedKey() throws Exception {
    try (TlsSession session = world.connect();
        Agreement agreement = world.exchange(session, B)) {
      session.writeMessage(agreement.acknowledgement().orElseThrow().encoded());
      session.close();
      world.awaitSessionsEnd();
      return agreement.kvno();
    }
  }

  private void assertRefused(String words) {
    PeerRefusedException refused =
        assertThrows(PeerRefusedException.class, this::losesReply, "one key too many");
    assertEquals(ErrorCode.KDC_ERR_POLICY, refused.errorCode());
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  @Test
  void anAcknowledgedKeyIsConfirmed() throws Exception {
    assertEquals(1, losesReply());
    assertFalse(isConfirmed(1));
    assertEquals(2, makesConfirmedKey());
    assertTrue(isConfirmed(2));
    assertFalse(isConfirmed(1), "a later key shows nothing of an earlier one");
  }

  @Test
  void aRequestMayFollowAnAcknowledgement() throws Exception {
    try (TlsSession session = world.connect()) {
      for (int kvno = 1; kvno <= TwoRealms.MAX_REQUESTS; kvno++) {
        try (Agreement agreement = world.exchange(session, B)) {
          session.writeMessage(agreement.acknowledgement().orElseThrow().encoded());
        }
      }
      awaitEnd(session);
    }
    for (int kvno = 1; kvno <= TwoRealms.MAX_REQUESTS; kvno++) {
      assertTrue(isConfirmed(kvno), "kvno " + kvno);
    }
  }

  @Test
  void noOtherProofConfirms() throws Exception {
    KxAck other;
    try (TlsSession session = world.connect();
        Agreement agreement = world.exchange(session, B)) {
      other = agreement.acknowledgement().orElseThrow();
    }
    assertIsNoProof(2, other);
    assertIsNoProof(3, new KxAck(A_TO_B, 3, other.proof()));
    assertIsNoProof(4, new KxAck(A_TO_B, 4, new byte[KxAck.PROOF_LENGTH]));
    assertFalse(isConfirmed(1));
  }

  private void assertIsNoProof(int kvno, KxAck acknowledgement) throws Exception {
    try (TlsSession session = world.connect();
        Agreement agreement = world.exchange(session, B)) {
      assertEquals(kvno, agreement.kvno());
      session.writeMessage(acknowledgement.encoded());
      // It would take the right one after the wrong one, if it did not end the session.
      session.writeMessage(agreement.acknowledgement().orElseThrow().encoded());
      awaitEnd(session);
      assertFalse(isConfirmed(kvno));
    }
  }

  @Test
  void theAcknowledgementOfAnEarlierKeyIsNotAwaitedAnyMore() throws Exception {
    try (TlsSession session = world.connect();
        Agreement first = world.exchange(session, B);
        Agreement second = world.exchange(session, B)) {
      session.writeMessage(first.acknowledgement().orElseThrow().encoded());
      awaitEnd(session);
      assertEquals(2, second.kvno());
    }
    assertFalse(isConfirmed(1));
    assertFalse(isConfirmed(2));
  }

  @Test
  void ourOwnCrossingIsConfirmedAndTheNextOneConfirmsAKeyWhoseAcknowledgementWasLost()
      throws Exception {
    world.storeOfB.failConfirmations(true);
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    world.awaitSessionsEnd();
    assertFalse(isConfirmed(1));
    world.storeOfB.failConfirmations(false);
    world.pass(TwoRealms.KEY_LIFETIME.minus(TwoRealms.TICKET_LIFE));
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    world.awaitSessionsEnd();
    assertTrue(isConfirmed(1), "the prior key was mixed in");
    assertTrue(isConfirmed(2));
  }

  @Test
  void lostRepliesLockNobodyOut() throws Exception {
    for (int lost = 1; lost <= 64; lost++) {
      if (lost > KeyLimits.MAX_UNCONFIRMED && lost % KeyLimits.MAX_UNCONFIRMED == 1) {
        assertRefused("too many keys were made for this crossover; ask again after");
        world.pass(TwoRealms.LONGEST_EXCHANGE);
      }
      assertEquals(lost, losesReply());
    }
    world.pass(TwoRealms.LONGEST_EXCHANGE);
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
    assertEquals(65, world.storeOfB.find(A_TO_B).orElseThrow().keys().size(), "no key was removed");
  }

  /** The use of its keys begins by its own clock. */
  @Test
  void aPeerWhoseClockIsAheadWaitsNoLonger() throws Exception {
    Duration ahead = Duration.ofMinutes(4);
    for (int kvno = 1; kvno <= KeyLimits.MAX_UNCONFIRMED; kvno++) {
      assertEquals(kvno, losesReply(ahead));
    }
    KeyValidity last = world.storeOfB.find(A_TO_B).orElseThrow().keys().get(8);
    assertEquals(last.made().plus(ahead), last.from());
    assertRefused("ask again after " + last.made().plus(TwoRealms.LONGEST_EXCHANGE));
    world.pass(TwoRealms.LONGEST_EXCHANGE);
    assertEquals(KeyLimits.MAX_UNCONFIRMED + 1, losesReply(ahead));
  }

  @Test
  void weeksOfLostRepliesDoNotFillTheDatabase() throws Exception {
    TreeMap<Integer, Duration> keys = new TreeMap<>();
    for (int kvno = 1; kvno <= KeyLimits.MANY_KEYS + 8; kvno++) {
      keys.put(kvno, TwoRealms.KEY_LIFETIME);
    }
    // They are a day old.
    world.storeOfB.holding(world.stored(Role.SERVICE, keys));
    int next = losesReply();
    assertEquals(KeyLimits.MANY_KEYS + 9, next);
    world.pass(TwoRealms.LONGEST_EXCHANGE.multipliedBy(4).minusSeconds(1));
    assertRefused("too many keys were made for this crossover; ask again after");
    world.pass(Duration.ofSeconds(1));
    assertEquals(next + 1, losesReply());
  }

  @Test
  void onlySoManyKeysOfADayAreConfirmed() throws Exception {
    // Nine sessions that are open at once get their keys before one of them is confirmed.
    for (int kvno = 1; kvno < PER_DAY; kvno++) {
      assertEquals(kvno, makesConfirmedKey());
    }
    try (TlsSession one = world.connect();
        TlsSession other = world.connect();
        Agreement eighth = world.exchange(one, B);
        Agreement ninth = world.exchange(other, B)) {
      one.writeMessage(eighth.acknowledgement().orElseThrow().encoded());
      awaitEnd(one);
      other.writeMessage(ninth.acknowledgement().orElseThrow().encoded());
      awaitEnd(other);
    }
    assertTrue(isConfirmed(PER_DAY));
    assertFalse(isConfirmed(PER_DAY + 1));
    assertRefused("too many keys were made for this crossover today");
    world.pass(Duration.ofDays(1).minusSeconds(1));
    assertRefused("too many keys were made for this crossover today");
    world.pass(Duration.ofSeconds(1));
    assertEquals(PER_DAY + 2, makesConfirmedKey());
    assertTrue(isConfirmed(PER_DAY + 2));
  }

  /** A realm whose keys live for minutes needs many of them in a day. */
  @Test
  void keysThatAreOverDoNotCount() throws Exception {
    KerberosTime now = new KerberosTime(world.clock.instant());
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    for (int kvno = 1; kvno <= 2 * PER_DAY; kvno++) {
      // The first keeps kadmin from removing those after it.
      keys.put(
          kvno,
          new KeyValidity(
                  now.minus(Duration.ofHours(1)),
                  now.plus(Duration.ofSeconds(kvno == 1 ? 60 : -1)),
                  TwoRealms.ENCRYPTION_TYPES,
                  "kx.a.example:4088",
                  "x25519")
              .withConfirmation());
    }
    world.storeOfB.holding(
        new StoredCrossover(A_TO_B, true, Optional.of(Role.SERVICE), 2 * PER_DAY, keys));
    assertEquals(2 * PER_DAY + 1, losesReply());
  }
}
