package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.ClientRule;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRole;
import org.kxover.config.RealmRule;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.xbill.DNS.Type;

/** Each policy setting, on the side that has it: a crossing fails with it and works without. */
@Timeout(120)
class PolicyTest {
  private static final String POLICY = "refused by policy: ";

  /** The only text that a peer gets. */
  private static final String BY_PEER =
      "KDC_ERR_POLICY: refused by policy; its administrators may say more";

  @TempDir Path folder;
  private TwoRealms world;

  @AfterEach
  void part() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  private TwoRealms with(Realm realm, UnaryOperator<RealmSettings> policy) throws Exception {
    part();
    Path files = Files.createTempDirectory(folder, "world");
    world = new TwoRealms(files, Map.of(realm, policy));
    return world;
  }

  private static UnaryOperator<RealmSettings> roles(RealmRole... roles) {
    return realm -> realm.with(PolicySettings.ROLES, Set.of(roles));
  }

  private static UnaryOperator<RealmSettings> rules(RealmRule... rules) {
    return realm -> realm.with(PolicySettings.PEER_REALMS, List.of(rules));
  }

  private static UnaryOperator<RealmSettings> limits(int most, int perDomain) {
    return realm ->
        realm
            .with(PolicySettings.NEW_REALMS, most)
            .with(PolicySettings.NEW_REALMS_PER_DOMAIN, perDomain)
            .with(PolicySettings.NEW_REALMS_WINDOW, Duration.ofHours(1));
  }

  private static UnaryOperator<RealmSettings> never(String... domains) {
    return realm -> realm.with(PolicySettings.NEVER_LOOK_UP, Set.of(domains));
  }

  private void assertDenied(String reason, Answer answer) {
    assertEquals(Answer.Result.DENIED, answer.result(), answer.reason());
    assertTrue(answer.reason().contains(reason), answer.reason());
  }

  /** A refuses by itself, after {@code questions} DNS questions, and asks no peer. */
  private void assertRefusedHere(String reason, int questions) throws Exception {
    assertDenied(POLICY + reason, world.ask());
    // Prefetching may ask a question twice, and asks for DNSKEY ahead of time.
    long asked =
        world.dnsOfA.questions().stream()
            .filter(question -> !question.endsWith(" DNSKEY"))
            .distinct()
            .count();
    assertEquals(questions, asked, world.dnsOfA.questions().toString());
    assertEquals(0, world.exchanges());
  }

  /** B refuses without DNS questions, and neither realm writes a key. */
  private void assertRefusedThere() throws Exception {
    assertDenied(BY_PEER, world.ask());
    assertEquals(List.of(), world.dnsOfB.questions());
    assertEquals(List.of(), world.storeOfB.writes());
    assertEquals(List.of(), world.storeOfA.writes());
  }

  private void assertCrossesOver() throws Exception {
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
  }

  @Test
  void withoutTheClientRoleNobodyGoesOut() throws Exception {
    with(TwoRealms.A, roles(RealmRole.SERVICE));
    assertRefusedHere(
        "our users may not use other realms: roles of [realm A.EXAMPLE] has no client", 0);
    with(TwoRealms.A, roles(RealmRole.CLIENT));
    assertCrossesOver();
  }

  /** Without a client, as the plugin asks, nobody can be refused. */
  @Test
  void usersOfOtherRealmsDoNotGoOut() throws Exception {
    with(TwoRealms.A, realm -> realm);
    for (String service : List.of("HTTP/www.b.example", "krbtgt/B.EXAMPLE")) {
      assertDenied(
          POLICY + "the client is a user of \"C.EXAMPLE\", and clients of [realm A.EXAMPLE] is own",
          askAs("carol@C.EXAMPLE", service));
    }
    assertDenied(
        POLICY
            + "the client is \"krbtgt/C.EXAMPLE@A.EXAMPLE\", which is another realm, and clients of"
            + " [realm A.EXAMPLE] is own",
        askAs("krbtgt/C.EXAMPLE@A.EXAMPLE"));
    assertEquals(List.of(), world.dnsOfA.questions());
    assertEquals(0, world.exchanges());
    assertEquals(Answer.Result.REFERRAL, askAs("alice@A.EXAMPLE").result());
    // The key that is there for alice is not for carol.
    assertEquals(Answer.Result.DENIED, askAs("carol@C.EXAMPLE").result());
    assertEquals(Answer.Result.REFERRAL, askAs("WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS").result());
    assertCrossesOver();

    with(TwoRealms.A, realm -> realm.with(PolicySettings.CLIENTS, ClientRule.ALL));
    assertEquals(Answer.Result.REFERRAL, askAs("carol@C.EXAMPLE").result());
  }

