package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxExtension;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;

/** Whether two realms derive keys or make a password, and which keys these are. */
class DerivedKeysTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
  private static final UnaryOperator<OfferEdit> HONEST = UnaryOperator.identity();
  private static final KxExtension CRITICAL =
      new KxExtension(DerivedKeysExtension.OID, true, new byte[0]);
  private static final KxExtension WITH_VALUE =
      new KxExtension(DerivedKeysExtension.OID, false, new byte[1]);

  private final SecureRandom random = new SecureRandom();
  private final SessionPair pair = new SessionPair(1);
  private Agreement ofB;
  private byte[] request;
  private byte[] reply;

  private static Terms terms(Realm realm) {
    return new Terms(
        realm,
        List.of(AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96),
        Duration.ofDays(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }

  private static PriorKey prior() {
    return new PriorKey(2, new EncryptionKey(AES256_CTS_HMAC_SHA1_96, new byte[32]));
  }

  /** Runs an exchange whose messages are changed on their way, and returns A's agreement. */
  private Agreement exchange(
      boolean takenByA,
      boolean takenByB,
      Optional<PriorKey> prior,
      UnaryOperator<OfferEdit> changedRequest,
      UnaryOperator<OfferEdit> changedReply)
      throws Exception {
    pair.client.tamper(
        message -> {
          request = message;
          return OfferEdit.in(message, changedRequest);
        });
    pair.server.tamper(
        message -> {
          reply = message;
          return OfferEdit.in(message, changedReply);
        });
    AgreeableResponder responder = new AgreeableResponder(terms(B), CLOCK, random).mixes(prior);
    if (takenByB) {
      responder.takesKeys();
    }
    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(
            () -> {
              try {
                ofB = responder.answer(pair.server, pair.server.readMessage());
              } catch (RefusedException e) {
                // The initiator's exception tells it.
                ofB = null;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      return new Initiator(terms(A), CLOCK, random).run(pair.client, B, 3, prior, takenByA);
    } finally {
      answered.get();
    }
  }

  private Agreement exchange(boolean takenByA, boolean takenByB) throws Exception {
    return exchange(takenByA, takenByB, Optional.empty(), HONEST, HONEST);
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  /** HKDF-Expand of at most one hash, by Java's own HMAC. */
  private static byte[] expand(byte[] secret, String infoInHex, int length) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA384");
    mac.init(new SecretKeySpec(secret, "HmacSHA384"));
    mac.update(HexFormat.of().parseHex(infoInHex));
    mac.update((byte) 1);
    return Arrays.copyOf(mac.doFinal(), length);
  }

  @ParameterizedTest
  @EnumSource
  void theKeyOfEachTypeIsExpandedFromTheSecret(EncryptionType type) throws Exception {
    byte[] secret = new byte[48];
    random.nextBytes(secret);
    String label = hex("kxover-derived-key".getBytes(StandardCharsets.US_ASCII));
    byte[] expected = expand(secret, label + "%08x".formatted(type.number()), type.keyLength());
    try (DerivedKeys keys = DerivedKeys.ofSecret(secret, List.of(type))) {
      assertEquals(type, keys.copies().get(0).type());
      assertArrayEquals(expected, keys.copies().get(0).octets());
      assertArrayEquals(new byte[48], secret, "the secret is wiped");
    }
  }

  @Test
  void bothDeriveTheSameKeysAndNoPassword() throws Exception {
    byte[][] exported = new byte[1][];
    pair.client.onExport(secret -> exported[0] = secret.clone());
    Agreement ofA = exchange(true, true);
    assertTrue(ofA.material().matches(ofB.material()));
    List<EncryptionKey> keys = ((DerivedKeys) ofA.material()).copies();
    assertEquals(ofA.encryptionTypes(), keys.stream().map(EncryptionKey::type).toList());
    assertThrows(IllegalStateException.class, ofA::password);
    byte[] expected =
        expand(
            exported[0],
            hex("kxover-derived-key".getBytes(StandardCharsets.US_ASCII)) + "00000012",
            32);
    assertArrayEquals(expected, keys.get(1).octets());
    assertEquals(ofB.acknowledgement(), ofA.acknowledgement());
    assertTrue(ofA.isAcknowledged());
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true"})
  void ifOneDatabaseTakesNoKeysBothMakeAPassword(boolean takenByA, boolean takenByB)
      throws Exception {
    Agreement ofA = exchange(takenByA, takenByB);
    assertTrue(ofA.password().matches(ofB.password()));
    assertEquals(takenByA, DerivedKeysExtension.isIn(KxReq.parseFrom(request).offer()));
    assertFalse(DerivedKeysExtension.isIn(KxRep.parseFrom(reply).offer()), "never unasked");
  }

  /** A peer that does not know the extension writes none, and passes over it. */
  @Test
  void withAPeerThatDoesNotKnowItThereIsAPassword() throws Exception {
    UnaryOperator<OfferEdit> old = OfferEdit::withoutDerivedKeys;
    Agreement ofA = exchange(true, true, Optional.empty(), old, HONEST);
    assertTrue(ofA.password().matches(ofB.password()));
  }

  @Test
  void thePriorKeyIsMixedIntoDerivedKeysToo() throws Exception {
    Agreement ofA = exchange(true, true, Optional.of(prior()), HONEST, HONEST);
    assertTrue(ofA.material().matches(ofB.material()));
    assertTrue(ofA.material() instanceof DerivedKeys);
    assertEquals(2, ofA.priorKvno().orElseThrow());
  }

  /** With a prior key, not even who has broken the session can remove the extension. */
  @Test
  void theProofOfAPriorKeyCoversTheExtension() {
    PeerRefusedException refused =
        assertThrows(
            PeerRefusedException.class,
            () ->
                exchange(true, true, Optional.of(prior()), OfferEdit::withoutDerivedKeys, HONEST));
    assertEquals(ErrorCode.KRB_AP_ERR_MODIFIED, refused.errorCode());
    ExchangeException e =
        assertThrows(
            ExchangeException.class,
            () ->
                exchange(true, true, Optional.of(prior()), HONEST, OfferEdit::withoutDerivedKeys));
    assertTrue(e.getMessage().contains("the peer has another key"), e.getMessage());
  }

  @Test
  void cutOutOfTheReplyItLeavesTwoKeysThatDoNotFit() throws Exception {
    Agreement ofA = exchange(true, true, Optional.empty(), HONEST, OfferEdit::withoutDerivedKeys);
    assertFalse(ofA.material().matches(ofB.material()));
    assertNotEquals(ofB.acknowledgement(), ofA.acknowledgement(), "B sees that A has another");
  }

  @Test
  void aReplyThatDerivesKeysUnaskedIsRefused() {
    ExchangeException e =
        assertThrows(
            ExchangeException.class,
            () -> exchange(false, false, Optional.empty(), HONEST, OfferEdit::withDerivedKeys));
    assertTrue(e.getMessage().contains("derived keys were not asked for"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMalformedOneEndsTheExchange(boolean critical) {
    KxExtension malformed = critical ? CRITICAL : WITH_VALUE;
    PeerRefusedException refused =
        assertThrows(
            PeerRefusedException.class,
            () ->
                exchange(
                    true, true, Optional.empty(), offer -> offer.extensions(malformed), HONEST));
    assertEquals(ErrorCode.KRB_ERR_GENERIC, refused.errorCode());
    assertThrows(
        ExchangeException.class,
        () -> exchange(true, true, Optional.empty(), HONEST, offer -> offer.extensions(malformed)));
  }

  @Test
  void keysAreWipedAndNeverPrinted() throws Exception {
    Agreement agreement = exchange(true, true);
    String key = hex(((DerivedKeys) agreement.material()).copies().get(0).octets());
    assertFalse(agreement.toString().contains(key));
    agreement.close();
    assertArrayEquals(new byte[16], ((DerivedKeys) agreement.material()).copies().get(0).octets());
  }
}
