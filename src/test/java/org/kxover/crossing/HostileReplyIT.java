package org.kxover.crossing;

import java.time.Duration;
import java.time.Instant;
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
import org.kxover.exchange.MessageOctets;
import org.kxover.exchange.OfferEdit;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;

/**
 * A realm with valid DNS records and a valid certificate sends invalid replies. Each case runs
 * against kxoverd with a real KDC, once with the attack and once without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileReplyIT {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm M = new Realm("M.EXAMPLE");
  private static final Realm C = new Realm("C.EXAMPLE");

  private Lab lab;
  private LabPeer mallory;
  private AttackedRealm victim;

  @BeforeAll
  void meet() throws Exception {
    lab = new Lab();
    mallory = lab.peer("M.EXAMPLE");
    var a = lab.realm("A.EXAMPLE");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victim = new AttackedRealm(a);
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

  static Stream<Arguments> aFalseReply() {
    PrincipalName myName = PrincipalName.ticketGrantingService(C);
    return Stream.of(
        offer("kvno 0 is not", o -> o.kvno(0)),
        offer("kvno 65535 is not", o -> o.kvno(65_535)),
        offer("kvno 4294967295 is not", o -> o.kvno(4_294_967_295L)),
        offer(
            "kx-name is krbtgt/A.EXAMPLE@M.EXAMPLE", o -> o.kxName(PrincipalName.crossover(A, M))),
        offer(
            "kx-name is krbtgt/C.EXAMPLE@A.EXAMPLE", o -> o.kxName(PrincipalName.crossover(C, A))),
        offer(
            "kx-name is krbtgt/A.EXAMPLE@A.EXAMPLE", o -> o.kxName(PrincipalName.crossover(A, A))),
        offer("my-name is krbtgt/C.EXAMPLE@C.EXAMPLE", o -> o.myName(myName)),
        offer("request-time differs", o -> o.requestTime(in(Duration.ofHours(-1)))),
        offer("from is too far ahead", o -> o.from(in(Duration.ofHours(1)))),
        offer("leaves less than", o -> o.till(in(Duration.ZERO))),
        offer(
            "leaves less than",
            o -> o.from(in(Duration.ofMinutes(4))).till(in(Duration.ofMinutes(3)))),
        offer("etypes [23] are not among", o -> o.etypes(23)),
        offer("etypes [17, 18, 99999] are not among", o -> o.etypes(17, 18, 99_999)),
        offer("max-uses was not asked for", o -> o.maxUses(1)),
        offer("critical extension 1.3.6.1.4.1.99999.1", o -> o.extension(true)),
        octets("etypes: not rising", MessageOctets::withDescendingEtypes),
        octets("KX-REP: not ASN.1", MessageOctets::garbage),
        octets("KX-REP: not ASN.1", MessageOctets::half),
        octets("not [APPLICATION 19]", HostileReplyIT::asRequest));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aFalseReply(String says, UnaryOperator<byte[]> change) throws Exception {
    mallory.repliesInOctets(change);
    victim.doesNotCrossTo(mallory.host(), "failed, protocol error: kx.m.example", says);
    mallory.honest();
    victim.crossesTo(mallory);
  }

  @Test
  void aRefusalIsTold() throws Exception {
    mallory.clockError(Duration.ofHours(1)).skewLimit(Duration.ofMinutes(5));
    victim.doesNotCrossTo(
        mallory.host(), "denied, refused by the peer: kx.m.example", "KRB_AP_ERR_SKEW");
    mallory.honest();
    victim.crossesTo(mallory);
  }

  @Test
  void anUnknownExtensionThatIsNotCriticalIsTaken() throws Exception {
    mallory.replies(o -> o.extension(false));
    victim.crossesTo(mallory);
    mallory.honest();
  }

  /** The shorter lifetime of both realms counts. */
  @Test
  void aCenturyIsCutToOurOwnLifetime() throws Exception {
    mallory.keyLifetime(Duration.ofDays(36_500));
    int before = victim.realm().kxoverd().log().length();
    victim.crossesTo(mallory);
    mallory.honest();
    victim.assertWroteForDays(before, 30);
  }

  private static byte[] asRequest(byte[] message) {
    byte[] request = message.clone();
    request[0] = 0x72;
    return request;
  }
}
