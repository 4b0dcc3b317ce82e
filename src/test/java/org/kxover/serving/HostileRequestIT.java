package org.kxover.serving;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.exchange.MessageOctets;
import org.kxover.exchange.OfferEdit;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;

/**
 * A realm with valid DNS records and a valid certificate sends invalid requests. Each case runs
 * against kxoverd with a real database, once with the attack and once without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileRequestIT {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final Realm M = new Realm("M.EXAMPLE");
  private static final Realm C = new Realm("C.EXAMPLE");
  private static final String WRONG_REALM = "KDC_ERR_WRONG_REALM: this is the KDC of B.EXAMPLE";

  private Lab lab;
  private LabPeer mallory;
  private AttackedRealm victim;

  @BeforeAll
  void meet() throws Exception {
    lab = new Lab();
    mallory = lab.peer("M.EXAMPLE");
    lab.peer("A.EXAMPLE");
    var b = lab.realm("B.EXAMPLE");
    lab.start();
    victim = new AttackedRealm(b);
  }

  @AfterAll
  void part() throws Exception {
    lab.close();
  }

  private static Arguments offer(String says, UnaryOperator<OfferEdit> change) {
    return octets(says, message -> OfferEdit.in(message, change));
  }

  private static Arguments octets(String says, UnaryOperator<byte[]> change) {
    return Arguments.of(says, change);
  }

  private static KerberosTime in(Duration time) {
    return new KerberosTime(Instant.now()).plus(time);
  }

  /** Changes an offer so that it claims to come from {@code client}. */
  private static UnaryOperator<OfferEdit> as(Realm client) {
    return o ->
        o.kxName(PrincipalName.crossover(B, client))
            .myName(PrincipalName.ticketGrantingService(client));
  }

  static Stream<Arguments> aFalseName() {
    return Stream.of(
        offer(WRONG_REALM, o -> o.kxName(PrincipalName.crossover(C, M))),
        offer(WRONG_REALM, o -> o.kxName(PrincipalName.crossover(M, M))),
        offer(WRONG_REALM, o -> o.kxName(PrincipalName.crossover(new Realm("b.example"), M))),
        offer(WRONG_REALM, o -> o.kxName(new PrincipalName(M, 2, List.of("krbtgt", "B EXAMPLE")))),
        offer("is not krbtgt/", o -> o.kxName(new PrincipalName(M, 2, List.of("krbtgt")))),
        offer("is not krbtgt/", o -> o.kxName(new PrincipalName(M, 2, List.of("K", "B.EXAMPLE")))),
        offer("KRB_ERR_GENERIC: my-name", o -> o.kxName(PrincipalName.crossover(B, A))),
        offer("KRB_ERR_GENERIC: my-name", o -> o.myName(PrincipalName.ticketGrantingService(A))),
        offer("KRB_ERR_GENERIC: my-name", o -> o.myName(PrincipalName.crossover(B, M))),
        offer("KRB_ERR_GENERIC: a realm does not cross to itself", as(B)),
        offer("KRB_ERR_GENERIC: a realm does not cross to itself", as(new Realm("b.example"))),
        offer("unauthenticated: the certificate is none of A.EXAMPLE's", as(A)),
        offer("invalid: _kerberos.m.example TXT", as(new Realm("m.example"))),
        offer("absent: _kerberos-tls._tcp.c.example SRV", as(C)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aFalseName(String says, UnaryOperator<byte[]> change) throws Exception {
    assertRefused(says, change);
  }

  static Stream<Arguments> aFalseOffer() {
    return Stream.of(
        offer("KRB_ERR_GENERIC: kvno 0 is not", o -> o.kvno(0)),
        offer("KRB_ERR_GENERIC: kvno 65535 is not", o -> o.kvno(65_535)),
        offer("KRB_ERR_GENERIC: kvno 4294967295 is not", o -> o.kvno(4_294_967_295L)),
        offer(
            "KDC_ERR_ETYPE_NOSUPP: no common encryption type: asked for [16, 23]",
            o -> o.etypes(16, 23)),
        offer(
            "KDC_ERR_ETYPE_NOSUPP: no common encryption type: asked for [99999]",
            o -> o.etypes(99_999)),
        offer("KRB_ERR_GENERIC: from", o -> o.till(in(Duration.ofDays(-1)))),
        offer("KRB_ERR_GENERIC: from", o -> o.from(in(Duration.ofDays(31)))),
        offer("KDC_ERR_POLICY: from", o -> o.from(in(Duration.ofHours(1)))),
        offer("KDC_ERR_POLICY: till", o -> o.till(in(Duration.ofSeconds(9)))),
        offer("KDC_ERR_POLICY: max-uses", o -> o.maxUses(1)),
        offer("KRB_ERR_GENERIC: critical extension", o -> o.extension(true)),
        octets("etypes: not rising", MessageOctets::withDescendingEtypes),
        octets("KX-REQ: not ASN.1", MessageOctets::garbage),
        octets("KX-REQ: not ASN.1", MessageOctets::half),
        octets("KX-REQ: not ASN.1", message -> new byte[] {0x72}),
        octets("KX-REQ: not [APPLICATION 18]", HostileRequestIT::asReply));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aFalseOffer(String says, UnaryOperator<byte[]> change) throws Exception {
    assertRefused(says, change);
  }

  private void assertRefused(String says, UnaryOperator<byte[]> change) throws Exception {
    victim.refuses(
        () -> mallory.asksInOctets(victim.realm(), change).close(), "refused 127.0.0.1:", says);
    victim.answers(mallory);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aClockThatIsAnHourOff(int hours) throws Exception {
    mallory.clockError(Duration.ofHours(hours));
    victim.refuses(
        () -> mallory.asks(victim.realm()).close(), "refused 127.0.0.1:", "KRB_AP_ERR_SKEW");
    mallory.honest();
    victim.answers(mallory);
  }

  static Stream<UnaryOperator<OfferEdit>> whatIsNotUnderstoodAndDoesNotMatterIsTaken() {
    return Stream.of(o -> o.extension(false), o -> o.etypes(-1, 17, 18, 99_999));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNotUnderstoodAndDoesNotMatterIsTaken(UnaryOperator<OfferEdit> change)
      throws Exception {
    victim.answers(mallory, change);
  }

  /** Both realms have a say, and the shorter life counts. */
  @Test
  void aCenturyIsCutToOurOwnLifetime() throws Exception {
    mallory.keyLifetime(Duration.ofDays(36_500));
    int before = victim.realm().kxoverd().log().length();
    victim.answers(mallory);
    mallory.honest();
    victim.assertWroteForDays(before, 30);
  }

  private static byte[] asReply(byte[] message) {
    byte[] reply = message.clone();
    reply[0] = 0x73;
    return reply;
  }
}
