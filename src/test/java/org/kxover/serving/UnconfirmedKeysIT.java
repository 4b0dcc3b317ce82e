package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.OfferEdit;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.exchange.Terms;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;
import org.kxover.lab.ShortForm;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsSession;

/**
 * Keys of B.EXAMPLE that A.EXAMPLE never heard of: its replies are lost, or somebody else is
 * A.EXAMPLE for an hour, as whoever holds its zone can be. All that B knows of its keys is in its
 * database, so the test lets time pass by moving the keys' times there.
 */
@Timeout(400)
class UnconfirmedKeysIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final Pattern KEY = Pattern.compile("(kxover\\.\\d+): from=(\\d+Z) (.*)");
  private static final Duration LIMIT = Patience.LIMIT;
  private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(30);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int UNCONFIRMED = 8;
  private static final int LOST = 64 / ShortForm.LOST_REPLIES.oneIn();
  private static final TlsLimits LIMITS =
      new TlsLimits(LIMIT, LIMIT, LIMIT, LIMIT, 64 * 1024, 16, 16);

  @RegisterExtension final LabExtension world = new LabExtension();

  private final SecureRandom random = new SecureRandom();
  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    for (String host : List.of("one", "two", "three")) {
      b.service("HTTP", host + ".b.example");
    }
  }

  private static void assertServed(LabUser user, String... service) throws Exception {
    LabCommand.Output output = user.kvno(service);
    assertEquals(0, output.exitCode(), output::text);
  }

  private void assertCrosses(String user) throws Exception {
    assertServed(a.user(user), "-S", "HTTP", "www.b.example");
  }

  /**
   * Asks B for a key with A's certificate.
   *
   * @return the kvno
   */
  private int asksAsA(int proposedKvno, boolean acknowledges) throws Exception {
    TlsCredential ofA =
        TlsCredential.load(a.folder().resolve("kx.crt"), a.folder().resolve("kx.key"));
    Terms terms =
        new Terms(
            new Realm(a.name()),
            List.of(EncryptionType.values()),
            Duration.ofDays(30),
            Duration.ZERO,
            DAY);
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), b.kxoverd().port());
    try (TlsSession session =
            new TlsConnector(ofA, random, LIMITS)
                .connect(there, "kx.b.example", chain -> {}, LIMITS.whole());
        Agreement agreement =
            new Initiator(terms, InstantSource.system(), random)
                .run(
                    new TlsExchangeSession(session),
                    new Realm(b.name()),
                    proposedKvno,
                    Optional.empty())) {
      if (acknowledges) {
        session.writeMessage(agreement.acknowledgement().orElseThrow().encoded());
      }
      return agreement.kvno();
    }
  }

  private int losesReply() throws Exception {
    return asksAsA(1, false);
  }

  private void assertRefused(String words) {
    PeerRefusedException refused =
        assertThrows(PeerRefusedException.class, this::losesReply, "one key too many");
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  private List<Matcher> keysOfB() throws Exception {
    return b.kdc().kadmin("getstrs " + CROSSOVER).lines().map(KEY::matcher).toList().stream()
        .filter(Matcher::matches)
        .toList();
  }

  private void passes(Duration time) throws Exception {
    for (Matcher key : keysOfB()) {
      KerberosTime earlier = KerberosTime.parse(key.group(2)).minus(time);
      String value = "from=" + earlier + " " + key.group(3);
      b.kdc().kadmin("setstr " + CROSSOVER + " " + key.group(1) + " \"" + value + "\"");
    }
  }

  private long confirmed() throws Exception {
    return keysOfB().stream().filter(key -> key.group(3).endsWith(" confirmed=yes")).count();
  }

  private void awaitConfirmed(int kvno) {
    b.kxoverd().awaitLines(CROSSOVER + " kvno " + kvno + " is confirmed", 1, LIMIT);
  }

  @Test
  void aKeyIsConfirmedWhenTheOtherRealmHasWrittenIt() throws Exception {
    lab.start();
    assertCrosses("alice");
    awaitConfirmed(1);
    assertEquals(1, confirmed());
    assertEquals(2, losesReply());
    assertEquals(1, confirmed());
  }

  @Test
  void lostRepliesLockNobodyOut() throws Exception {
    lab.start();
    for (int lost = 1; lost <= LOST; lost++) {
      if (lost > UNCONFIRMED && lost % UNCONFIRMED == 1) {
        assertRefused("ask again after");
        passes(LONGEST_EXCHANGE);
      }
      assertEquals(lost, losesReply());
    }
    assertRefused("ask again after");
    b.kxoverd().restart();
    assertRefused("ask again after");
    passes(LONGEST_EXCHANGE);
    assertCrosses("alice");
    awaitConfirmed(LOST + 1);
    assertEquals(a.crossover(b, a).keys().get(0), b.crossover(b, a).keys().get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32_767})
  void aHijackOfAnHour(int kvno) throws Exception {
    lab.start();
    LabUser alice = a.user("alice");
    assertServed(alice, "-S", "HTTP", "www.b.example");
    awaitConfirmed(1);
    for (int i = 2; i <= UNCONFIRMED; i++) {
      assertEquals(i, asksAsA(kvno, true));
      awaitConfirmed(i);
    }
    PeerRefusedException refused =
        assertThrows(PeerRefusedException.class, () -> asksAsA(kvno, true));
    assertTrue(refused.getMessage().contains("today"), refused.getMessage());
    assertEquals(UNCONFIRMED, confirmed());
    assertServed(alice, "HTTP/one.b.example@B.EXAMPLE");
    assertCrosses("bob");
    passes(DAY);
    assertServed(alice, "HTTP/two.b.example@B.EXAMPLE");
    LabCommand.Output renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd();
    assertEquals(0, renewed.exitCode(), renewed::text);
    awaitConfirmed(UNCONFIRMED + 1);
    assertCrosses("carol");
    assertServed(alice, "HTTP/three.b.example@B.EXAMPLE");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32_767})
  void aHijackBeforeTheFirstKey(int kvno) throws Exception {
    lab.start();
    for (int i = 1; i <= UNCONFIRMED; i++) {
      assertEquals(i, asksAsA(kvno, true));
      awaitConfirmed(i);
    }
    assertRefused("today");
    passes(DAY);
    assertCrosses("alice");
    awaitConfirmed(UNCONFIRMED + 1);
  }

  @Test
  void aPeerThatDoesNotAcknowledge() throws Exception {
    LabPeer old = lab.peer("OLD.EXAMPLE").replies(OfferEdit::withoutAcknowledge);
    lab.start();
    old.asks(b, OfferEdit::withoutAcknowledge).close();
    String oldToB = "krbtgt/B.EXAMPLE@OLD.EXAMPLE";
    assertTrue(b.kdc().principals().contains(oldToB));
    assertFalse(b.kdc().kadmin("getstrs " + oldToB).contains("confirmed"));
    int before = a.kxoverd().log().length();
    a.user("alice").kvno("-S", "HTTP", old.host());
    a.kxoverd().awaitLine(before, "wrote krbtgt/OLD.EXAMPLE@A.EXAMPLE kvno 1");
    a.kxoverd().awaitLine(before, ": referral to OLD.EXAMPLE");
    assertFalse(a.kxoverd().log().substring(before).contains("acknowledge"));
    old.honest();
    a.kdc().kadmin("delprinc -force krbtgt/OLD.EXAMPLE@A.EXAMPLE");
    before = a.kxoverd().log().length();
    a.user("bob").kvno("-S", "HTTP", old.host());
    a.kxoverd().awaitLine(before, "acknowledged krbtgt/OLD.EXAMPLE@A.EXAMPLE kvno 1");
  }
}