  private Answer askAs(String client) throws Exception {
    return askAs(client, "HTTP/www.b.example");
  }

  private Answer askAs(String client, String service) throws Exception {
    return world
        .outgoing()
        .answer(Question.parse("A.EXAMPLE", service, Optional.of(ClientName.parse(client))));
  }

  @Test
  void whereNobodyComesIn() throws Exception {
    with(TwoRealms.B, roles(RealmRole.CLIENT));
    assertRefusedThere();
    with(TwoRealms.B, roles(RealmRole.SERVICE));
    assertCrossesOver();
  }

  @Test
  void peerRealmsOfTheClientSide() throws Exception {
    RealmRule deny = new RealmRule(false, "*.example");
    with(TwoRealms.A, rules(deny, new RealmRule(true, "*")));
    assertRefusedHere(
        "B.EXAMPLE is denied by a rule in peer_realms of [realm A.EXAMPLE]: deny *.example", 1);
    with(TwoRealms.A, rules(new RealmRule(true, "c.example")));
    assertRefusedHere("peer_realms of [realm A.EXAMPLE] has no rule that allows B.EXAMPLE", 1);
    with(TwoRealms.A, rules(new RealmRule(true, "b.example"), deny));
    assertCrossesOver();
  }

  @Test
  void aDenialHoldsForAKeyThatIsThere() throws Exception {
    with(TwoRealms.A, rules(new RealmRule(false, "*")));
    world.storeOfA.holding(world.stored(Role.CLIENT, 1, Duration.ofDays(3)));
    assertRefusedHere(
        "B.EXAMPLE is denied by a rule in peer_realms of [realm A.EXAMPLE]: deny *", 1);
  }

  @Test
  void whoMayNotComeIn() throws Exception {
    with(TwoRealms.B, rules(new RealmRule(false, "a.example"), new RealmRule(true, "*")));
    assertRefusedThere();
    with(TwoRealms.B, rules(new RealmRule(true, "a.example")));
    assertCrossesOver();
  }

  /** Whether the policy of HOST.A.EXAMPLE with these rules allows the peer. */
  private static String judge(String peer, RealmRule... rules) {
    RealmSettings settings =
        TestSettings.of(new Realm("HOST.A.EXAMPLE"))
            .with(PolicySettings.PEER_REALMS, List.of(rules));
    try {
      new Policy(settings, InstantSource.system(), address -> false).requirePeer(new Realm(peer));
      return "allowed";
    } catch (CrossingException e) {
      return e.getMessage();
    }
  }

  @Test
  void realmsHighInDnsAreAllowedByTheirNameOnly() {
    RealmRule all = new RealmRule(true, "*");
    String unnamed = "; no rule in peer_realms of [realm HOST.A.EXAMPLE] allows it by its name";
    String above = "A.EXAMPLE is above HOST.A.EXAMPLE in DNS" + unnamed;
    assertEquals(above, judge("A.EXAMPLE", all));
    assertEquals("a" + above.substring(1), judge("a.EXAMPLE", all));
    assertEquals(above, judge("A.EXAMPLE", new RealmRule(true, "*.example")));
    assertEquals("allowed", judge("A.EXAMPLE", new RealmRule(true, "a.example"), all));
    assertEquals("EXAMPLE is above HOST.A.EXAMPLE in DNS" + unnamed, judge("EXAMPLE", all));
    assertEquals("CO.UK is a public suffix" + unnamed, judge("CO.UK", all));
    assertEquals("COM is a public suffix" + unnamed, judge("COM", all));
    assertEquals("allowed", judge("COM", new RealmRule(true, "com"), all));
    for (String peer : List.of("X.HOST.A.EXAMPLE", "B.A.EXAMPLE", "B.EXAMPLE", "X.CO.UK")) {
      assertEquals("allowed", judge(peer, all));
    }
    assertEquals(
        "COM is denied by a rule in peer_realms of [realm HOST.A.EXAMPLE]: deny com",
        judge("COM", new RealmRule(false, "com"), new RealmRule(true, "com")));
  }

