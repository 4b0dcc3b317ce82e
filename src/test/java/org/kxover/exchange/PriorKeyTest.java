package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxExtension;
import org.kxover.message.PriorKeyExtension;

/**
 * A rollover that mixes the prior key into the new key, and invalid proofs that must be refused.
 */
class PriorKeyTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int KVNO = 6;

  private final SecureRandom random = new SecureRandom();
  private final List<Agreement> written = new ArrayList<>();

  private static Terms terms(Realm realm) {
    return new Terms(
        realm,
        List.of(AES256_CTS_HMAC_SHA1_96),
        Duration.ofDays(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }

  private static PriorKey key(int kvno, EncryptionType type, int octet) {
    byte[] octets = new byte[type.keyLength()];
    Arrays.fill(octets, (byte) octet);
    return new PriorKey(kvno, new EncryptionKey(type, octets));
  }

  private static PriorKey key() {
    return key(KVNO, AES256_CTS_HMAC_SHA1_96, 7);
  }

  /** Runs an exchange in which the responder uses {@code own} as the prior key. */
  private Agreement exchange(SessionPair pair, Optional<PriorKey> prior, Optional<PriorKey> own)
      throws Exception {
    AgreeableResponder responder =
        new AgreeableResponder(terms(B), InstantSource.fixed(NOW), random)
            .mixes(own)
            .writes(written::add);
    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(
            () -> {
              try {
                responder.answer(pair.server, pair.server.readMessage());
              } catch (RefusedException e) {
                // The initiator got the refusal.
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      return new Initiator(terms(A), InstantSource.fixed(NOW), random)
          .run(pair.client, B, KVNO + 1, prior);
    } finally {
      answered.get();
    }
  }

  @Test
  void bothDeriveOneKeyFromSessionAndPriorKey() throws Exception {
    SessionPair pair = new SessionPair(1);
    byte[][] exported = new byte[1][];
    pair.client.onExport(secret -> exported[0] = secret.clone());
    Agreement client = exchange(pair, Optional.of(key()), Optional.of(key()));
    assertTrue(client.password().matches(written.get(0).password()));
    assertEquals(OptionalInt.of(KVNO), client.priorKvno());
    assertEquals(OptionalInt.of(KVNO), written.get(0).priorKvno());
    // The last exported secret would be the key without a prior key.
    assertFalse(
        Arrays.equals(Base64.getUrlEncoder().encode(exported[0]), client.password().ascii()));
  }

  @Test
  void withoutAPriorKeyTheSessionAloneMakesTheKey() throws Exception {
    SessionPair pair = new SessionPair(1);
    byte[][] exported = new byte[1][];
    pair.client.onExport(secret -> exported[0] = secret.clone());
    Agreement client = exchange(pair, Optional.empty(), Optional.empty());
    assertEquals(OptionalInt.empty(), client.priorKvno());
    assertArrayEquals(Base64.getUrlEncoder().encode(exported[0]), client.password().ascii());
  }

  @Test
  void theCallerKeepsThePriorKey() throws Exception {
    PriorKey prior = key();
    exchange(new SessionPair(1), Optional.of(prior), Optional.of(key()));
    assertArrayEquals(key().key().octets(), prior.key().octets());
    prior.close();
    assertArrayEquals(new byte[32], prior.key().octets());
  }

  private void assertRefused(int code, SessionPair pair, Optional<PriorKey> own) {
    PeerRefusedException e =
        assertThrows(PeerRefusedException.class, () -> exchange(pair, Optional.of(key()), own));
    assertEquals(code, e.errorCode(), e.getMessage());
    assertTrue(e.mayBeDueToPriorKey(), e.getMessage());
    assertTrue(written.isEmpty(), "nothing may be written");
  }

  static Stream<PriorKey> whoHasAnotherKeyIsRefusedBeforeAnythingIsWritten() {
    return Stream.of(
        key(KVNO, AES256_CTS_HMAC_SHA1_96, 8),
        key(KVNO - 1, AES256_CTS_HMAC_SHA1_96, 7),
        key(KVNO, AES128_CTS_HMAC_SHA1_96, 7));
  }

  @ParameterizedTest
  @MethodSource
  void whoHasAnotherKeyIsRefusedBeforeAnythingIsWritten(PriorKey own) {
    assertRefused(ErrorCode.KRB_AP_ERR_MODIFIED, new SessionPair(1), Optional.of(own));
  }

  @Test
  void aResponderThatHasNoneRefuses() {
    assertRefused(ErrorCode.KRB_AP_ERR_NOKEY, new SessionPair(1), Optional.empty());
  }

  private static Arguments value(int code, UnaryOperator<PriorKeyExtension> change) {
    return Arguments.of(code, change);
  }

  static Stream<Arguments> aRequestThatShowsAnother() {
    return Stream.of(
        value(44, e -> new PriorKeyExtension(0, e.etype(), e.proof())),
        value(44, e -> new PriorKeyExtension(32_768, e.etype(), e.proof())),
        value(44, e -> new PriorKeyExtension(0xffff_ffffL, e.etype(), e.proof())),
        value(44, e -> new PriorKeyExtension(e.kvno(), 23, e.proof())),
        value(44, e -> new PriorKeyExtension(e.kvno(), -1, e.proof())),
        value(41, e -> e.withProof(new byte[48])),
        value(41, e -> new PriorKeyExtension(e.kvno(), e.etype(), flipLastBit(e.proof()))));
  }

  private static byte[] flipLastBit(byte[] proof) {
    proof[proof.length - 1] ^= 1;
    return proof;
  }

  @ParameterizedTest
  @MethodSource
  void aRequestThatShowsAnother(int code, UnaryOperator<PriorKeyExtension> change) {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(message -> OfferEdit.in(message, o -> o.priorKey(change)));
    assertRefused(code, pair, Optional.of(key()));
  }

  /** A proof is invalid with another offer, and in another session. */
  @Test
  void aProofIsOfItsRequestAndItsSession() {
    SessionPair changed = new SessionPair(1);
    changed.client.tamper(message -> OfferEdit.in(message, o -> o.salt(new byte[32])));
    assertRefused(ErrorCode.KRB_AP_ERR_MODIFIED, changed, Optional.of(key()));
    SessionPair moved = new SessionPair(1, 2);
    assertRefused(ErrorCode.KRB_AP_ERR_MODIFIED, moved, Optional.of(key()));
  }

  @Test
  void aRequestWhoseExtensionIsNotCriticalOrNoPriorKey() {
    for (KxExtension extension :
        List.of(
            new KxExtension(PriorKeyExtension.OID, false, new byte[0]),
            new KxExtension(PriorKeyExtension.OID, true, new byte[0]),
            new KxExtension(PriorKeyExtension.OID, true, new byte[] {0x30, 0}))) {
      SessionPair pair = new SessionPair(1);
      pair.client.tamper(message -> OfferEdit.in(message, o -> o.extensions(extension)));
      assertRefused(ErrorCode.KRB_ERR_GENERIC, pair, Optional.of(key()));
    }
  }

  private static Arguments reply(String expected, UnaryOperator<OfferEdit> change) {
    return Arguments.of(expected, change);
  }

  static Stream<Arguments> aReplyThatDoesNotMixAsAsked() {
    return Stream.of(
        reply("is not mixed in", OfferEdit::extensions),
        reply(
            "not critical",
            o -> o.extensions(new KxExtension(PriorKeyExtension.OID, false, new byte[0]))),
        reply(
            "another prior key: kvno 5",
            o -> o.priorKey(e -> new PriorKeyExtension(5, e.etype(), e.proof()))),
        reply(
            "another prior key: kvno 6 etype 17",
            o -> o.priorKey(e -> new PriorKeyExtension(6, 17, e.proof()))),
        reply(
            "the peer has another key with kvno 6",
            o -> o.priorKey(e -> e.withProof(new byte[48]))),
        reply("the peer has another key with kvno 6", o -> o.kvno(8)),
        reply("the peer has another key with kvno 6", o -> o.salt(new byte[32])));
  }

  @ParameterizedTest
  @MethodSource
  void aReplyThatDoesNotMixAsAsked(String expected, UnaryOperator<OfferEdit> change) {
    SessionPair pair = new SessionPair(1);
    pair.server.tamper(message -> OfferEdit.in(message, change));
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> exchange(pair, Optional.of(key()), Optional.of(key())));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  /** The initiator's proof is not valid as the responder's proof. */
  @Test
  void theProofOfTheRequestIsNoneOfTheReply() {
    SessionPair pair = new SessionPair(1);
    byte[][] sent = new byte[1][];
    pair.client.tamper(
        message ->
            OfferEdit.in(
                message,
                o ->
                    o.priorKey(
                        e -> {
                          sent[0] = e.proof();
                          return e;
                        })));
    pair.server.tamper(
        message -> OfferEdit.in(message, o -> o.priorKey(e -> e.withProof(sent[0]))));
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> exchange(pair, Optional.of(key()), Optional.of(key())));
    assertTrue(e.getMessage().contains("the peer has another key"), e.getMessage());
  }

  @Test
  void aReplyWithAPriorKeyThatWasNotAskedFor() {
    SessionPair pair = new SessionPair(1);
    KxExtension unasked = PriorKeyExtension.withoutProof(KVNO, 18).extension();
    pair.server.tamper(message -> OfferEdit.in(message, o -> o.extensions(unasked)));
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> exchange(pair, Optional.empty(), Optional.empty()));
    assertTrue(e.getMessage().contains("was not asked for"), e.getMessage());
  }
}
