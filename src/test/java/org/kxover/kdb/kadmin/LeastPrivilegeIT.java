package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/** kxoverd with a real kadmind, and with rights only on crossover principals. */
@Timeout(300)
class LeastPrivilegeIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final List<String> FORBIDDEN =
      List.of(
          "getprinc krbtgt/A.EXAMPLE@A.EXAMPLE",
          "getstrs krbtgt/A.EXAMPLE@A.EXAMPLE",
          "setstr krbtgt/A.EXAMPLE@A.EXAMPLE kxover x",
          "cpw -pw x krbtgt/A.EXAMPLE@A.EXAMPLE",
          "cpw -randkey -keepold krbtgt/A.EXAMPLE@A.EXAMPLE",
          "modprinc -allow_tix krbtgt/A.EXAMPLE@A.EXAMPLE",
          "purgekeys -all krbtgt/A.EXAMPLE@A.EXAMPLE",
          "delprinc -force krbtgt/A.EXAMPLE@A.EXAMPLE",
          "renprinc -force krbtgt/A.EXAMPLE@A.EXAMPLE krbtgt/X@A.EXAMPLE",
          "ktadd -k FOLDER/stolen -norandkey krbtgt/A.EXAMPLE@A.EXAMPLE",
          "ktadd -k FOLDER/stolen -norandkey krbtgt/B.EXAMPLE@A.EXAMPLE",
          "ktadd -k FOLDER/stolen K/M@A.EXAMPLE",
          "getprinc K/M@A.EXAMPLE",
          "cpw -pw x K/M@A.EXAMPLE",
          "delprinc -force K/M@A.EXAMPLE",
          "getprinc kadmin/admin@A.EXAMPLE",
          "cpw -pw x kadmin/admin@A.EXAMPLE",
          "getprinc alice@A.EXAMPLE",
          "cpw -pw x alice@A.EXAMPLE",
          "modprinc +ok_to_auth_as_delegate alice@A.EXAMPLE",
          "delprinc -force alice@A.EXAMPLE",
          "addprinc -pw x mallory@A.EXAMPLE",
          "addprinc -pw x mallory/admin@A.EXAMPLE",
          "addpol mallory");
  private static final int MAX_ASKED = 50;
  private static final Duration LIMIT = Patience.LIMIT;

  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;
  private LabKadmind kadmindOfA;
  private LabKadmind kadmindOfB;

  @BeforeEach
  void twoRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    kadmindOfA = new LabKadmind(lab, a);
    kadmindOfB = new LabKadmind(lab, b);
    lab.start();
    for (LabKadmind kadmind : List.of(kadmindOfA, kadmindOfB)) {
      kadmind.start();
    }
    for (LabRealm realm : List.of(a, b)) {
      realm.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    }
  }

  private static void assertServed(LabUser user) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
  }

  @Test
  void theCrossingSucceeds() throws Exception {
    assertServed(a.user("alice"));
    assertTrue(a.crossover(b, a).exists());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertEquals(a.kdc().key(CROSSOVER), b.kdc().key(CROSSOVER));
  }

  @Test
  void aSessionIsReplacedInTimeAndALostOneIsDetected() throws Exception {
    a.kxoverd().set("kadmin_session", "5s").restart();
    a.kxoverd().awaitLines("kadmin is ready", 4, LIMIT);
    assertServed(a.user("alice"));
    a.kxoverd().set("kadmin_session", "1h").restart();
    a.kxoverd().awaitLines("kadmin is ready", 5, LIMIT);
    assertServed(a.user("bob"));
    kadmindOfA.stop();
    kadmindOfA.start();
    assertServed(a.user("carol"));
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
  }

  /** A KDC with one process waits in the plugin while kadmin needs a ticket from it. */
  @Test
  void aLostSessionDoesNotHoldUpTheKdcThatTheNextOneNeeds() throws Exception {
    world.lab().clientsDoNotGuess();
    LabUser alice = a.user("alice");
    assertServed(alice);
    kadmindOfA.kill();
    kadmindOfA.start();
    int from = a.kxoverd().log().length();
    LabUser bob = a.user("bob");
    int asked = 1;
    while (bob.kvno("-S", "HTTP", "www.b.example").exitCode() != 0) {
      asked++;
      assertTrue(asked < MAX_ASKED, a.kxoverd().log());
    }
    a.kxoverd().awaitLine(from, "kadmin is ready");
    String log = a.kxoverd().log().substring(from);
    assertTrue(log.contains("kadmin has lost its session"), log);
    assertFalse(log.contains("no answer in time"), log);
  }

  @Test
  void whatItMustNotBeAbleToDoIsRefused() throws Exception {
    a.user("alice");
    assertServed(a.user("bob"));
    // kxoverd records later that the key is used: this must not change the database during the
    // test.
    a.kxoverd().stop();
    String before = database();
    for (String request : FORBIDDEN) {
      String said =
          kadmindOfA.asKxoverd(request.replace("FOLDER", world.lab().folder().toString()));
      assertTrue(
          said.contains("Operation requires ``") || said.contains("Insufficient authorization"),
          said);
      assertEquals(before, database(), request);
      assertFalse(Files.exists(world.lab().folder().resolve("stolen")), request);
    }
    // This kadmin may read a crossover.
    String said = kadmindOfA.asKxoverd("getprinc " + CROSSOVER);
    assertTrue(said.contains("Principal: " + CROSSOVER), said);
  }

  /** The other realm would write its key first, and we could not write ours. */
  @Test
  void withoutARightTheOtherRealmIsNotAsked() throws Exception {
    Map<String, String> lacking =
        Map.of("cdim", "add", "adim", "change-password", "acim", "delete", "acdi", "modify");
    for (Map.Entry<String, String> one : lacking.entrySet()) {
      String rights = one.getKey();
      allow(rights);
      LabCommand.Output refused = a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd();
      assertEquals(1, refused.exitCode(), refused::text);
      assertTrue(
          refused.text().contains("Operation requires ``" + one.getValue()),
          rights + ": " + refused.text());
      assertFalse(b.crossover(b, a).exists(), rights);
      assertFalse(a.crossover(b, a).exists(), rights);
    }
    allow("acdim");
    LabCommand.Output made = a.kxoverd().kxover("cross", "B.EXAMPLE").runToAnyEnd();
    assertEquals(0, made.exitCode(), made::text);
    assertServed(a.user("alice"));
    assertFalse(a.kdc().principals().contains("kxover:"), a.kdc().principals());
  }

  private void allow(String rights) throws Exception {
    kadmindOfA.stop();
    kadmindOfA.allow(rights);
    kadmindOfA.start();
  }

  private String database() throws Exception {
    StringBuilder text = new StringBuilder();
    for (String name :
        List.of("krbtgt/A.EXAMPLE", CROSSOVER, "K/M", "kadmin/admin", "alice", "kxover/admin")) {
      text.append(a.kdc().kadmin("getprinc " + name)).append(a.kdc().kadmin("getstrs " + name));
    }
    return text.append(a.kdc().principals()).append(a.kdc().kadmin("listpols")).toString();
  }
}
