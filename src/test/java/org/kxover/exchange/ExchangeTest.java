package org.kxover.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxReq;
import org.kxover.message.MessageException;

class ExchangeTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Realm C = new Realm("C.EXAMPLE");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final KerberosTime T = new KerberosTime(NOW);

  private final SecureRandom random = new SecureRandom();
  private final List<Agreement> written = new ArrayList<>();
  private final Responder.Authority writes =
      (proposal, maker) -> {
        Agreement agreement = maker.make(proposal.proposedKvno());
        written.add(agreement);
        return agreement;
      };

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
    Responder responder = new Responder(server, InstantSource.fixed(serverTime), random);
    CompletableFuture<Agreement> answered =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return responder.answer(pair.server, pair.server.readMessage(), writes);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      return new Initiator(client, InstantSource.fixed(NOW), random).run(pair.client, B, 3);
    } finally {
      try {
        answered.get();
      } catch (ExecutionException e) {
        // The initiator's own exception, or its answer, is what the test is about.
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
    assertEquals(T.plus(Duration.ofDays(7)), client.till(), "the earlier of the two");
    assertEquals(client.till(), server.till());
    assertEquals(client.from(), server.from());
  }

  @Test
  void inForceIsTheLaterFrom() throws Exception {
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
    Responder responder = new Responder(ofB(), InstantSource.fixed(NOW), random);
    CompletableFuture<Agreement> client =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new Initiator(ofA(), InstantSource.fixed(NOW), random)
                    .run(pair.client, B, 1);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Agreement server =
        responder.answer(
            pair.server, pair.server.readMessage(), (proposal, maker) -> maker.make(42));
    assertEquals(42, client.get().kvno());
    assertTrue(client.get().password().matches(server.password()));
  }

  @Test
  void aPasswordIsWipedAndNeverPrinted() throws Exception {
    Agreement agreement = exchange(new SessionPair(1), ofA(), ofB(), NOW);
    String text = new String(agreement.password().ascii(), java.nio.charset.StandardCharsets.UTF_8);
    assertFalse(agreement.toString().contains(text));
    agreement.close();
    assertArrayEquals(new byte[64], agreement.password().ascii());
  }

  private static KxOffer copy(
      KxOffer o, PrincipalName kxName, long kvno, KerberosTime from, KerberosTime till) {
    return new KxOffer(
        o.requestTime(),
        o.salt(),
        kxName,
        kvno,
        o.etypes(),
        from,
        till,
        o.maxUses(),
        o.myName(),
        o.extensions());
  }

  private static KxOffer withMyName(KxOffer o, PrincipalName myName) {
    return new KxOffer(
        o.requestTime(),
        o.salt(),
        o.kxName(),
        o.kvno(),
        o.etypes(),
        o.from(),
        o.till(),
        o.maxUses(),
        myName,
        o.extensions());
  }

  private static KxOffer withTime(KxOffer o, KerberosTime requestTime) {
    return new KxOffer(
        requestTime,
        o.salt(),
        o.kxName(),
        o.kvno(),
        o.etypes(),
        o.from(),
        o.till(),
        o.maxUses(),
        o.myName(),
        o.extensions());
  }

  private static KxOffer with(
      KxOffer o, List<Integer> etypes, OptionalLong uses, boolean critical) {
    return new KxOffer(
        o.requestTime(),
        o.salt(),
        o.kxName(),
        o.kvno(),
        etypes,
        o.from(),
        o.till(),
        uses,
        o.myName(),
        List.of(new KxExtension("1.3.6.1.4.1.99999.1", critical, new byte[] {1})));
  }

  private static Arguments of(int code, String says, UnaryOperator<KxOffer> change) {
    return Arguments.of(code, says, change);
  }

  static Stream<Arguments> badRequests() {
    PrincipalName tgsOfB = PrincipalName.ticketGrantingService(B);
    return Stream.of(
        of(
            ErrorCode.KDC_ERR_WRONG_REALM,
            "this is the KDC of B.EXAMPLE",
            o -> copy(o, PrincipalName.crossover(C, A), o.kvno(), o.from(), o.till())),
        of(
            ErrorCode.KDC_ERR_WRONG_REALM,
            "this is the KDC of B.EXAMPLE",
            o -> copy(o, PrincipalName.crossover(new Realm("b.example"), A), 1, T, o.till())),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "my-name",
            o -> copy(o, PrincipalName.crossover(B, C), o.kvno(), o.from(), o.till())),
        of(ErrorCode.KRB_ERR_GENERIC, "my-name", o -> withMyName(o, tgsOfB)),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "itself",
            o -> withMyName(copy(o, tgsOfB, o.kvno(), o.from(), o.till()), tgsOfB)),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "kx-name is not krbtgt",
            o ->
                copy(
                    o,
                    new PrincipalName(A, 2, List.of("HTTP", "B.EXAMPLE")),
                    o.kvno(),
                    o.from(),
                    o.till())),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "kx-name is not krbtgt",
            o ->
                copy(
                    o,
                    new PrincipalName(A, 1, List.of("krbtgt", "B.EXAMPLE")),
                    o.kvno(),
                    o.from(),
                    o.till())),
        of(
            ErrorCode.KRB_AP_ERR_SKEW,
            "request-time",
            o -> withTime(o, T.minus(Duration.ofMinutes(6)))),
        of(
            ErrorCode.KRB_AP_ERR_SKEW,
            "request-time",
            o -> withTime(o, T.plus(Duration.ofMinutes(6)))),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "is not before till",
            o -> copy(o, o.kxName(), 1, o.till(), o.till())),
        of(
            ErrorCode.KDC_ERR_POLICY,
            "too far ahead",
            o -> copy(o, o.kxName(), 1, T.plus(Duration.ofMinutes(6)), o.till())),
        of(
            ErrorCode.KDC_ERR_POLICY,
            "leaves less than",
            o -> copy(o, o.kxName(), 1, T, T.plus(Duration.ofSeconds(30)))),
        of(ErrorCode.KRB_ERR_GENERIC, "kvno 0", o -> copy(o, o.kxName(), 0, T, o.till())),
        of(ErrorCode.KRB_ERR_GENERIC, "kvno 32768", o -> copy(o, o.kxName(), 32_768, T, o.till())),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "kvno 4294967295",
            o -> copy(o, o.kxName(), 4_294_967_295L, T, o.till())),
        of(
            ErrorCode.KDC_ERR_ETYPE_NOSUPP,
            "none of the etypes",
            o -> with(o, List.of(16, 23), OptionalLong.empty(), false)),
        of(
            ErrorCode.KDC_ERR_POLICY,
            "max-uses",
            o -> with(o, o.etypes(), OptionalLong.of(7), false)),
        of(
            ErrorCode.KRB_ERR_GENERIC,
            "critical extension 1.3.6.1.4.1.99999.1",
            o -> with(o, o.etypes(), OptionalLong.empty(), true)));
  }

  @ParameterizedTest
  @MethodSource
  void badRequests(int code, String says, UnaryOperator<KxOffer> change) {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(message -> new KxReq(change.apply(request(message))).encoded());
    PeerRefusedException e =
        assertThrows(PeerRefusedException.class, () -> exchange(pair, ofA(), ofB(), NOW));
    assertEquals(code, e.errorCode(), e.getMessage());
    assertTrue(e.getMessage().contains(says), e.getMessage());
    assertTrue(written.isEmpty(), "nothing may be written");
  }

  static Stream<Arguments> badReplies() {
    return Stream.of(
        of(0, "request-time", o -> withTime(o, T.plus(Duration.ofSeconds(1)))),
        of(0, "kx-name", o -> copy(o, PrincipalName.crossover(A, B), o.kvno(), T, o.till())),
        of(0, "my-name", o -> withMyName(o, PrincipalName.ticketGrantingService(C))),
        of(0, "kvno 0", o -> copy(o, o.kxName(), 0, T, o.till())),
        of(0, "kvno 32768", o -> copy(o, o.kxName(), 32_768, T, o.till())),
        of(
            0,
            "from is too far ahead",
            o -> copy(o, o.kxName(), 3, T.plus(Duration.ofMinutes(6)), o.till())),
        of(0, "leaves less than", o -> copy(o, o.kxName(), 3, T, T.plus(Duration.ofSeconds(59)))),
        of(0, "etypes", o -> with(o, List.of(18, 20), OptionalLong.empty(), false)),
        of(0, "etypes", o -> with(o, List.of(23), OptionalLong.empty(), false)),
        of(0, "max-uses", o -> with(o, o.etypes(), OptionalLong.of(1), false)),
        of(0, "critical", o -> with(o, o.etypes(), OptionalLong.empty(), true)));
  }

  @ParameterizedTest
  @MethodSource
  void badReplies(int unused, String says, UnaryOperator<KxOffer> change) {
    SessionPair pair = new SessionPair(1);
    pair.server.tamper(message -> new KxRep(change.apply(reply(message))).encoded());
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> exchange(pair, ofA(), ofB(), NOW));
    assertTrue(e.getMessage().contains(says), e.getMessage());
  }

  @Test
  void unknownExtensionsThatAreNotCriticalPass() throws Exception {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(
        m ->
            new KxReq(with(request(m), request(m).etypes(), OptionalLong.empty(), false))
                .encoded());
    Agreement client = exchange(pair, ofA(), ofB(), NOW);
    assertTrue(client.password().matches(written.get(0).password()));
  }

  @Test
  void aSaltChangedOnTheWayGivesDifferentKeys() throws Exception {
    SessionPair pair = new SessionPair(1);
    pair.client.tamper(
        m -> {
          KxOffer o = request(m);
          byte[] salt = o.salt();
          salt[0] ^= 1;
          return new KxReq(
                  new KxOffer(
                      o.requestTime(),
                      salt,
                      o.kxName(),
                      o.kvno(),
                      o.etypes(),
                      o.from(),
                      o.till(),
                      o.maxUses(),
                      o.myName(),
                      o.extensions()))
              .encoded();
        });
    Agreement client = exchange(pair, ofA(), ofB(), NOW);
    assertFalse(client.password().matches(written.get(0).password()));
  }

  @Test
  void nonsenseIsRefusedByBoth() {
    SessionPair request = new SessionPair(1);
    request.client.tamper(message -> new byte[] {0x30, 0});
    assertThrows(PeerRefusedException.class, () -> exchange(request, ofA(), ofB(), NOW));
    SessionPair reply = new SessionPair(1);
    reply.server.tamper(message -> new byte[] {0x30, 0});
    assertThrows(ExchangeException.class, () -> exchange(reply, ofA(), ofB(), NOW));
  }

  @Test
  void whatTheAuthorityRefusesReachesThePeerWithoutOurReason() throws Exception {
    SessionPair pair = new SessionPair(1);
    Responder responder = new Responder(ofB(), InstantSource.fixed(NOW), random);
    pair.client.writeMessage(firstRequest());
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                responder.answer(
                    pair.server,
                    pair.server.readMessage(),
                    (proposal, maker) -> {
                      throw new RefusedException(ErrorCode.KDC_ERR_POLICY, "no", "our own reason");
                    }));
    assertEquals("our own reason", refused.getMessage());
    byte[] answer = pair.client.readMessage();
    assertEquals("no", org.kxover.message.KrbError.parseFrom(answer).text());
  }

  private byte[] firstRequest() throws Exception {
    SessionPair pair = new SessionPair(1);
    byte[][] sent = new byte[1][];
    pair.client.tamper(message -> sent[0] = message);
    exchange(pair, ofA(), ofB(), NOW);
    return sent[0];
  }

  private static KxOffer request(byte[] message) {
    try {
      return KxReq.parseFrom(message).offer();
    } catch (MessageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KxOffer reply(byte[] message) {
    try {
      return KxRep.parseFrom(message).offer();
    } catch (MessageException e) {
      throw new IllegalStateException(e);
    }
  }
}
