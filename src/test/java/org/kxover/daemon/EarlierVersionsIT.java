package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.KxoverVersion;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * A has the kxoverd of the build, and B an earlier one, which is upgraded and downgraded. Each
 * realm has users and services, so that either version is in either role.
 */
@Timeout(600)
class EarlierVersionsIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;
  private int users;

  @BeforeEach
  void twoRealms() throws Exception {
    a = world.lab().realm("A.EXAMPLE").service("HTTP", "www.a.example");
    a.service("HTTP", "other.a.example");
    b = world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.service("HTTP", "other.b.example");
  }

  @ParameterizedTest
  @MethodSource("org.kxover.lab.KxoverVersion#tried")
  void keysServeAndFollowOneAnother(Optional<KxoverVersion> earlier) throws Exception {
    assumeTrue(earlier.isPresent(), KxoverVersion.NONE_IS_BUILT);
    boolean derived = earlier.get().kadm5().isPresent();
    a.kdc().attachKadm5();
    run(earlier);
    world.lab().start();
    List<LabUser> before = assertServed();
    assertNewest(1, derived);
    renewBoth();
    assertNewest(2, derived);
    assertServedByOldTickets(before);

    for (Optional<KxoverVersion> version : List.of(Optional.<KxoverVersion>empty(), earlier)) {
      before = assertServed();
      b.kxoverd().stop();
      run(version);
      b.kxoverd().start();
      int kvno = version.isEmpty() ? 2 : 3;
      assertServed();
      assertNewest(kvno, kvno == 3 || derived);
      renewBoth();
      // While B has this version, both take keys.
      assertNewest(kvno + 1, version.isEmpty() || derived);
      // These users have tickets under keys that the other version has made.
      assertServedByOldTickets(before);
    }
    assertServed();
    for (LabRealm realm : List.of(a, b)) {
      assertFalse(realm.kxoverd().log().contains(" ERROR "), realm.kxoverd().log());
    }
  }

  /** Has B run that version from its next start on, with what sets keys, if it has that. */
  private void run(Optional<KxoverVersion> version) throws Exception {
    b.kxoverd().version(version);
    Optional<String> kadm5 =
        version.isEmpty()
            ? Optional.of(LabKdc.KADM5.toString())
            : version.get().kadm5().map(Object::toString);
    if (kadm5.isPresent()) {
      b.kxoverd().set("kadm5", kadm5.get() + " -r B.EXAMPLE");
    }
  }

  @Test
  void whatALaterVersionAddsIsPassedOver() throws Exception {
    a.kdc().attachKadm5();
    b.kdc().attachKadm5();
    b.kxoverd().version(Optional.of(KxoverVersion.next(world.lab().folder(), false)));
    world.lab().start();
    List<LabUser> before = assertServed();
    assertNewest(1, true);
    renewBoth();
    assertNewest(2, true);
    assertServedByOldTickets(before);
    assertServed();
  }

  @Test
  void whatALaterVersionInsistsOnEndsTheExchangeInPlainWords() throws Exception {
    b.kxoverd().version(Optional.of(KxoverVersion.next(world.lab().folder(), true)));
    world.lab().clientsDoNotGuess().start();
    String words =
        "critical extension 1.3.6.1.4.1.99999.1 is not known; a later version may know it";
    awaitRefusal(a, b, "failed, protocol error: kx.b.example", words);
    awaitRefusal(b, a, "denied, refused by the peer: kx.a.example", words);
    a.kxoverd().awaitLine(0, "refused 127.0.0.1:", words);
    for (LabRealm realm : List.of(a, b)) {
      assertFalse(a.crossover(realm, realm == a ? b : a).exists(), "A has made no key");
    }
  }

  private static LabCommand.Output request(LabUser user, LabRealm service) {
    try {
      return user.kvno("-S", "HTTP", "www." + service.domain());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * No user gets a ticket, and the log says why. On a slow machine it may say first that it is
   * slow.
   */
  private void awaitRefusal(LabRealm client, LabRealm service, String... words) throws Exception {
    LabUser user = client.user("user" + ++users);
    client
        .kxoverd()
        .await(
            "refuses in these words: " + List.of(words),
            () -> {
              assertNotEquals(0, request(user, service).exitCode());
              return client
                  .kxoverd()
                  .log()
                  .lines()
                  .anyMatch(line -> Stream.of(words).allMatch(line::contains));
            });
  }

  /**
   * A new user gets a ticket for a service of the other realm. On a slow machine it may take more
   * than one try.
   */
  private LabUser assertServed(LabRealm client, LabRealm service) throws Exception {
    LabUser user = client.user("user" + ++users);
    client.kxoverd().await("gives a ticket", () -> request(user, service).exitCode() == 0);
    return user;
  }

  /** New users of A and of B get tickets for services of the other realm. */
  private List<LabUser> assertServed() throws Exception {
    return List.of(assertServed(a, b), assertServed(b, a));
  }

  /** The crossover tickets of these users are good for one more service. */
  private static void assertServedByOldTickets(List<LabUser> users) throws Exception {
    LabCommand.Output ofA = users.get(0).kvno("HTTP/other.b.example@B.EXAMPLE");
    assertEquals(0, ofA.exitCode(), ofA::text);
    LabCommand.Output ofB = users.get(1).kvno("HTTP/other.a.example@A.EXAMPLE");
    assertEquals(0, ofB.exitCode(), ofB::text);
  }

  private void renewBoth() throws Exception {
    a.kxoverd().kxover("renew", "B.EXAMPLE").run();
    b.kxoverd().kxover("renew", "A.EXAMPLE").run();
  }

  /** Both databases have the same newest keys, each made with the one before. */
  private void assertNewest(int kvno, boolean derived) throws Exception {
    for (LabRealm client : List.of(a, b)) {
      LabRealm service = client == a ? b : a;
      String name = "krbtgt/" + service.name() + "@" + client.name();
      List<String> keys = client.kdc().keyLines(name);
      assertFalse(keys.isEmpty());
      assertTrue(keys.stream().allMatch(line -> line.strip().startsWith(kvno + " ")), "" + keys);
      assertTrue(service.kdc().keyLines(name).containsAll(keys), "" + keys);
      for (LabRealm realm : List.of(a, b)) {
        String said = realm.kdc().kadmin("getstrs " + name);
        String prior = kvno == 1 ? "" : " prior=" + (kvno - 1);
        assertTrue(
            said.matches(
                "(?s).*kxover\\." + kvno + ": [^\n]* group=\\w+" + prior + "( confirmed=yes)?\n.*"),
            said);
      }
      String wrote = "wrote " + name + " kvno " + kvno;
      String line =
          client.kxoverd().log().lines().filter(l -> l.contains(wrote)).findFirst().orElse("");
      assertEquals(derived, line.contains("set without a password"), wrote + ": " + line);
    }
  }
}
