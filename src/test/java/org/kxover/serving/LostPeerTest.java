package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.crossing.TwoRealms;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Reply;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.exchange.Terms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxOffer;
import org.kxover.message.KxReq;
import org.kxover.message.MessageType;

/** A peer asks B.EXAMPLE and closes the connection before the answer. */
@Timeout(120)
class LostPeerTest {
  @TempDir Path folder;
  private TwoRealms world;
  private final List<Realm> served = new ArrayList<>();

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
    world.afterServing(B, served::add);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  /** B's session with A. If {@code lost}, A has closed the connection. */
  private final class FakeSession implements Session {
    private final boolean lost;
    private final List<byte[]> sent = new ArrayList<>();
    private int writtenBefore;

    FakeSession(boolean lost) {
      this.lost = lost;
    }

    @Override
    public byte[] readMessage() throws IOException {
      throw new EOFException();
    }

    @Override
    public void writeMessage(byte[] message) throws IOException {
      if (lost) {
        throw new EOFException("the other end is gone");
      }
      writtenBefore = world.storeOfB.writes().size();
      sent.add(message);
    }

    @Override
    public List<byte[]> peerChain() {
      return world.chainOfA();
    }

    @Override
    public byte[] exportSecret(byte[] context, int length) {
      return new byte[length];
    }

    @Override
    public String namedGroup() {
      return "x25519";
    }

    @Override
    public Duration timeToAnswer() {
      return Duration.ofSeconds(30);
    }

    @Override
    public String peerName() {
      return "192.0.2.1:4088";
    }
  }

  private KxReq request() {
    KerberosTime now = new KerberosTime(world.clock.instant());
    return new KxReq(
        new KxOffer(
            now,
            new byte[32],
            A_TO_B,
            1,
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96.number()),
            now,
            now.plus(Duration.ofDays(7)),
            OptionalLong.empty(),
            PrincipalName.ticketGrantingService(A),
            List.of()));
  }

  private boolean ask(Session session) {
    return world.incoming(B, world.storeOfB).answer(session, request(), new AwaitedAck());
  }

  /** The failure reason in the KEY_REFUSED event of B, if there is one. */
  private Optional<FailureReason> refused() {
    List<Event> refusals =
        world.events.stream().filter(event -> event.type() == EventType.KEY_REFUSED).toList();
    assertTrue(refusals.size() <= 1, refusals.toString());
    return refusals.stream().findFirst().flatMap(Event::failureReason);
  }

  @Test
  void theAnswerIsSentAfterTheKeyIsWritten() throws Exception {
    FakeSession session = new FakeSession(false);
    assertTrue(ask(session));
    assertEquals(1, session.writtenBefore);
    assertEquals(1, session.sent.size());
    assertEquals(MessageType.KX_REP, MessageType.of(session.sent.get(0)));
    assertEquals(List.of(A), served);
    assertEquals(Optional.empty(), refused());
  }

  @Test
  void aRefusalIsReportedEvenIfThePeerIsGone() {
    world.storeOfB.holding(TwoRealms.handMade());
    assertTrue(ask(new FakeSession(true)));
    assertEquals(Optional.of(FailureReason.REFUSED_BY_POLICY), refused());
    assertEquals(List.of(), served);
  }

  @Test
  void anInternalErrorIsReportedEvenIfThePeerIsGone() {
    CrossoverStore failing =
        (CrossoverStore)
            Proxy.newProxyInstance(
                LostPeerTest.class.getClassLoader(),
                new Class<?>[] {CrossoverStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("possible")) {
                    return method.invoke(world.storeOfB, arguments);
                  }
                  throw new IllegalStateException("ours");
                });
    assertFalse(
        world.incoming(B, failing).answer(new FakeSession(true), request(), new AwaitedAck()));
    assertEquals(Optional.of(FailureReason.INTERNAL), refused());
    assertEquals(List.of(), served);
  }

  /** A peer that got its answer must not get an error message too. */
  @Test
  void anInternalErrorAfterTheAnswerIsNotSentToThePeer() throws Exception {
    world.afterServing(
        B,
        peer -> {
          throw new IllegalStateException("ours");
        });
    FakeSession session = new FakeSession(false);
    assertFalse(ask(session));
    assertEquals(1, session.sent.size());
    assertEquals(MessageType.KX_REP, MessageType.of(session.sent.get(0)));
    assertEquals(Optional.of(FailureReason.INTERNAL), refused());
  }

  @Test
  void theKeyStaysIfTheReplyCannotBeSent() throws Exception {
    assertFalse(ask(new FakeSession(true)));
    assertEquals(List.of(A_TO_B + " kvno 1 SERVICE"), world.storeOfB.writes());
    assertEquals(Optional.empty(), refused());
    assertEquals(List.of(), served);
  }

  @Test
  void theKeyThatItDoesNotHearOfIsWiped() throws Exception {
    Terms terms =
        new Terms(
            B,
            TwoRealms.ENCRYPTION_TYPES,
            TwoRealms.KEY_LIFETIME,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));
    Responder responder = new Responder(terms, world.clock, new SecureRandom());
    FakeSession session = new FakeSession(true);
    Reply reply =
        responder.reply(session, responder.validate(session, request()), 1, Optional.empty());
    byte[] made = reply.agreement().password().ascii();
    assertThrows(EOFException.class, () -> reply.sendTo(session));
    assertArrayEquals(new byte[64], reply.agreement().password().ascii());
    assertFalse(Arrays.equals(new byte[64], made));
  }
}
