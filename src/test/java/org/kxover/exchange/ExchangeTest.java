package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;

class ExchangeTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Realm C = new Realm("C.EXAMPLE");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final KerberosTime T = new KerberosTime(NOW);

  private final SecureRandom random = new SecureRandom();
  private final List<Agreement> written = new ArrayList<>();

  private static Terms terms(Realm realm, Duration lifetime, EncryptionType... types) {
    return new Terms(realm, List.of(types), lifetime, Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  private static Terms ofA() {
    return terms(A, Duration.ofDays(30), AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96);
  }

  private static Terms ofB() {
    return terms(B, Duration.ofDays(7), AES256_CTS_HMAC_SHA384_192, AES256_CTS_HMAC_SHA1_96);
  }

  private Agreement exchange(SessionPair pair, Terms client, Terms server, Instant serverTime)
      throws Exception {
    AgreeableResponder responder =
        new AgreeableResponder(server, InstantSource.fixed(serverTime), random)
            .writes(written::add);
    CompletableFuture<Agreement> answered =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return responder.answer(pair.server, pair.server.readMessage());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      return new Initiator(client, InstantSource.fixed(NOW), random)
          .run(pair.client, B, 3, Optional.empty());
    } finally {
      try {
        answered.get();
      } catch (ExecutionException e) {
        // The test checks the initiator's exception. Here only a refusal is expected.
        assertTrue(e.getCause().getCause() instanceof RefusedException, e.toString());
      }
    }
  }

  @Test
  void bothSidesHaveTheSameKey() throws Exception {
    Agreement client = exchange(new SessionPair(1), ofA(), ofB(), NOW);
    Agreement server = written.get(0);
    assertTrue(client.password().matches(server.password()));
    assertEquals(64, client.password().ascii().length);
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE", client.crossover().toString());
    assertEquals(3, client.kvno());
    assertEquals(3, server.kvno());
    assertEquals(List.of(AES256_CTS_HMAC_SHA1_96), client.encryptionTypes());
    assertEquals(List.of(AES256_CTS_HMAC_SHA1_96), server.encryptionTypes());
    assertEquals(T.plus(Duration.ofDays(7)), client.till(), "the earlier till");
    assertEquals(client.till(), server.till());
    assertEquals(client.from(), server.from());
  }

  /** What our KDC permits may change between the request and its answer. */
  @Test
  void theTypesOfAnExchangeAreReadOnce() throws Exception {
    List<List<EncryptionType>> readings =
        new ArrayList<>(
            List.of(List.of(AES256_CTS_HMAC_SHA1_96), List.of(AES128_CTS_HMAC_SHA1_96)));
    Terms changing =
        new Terms(
            A,
            () -> readings.remove(0),
            Duration.ofDays(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));
    Agreement agreed = exchange(new SessionPair(1), changing, ofB(), NOW);
    assertEquals(List.of(AES256_CTS_HMAC_SHA1_96), agreed.encryptionTypes());
    assertEquals(1, readings.size());
  }

  /** Our KDC's configuration cannot be read at present. */
  @Test
  void withoutATypeOfItsOwnTheResponderSaysThatItIsUnavailable() {
    PeerRefusedException refused =
        assertThrows(
            PeerRefusedException.class,
            () -> exchange(new SessionPair(1), ofA(), terms(B, Duration.ofDays(7)), NOW));
    assertEquals(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, refused.errorCode());
  }

  @Test
  void theLaterFromCounts() throws Exception {
    Agreement client = exchange(new SessionPair(1), ofA(), ofB(), NOW.plusSeconds(60));
    assertEquals(T.plus(Duration.ofSeconds(60)), client.from());
    assertEquals(client.from(), written.get(0).from());
    assertTrue(client.password().matches(written.get(0).password()));
  }

  @Test
  void eachExchangeAndEachSessionHasItsOwnKey() throws Exception {
    Agreement first = exchange(new SessionPair(1), ofA(), ofB(), NOW);
    Agreement second = exchange(new SessionPair(1), ofA(), ofB(), NOW);
    Agreement third = exchange(new SessionPair(2), ofA(), ofB(), NOW);
    assertFalse(first.password().matches(second.password()), "the salts differ");
    assertFalse(first.password().matches(third.password()));
  }

  @Test
  void theResponderDecidesTheKvno() throws Exception {
    SessionPair pair = new SessionPair(1);
    AgreeableResponder responder =
        new AgreeableResponder(ofB(), InstantSource.fixed(NOW), random).decides(42);
    CompletableFuture<Agreement> client =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new Initiator(ofA(), InstantSource.fixed(NOW), random)
                    .run(pair.client, B, 1, Optional.empty());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Agreement server = responder.answer(pair.server, pair.server.readMessage());
    assertEquals(42, client.get().kvno());
    assertTrue(client.get().password().matches(server.password()));
  }

  @Test
  void aPasswordIsWipedAndNeverPrinted() throws Exception {
    Agreement agreement = exchange(new SessionPair(1), ofA(), ofB(), NOW);
    String text = new String(agreement.password().ascii(), StandardCharsets.UTF_8);
    assertFalse(agreement.toString().contains(text));
    agreement.close();
    assertArrayEquals(new byte[64], agreement.password().ascii());
  }

  private static Arguments request(int code, String expected, UnaryOperator<OfferEdit> change) {
    return Arguments.of(code, expected, change);
  }

  private static Arguments reply(String expected, UnaryOperator<OfferEdit> change) {
    return Arguments.of(expected, change);
  }

  private static KerberosTime in(Duration time) {
    return T.plus(time);
  }

  static Stream<Arguments> badRequests() {
    PrincipalName tgsOfB = PrincipalName.ticketGrantingService(B);
    PrincipalName lowerCase = PrincipalName.crossover(new Realm("b.example"), A);
    PrincipalName noTgs = new PrincipalName(A, 2, List.of("HTTP", "B.EXAMPLE"));
    PrincipalName otherType = new PrincipalName(A, 1, List.of("krbtgt", "B.EXAMPLE"));
    Duration sixMinutes = Duration.ofMinutes(6);
    return Stream.of(
        request(68, "is the KDC of B", o -> o.kxName(PrincipalName.crossover(C, A))),
        request(68, "is the KDC of B", o -> o.kxName(lowerCase)),
        request(60, "my-name", o -> o.kxName(PrincipalName.crossover(B, C))),
        request(60, "my-name", o -> o.myName(tgsOfB)),
        request(60, "itself", o -> o.kxName(tgsOfB).myName(tgsOfB)),
        request(60, "kx-name is not krbtgt", o -> o.kxName(noTgs)),
        request(60, "kx-name is not krbtgt", o -> o.kxName(otherType)),
        request(37, "request-time", o -> o.requestTime(T.minus(sixMinutes))),
        request(37, "request-time", o -> o.requestTime(in(sixMinutes))),
        request(60, "is not before till", o -> o.from(in(sixMinutes)).till(in(sixMinutes))),
        request(12, "too far ahead", o -> o.from(in(sixMinutes))),
        request(12, "leaves less than", o -> o.till(in(Duration.ofSeconds(59)))),
        request(60, "kvno 0", o -> o.kvno(0)),
        request(60, "kvno 32768", o -> o.kvno(32_768)),
        request(60, "kvno 4294967295", o -> o.kvno(4_294_967_295L)),
        request(
            14,
            "no common encryption type: asked for [16, 23], used here [18, 20]",
            o -> o.etypes(16, 23)),
        request(12, "max-uses", o -> o.maxUses(7)),
        request(60, "critical extension 1.3.6.1.4.1.99999.1", o -> o.extension(true)));
  }

  @ParameterizedTest
  @MethodSource
  void badRequests(int code, String expected, UnaryOperator<OfferEdit> change) {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(message -> OfferEdit.in(message, change));
    PeerRefusedException e =
        assertThrows(PeerRefusedException.class, () -> exchange(pair, ofA(), ofB(), NOW));
    assertEquals(code, e.errorCode(), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(written.isEmpty(), "nothing may be written");
  }

  static Stream<Arguments> badReplies() {
    return Stream.of(
        reply("request-time", o -> o.requestTime(in(Duration.ofSeconds(1)))),
        reply("kx-name", o -> o.kxName(PrincipalName.crossover(A, B))),
        reply("my-name", o -> o.myName(PrincipalName.ticketGrantingService(C))),
        reply("kvno 0", o -> o.kvno(0)),
        reply("kvno 32768", o -> o.kvno(32_768)),
        reply("from is too far ahead", o -> o.from(in(Duration.ofMinutes(6)))),
        reply("leaves less than", o -> o.till(in(Duration.ofSeconds(59)))),
        reply("etypes", o -> o.etypes(18, 20)),
        reply("etypes", o -> o.etypes(23)),
        reply("max-uses", o -> o.maxUses(1)),
        reply("critical", o -> o.extension(true)));
  }

  @ParameterizedTest
  @MethodSource
  void badReplies(String expected, UnaryOperator<OfferEdit> change) {
    SessionPair pair = new SessionPair(1);
    pair.server.tamper(message -> OfferEdit.in(message, change));
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> exchange(pair, ofA(), ofB(), NOW));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void unknownNonCriticalExtensionsAreIgnored() throws Exception {
    SessionPair request = new SessionPair(1);
    request.client.tamper(message -> OfferEdit.in(message, o -> o.extension(false)));
    Agreement client = exchange(request, ofA(), ofB(), NOW);
    assertTrue(client.password().matches(written.get(0).password()));

    SessionPair reply = new SessionPair(1);
    reply.server.tamper(message -> OfferEdit.in(message, o -> o.extension(false)));
    client = exchange(reply, ofA(), ofB(), NOW);
    assertTrue(client.password().matches(written.get(1).password()));
  }

  @Test
  void aSaltChangedOnTheWayGivesDifferentKeys() throws Exception {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(message -> OfferEdit.in(message, o -> o.salt(new byte[32])));
    Agreement client = exchange(pair, ofA(), ofB(), NOW);
    assertFalse(client.password().matches(written.get(0).password()));
  }

  @Test
  void bothSidesRefuseMalformedMessages() {
    SessionPair request = new SessionPair(1);
    request.client.tamper(message -> new byte[] {0x30, 0});
    assertThrows(PeerRefusedException.class, () -> exchange(request, ofA(), ofB(), NOW));
    SessionPair reply = new SessionPair(1);
    reply.server.tamper(message -> new byte[] {0x30, 0});
    assertThrows(ExchangeException.class, () -> exchange(reply, ofA(), ofB(), NOW));
  }

  @Test
  void aRefusalDoesNotRevealOurReason() throws Exception {
    Responder responder = new Responder(ofB(), InstantSource.fixed(NOW), random);
    KrbError sent =
        responder.refusal(new RefusedException(ErrorCode.KDC_ERR_POLICY, "no", "our own reason"));
    assertEquals(ErrorCode.KDC_ERR_POLICY, sent.errorCode());
    assertEquals("no", sent.text());
    assertFalse(new String(sent.encoded(), StandardCharsets.ISO_8859_1).contains("our own reason"));
  }

  @Test
  void aPeerWithoutCertificateIsRefusedWhateverItSends() {
    for (UnaryOperator<byte[]> expected :
        List.<UnaryOperator<byte[]>>of(
            message -> message,
            message -> new byte[] {0x30, 0},
            message -> OfferEdit.in(message, o -> o.kvno(0)))) {
      SessionPair pair = new SessionPair(1);
      pair.server.seesNoCertificate();
      pair.client.tamper(expected);
      PeerRefusedException e =
          assertThrows(PeerRefusedException.class, () -> exchange(pair, ofA(), ofB(), NOW));
      assertEquals(ErrorCode.KDC_ERR_CLIENT_NOT_TRUSTED, e.errorCode(), e.getMessage());
    }
    assertTrue(written.isEmpty(), "nothing may be written");
  }
}