  @Test
  void theRealmOfTheProbeIsNoPeer() {
    RealmRule named = new RealmRule(true, "kxover-probe.invalid");
    for (String name : List.of("KXOVER-PROBE.INVALID", "kxover-probe.invalid")) {
      assertEquals(
          name + " is the realm with which kxoverd tries the guard, and no other realm",
          judge(name, named, new RealmRule(true, "*")));
    }
    assertEquals("allowed", judge("KXOVER-PROBES.INVALID", new RealmRule(true, "*")));
  }

  private Answer askFor(String realm) throws Exception {
    return world.outgoing().answer(TwoRealms.question("krbtgt/" + realm));
  }

  @Test
  void tooManyNewRealmsToGoTo() throws Exception {
    with(TwoRealms.A, limits(1, 1));
    world.spokenForByB("d.example");
    assertEquals(
        Answer.Result.NONE, askFor("NOWHERE.EXAMPLE").result(), "an absent realm is not counted");
    assertCrossesOver();
    assertDenied(
        POLICY + "D.EXAMPLE would exceed the limit of new realms in 1h", askFor("D.EXAMPLE"));
    assertEquals(1, world.exchanges());
    world.pass(TwoRealms.KEY_LIFETIME.minus(TwoRealms.TICKET_LIFE));
    assertCrossesOver();
    world.pass(Duration.ofHours(1));
    assertEquals(Answer.Result.REFERRAL, askFor("D.EXAMPLE").result());
  }

  @Test
  void tooManyNewRealmsThatCome() throws Exception {
    with(TwoRealms.B, limits(0, 0));
    assertDenied(BY_PEER, world.ask());
    assertEquals(List.of(), world.storeOfB.writes());
    world.storeOfB.holding(world.stored(Role.SERVICE, 1, Duration.ofDays(3)));
    assertCrossesOver();
    with(TwoRealms.B, limits(1, 1));
    assertCrossesOver();
  }

  @Test
  void whoDoesNotProveItsNameUsesNothingUp() throws Exception {
    with(TwoRealms.B, limits(1, 1));
    world.dnsOfB.secure("_4088._tcp.kx.a.example", Type.TLSA, 60, "3 1 1 " + "00".repeat(32));
    assertDenied("unauthenticated", world.ask());
    world.policyOfB.countNewClientRealm(new Realm("C.EXAMPLE"));
    CrossingException e =
        assertThrows(
            CrossingException.class,
            () -> world.policyOfB.countNewClientRealm(new Realm("E.EXAMPLE")));
    assertEquals(FailureReason.REFUSED_BY_POLICY, e.failureReason());
  }

  @Test
  void aHostThatIsNeverLookedUp() throws Exception {
    with(TwoRealms.A, never("www.b.example"));
    assertRefusedHere("_kerberos.www.b.example TXT: refused: never_look_up has www.b.example", 0);
    with(TwoRealms.A, never("w.b.example", "ww.b.example", "local"));
    assertCrossesOver();
  }

  @Test
  void aRealmThatIsNeverLookedUp() throws Exception {
    with(TwoRealms.A, never("c.example"));
    assertDenied(POLICY + "_kerberos-tls._tcp.c.example SRV: refused: ", askFor("C.EXAMPLE"));
    assertEquals(List.of(), world.dnsOfA.questions());
  }

  @Test
  void aServerThatIsNeverLookedUp() throws Exception {
    with(TwoRealms.A, never("local"));
    world.dnsOfA.secure("_kerberos-tls._tcp.b.example", Type.SRV, 60, "0 0 88 kx.corp.local.");
    assertRefusedHere("_88._tcp.kx.corp.local TLSA: refused: never_look_up has local", 2);
  }

  @Test
  void aStrangersClaimThatIsNeverLookedUp() throws Exception {
    with(TwoRealms.B, never("a.example"));
    assertRefusedThere();
  }

  @Test
  void anAddressThatIsNotPublic() throws Exception {
    with(TwoRealms.A, realm -> realm.with(PolicySettings.ALLOWED_NETWORKS, List.of()));
    String words =
        " is loopback; kxoverd does not connect to it unless allowed_networks of [realm A.EXAMPLE]";
    assertDenied(words, world.ask());
    assertEquals(0, world.exchanges());
    with(TwoRealms.A, UnaryOperator.identity());
    assertCrossesOver();
  }
}
