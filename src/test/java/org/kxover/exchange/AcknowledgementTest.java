package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxAck;
import org.kxover.message.KxExtension;
import org.kxover.message.KxRep;

/** Both sides make the acknowledgement of a key, if both want one. */
class AcknowledgementTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
  private static final UnaryOperator<OfferEdit> HONEST = UnaryOperator.identity();

  private final SecureRandom random = new SecureRandom();
  private Agreement ofB;
  private byte[] lastReply;

  private static Terms terms(Realm realm) {
    return new Terms(
        realm,
        List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
        Duration.ofDays(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }

  /** Runs an exchange whose messages are changed on their way, and returns A's agreement. */
  private Agreement exchange(
      SessionPair pair, UnaryOperator<OfferEdit> request, UnaryOperator<OfferEdit> reply)
      throws Exception {
    pair.client.tamper(message -> OfferEdit.in(message, request));
    pair.server.tamper(
        message -> {
          lastReply = message;
          return OfferEdit.in(message, reply);
        });
    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(
            () -> {
              try {
                ofB =
                    new AgreeableResponder(terms(B), CLOCK, random)
                        .answer(pair.server, pair.server.readMessage());
              } catch (RefusedException e) {
                // The initiator's exception tells it.
                ofB = null;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      return new Initiator(terms(A), CLOCK, random).run(pair.client, B, 3, Optional.empty());
    } finally {
      answered.get();
    }
  }

  @Test
  void bothMakeTheSame() throws Exception {
    Agreement ofA = exchange(new SessionPair(1), HONEST, HONEST);
    KxAck sent = ofA.acknowledgement().orElseThrow();
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE kvno 3", sent.toString());
    assertEquals(sent, KxAck.parseFrom(sent.encoded()));
    assertEquals(Optional.of(sent), ofB.acknowledgement());
  }

  /** Who relays messages between two sessions has another key, and so another proof. */
  @Test
  void anotherKeyHasAnotherProof() throws Exception {
    Agreement ofA = exchange(new SessionPair(1, 2), HONEST, HONEST);
    assertNotEquals(ofB.acknowledgement(), ofA.acknowledgement());
    Agreement again = exchange(new SessionPair(1), HONEST, HONEST);
    assertNotEquals(again.acknowledgement(), ofA.acknowledgement());
    assertEquals(again.acknowledgement(), ofB.acknowledgement());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withAPeerThatDoesNotKnowItThereIsNone(boolean initiatorIsOld) throws Exception {
    UnaryOperator<OfferEdit> old = OfferEdit::withoutAcknowledge;
    Agreement ofA =
        exchange(new SessionPair(1), initiatorIsOld ? old : HONEST, initiatorIsOld ? HONEST : old);
    assertEquals(Optional.empty(), ofA.acknowledgement());
    assertEquals(initiatorIsOld, ofB.acknowledgement().isEmpty());
    assertEquals(
        initiatorIsOld,
        KxRep.parseFrom(lastReply).offer().extensions().isEmpty(),
        "a responder that was not asked does not write the extension");
    assertTrue(ofA.password().matches(ofB.password()), "the key is the same all the same");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMalformedOneEndsTheExchange(boolean critical) {
    KxExtension malformed =
        new KxExtension(AcknowledgeExtension.OID, critical, new byte[critical ? 0 : 1]);
    PeerRefusedException refused =
        assertThrows(
            PeerRefusedException.class,
            () -> exchange(new SessionPair(1), offer -> offer.extensions(malformed), HONEST));
    assertEquals(ErrorCode.KRB_ERR_GENERIC, refused.errorCode());
    assertThrows(
        ExchangeException.class,
        () -> exchange(new SessionPair(1), HONEST, offer -> offer.extensions(malformed)));
  }
}
