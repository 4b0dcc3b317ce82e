package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabUser;
import org.kxover.lab.ShortForm;

/**
 * The emergencies of doc/RUNBOOKS.md. The administrator follows the page, in two realms with real
 * KDCs, kadmind, a name server that takes DNS UPDATE, and daemons.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RunbooksIT {
  @RegisterExtension static final LabExtension lab = LabExtension.shared();

  private RunbookWorld world;

  /** An emergency, until after what the page says of it. */
  record Emergency(String heading, Act act) {
    @Override
    public String toString() {
      return heading;
    }
  }

  /** What happens before, during and after the commands of the page. */
  interface Act {
    void happen() throws Exception;
  }

  @BeforeAll
  void twoRealms() throws Exception {
    world = new RunbookWorld(lab.lab());
  }

  @AfterAll
  void end() {
    world.close();
  }

  Stream<Emergency> theAdministratorFollowsThePage() {
    return ShortForm.RUNBOOKS
        .of(
            List.of(
                new Emergency("A stolen TLS key", this::stolenKey),
                new Emergency("A hijacked zone", this::hijackedZone),
                new Emergency("A stolen keytab", this::stolenKeytab),
                new Emergency("Another realm is compromised", this::compromised),
                new Emergency("Another realm floods", this::flood),
                new Emergency("The certificate and its key are lost", this::lostKey),
                new Emergency("Moving to another machine", this::move),
                // The last one, as it changes the settings.
                new Emergency("The folder /etc/kxover is lost", this::lostFolder)))
        .stream();
  }

  @ParameterizedTest
  @MethodSource
  void theAdministratorFollowsThePage(Emergency emergency) throws Exception {
    world.begin();
    emergency.act().happen();
  }

  private void stolenKey() throws Exception {
    LabUser alice = world.a.user("alice");
    RunbookWorld.assertServed(alice, "www.b.example");
    Path certificate = world.a.folder().resolve("kx.crt");
    Path key = world.a.folder().resolve("kx.key");
    byte[] stolenCertificate = Files.readAllBytes(certificate);
    byte[] stolenKey = Files.readAllBytes(key);

    world.follow("A stolen TLS key", 0, 4);
    world.publish();
    // In the other realm, whose KDC then has no key of before.
    world.dropAtB();
    world.follow("A stolen TLS key", 4, 5);
    RunbookWorld.assertServed(world.a.user("ann"), "www.b.example");

    Files.write(certificate, stolenCertificate);
    Files.write(key, stolenKey);
    world.a.kxoverd().restart();
    LabCommand.Output thief = world.a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd();
    assertNotEquals(0, thief.exitCode(), thief::text);
    // It answers before it logs.
    world.b.kxoverd().awaitLine(0, "unauthenticated");
    world.newKey();
  }

  private void hijackedZone() throws Exception {
    List<String> before = world.publish();
    world.replaceRecord("ab".repeat(32));
    world.follow("A hijacked zone", 0, 3);
    assertEquals(before, world.publish());
    RunbookWorld.assertServed(world.a.user("alice"), "www.b.example");
  }

  private void stolenKeytab() throws Exception {
    LabUser alice = world.a.user("alice");
    LabUser bob = world.b.user("bob");
    RunbookWorld.assertServed(alice, "www.b.example");
    RunbookWorld.assertServed(bob, "www.a.example");
    Thief thief = new Thief(world);
    assertTrue(thief.addsATrust("krbtgt/A.EXAMPLE@EVIL.EXAMPLE"), "the keytab is good");
    List<String> keysOfKadmind = keysOfKadmind();

    world.follow("A stolen keytab", 0, 1);
    RunbookWorld.assertRefused(bob, "in.a.example");
    world.follow("A stolen keytab", 1, 6);
    assertTrue(!thief.addsATrust("krbtgt/A.EXAMPLE@WORSE.EXAMPLE"), "with the stolen keytab");
    assertTrue(!thief.addsATrustWithTicket("krbtgt/A.EXAMPLE@WORST.EXAMPLE"), "with its ticket");
    assertTrue(
        Collections.disjoint(keysOfKadmind, keysOfKadmind()), "no ticket for kadmind is good");
    RunbookWorld.assertServed(world.a.user("ann"), "www.b.example");
    RunbookWorld.assertRefused(world.b.user("ben"), "in.a.example");
    world.dropAtB();
    RunbookWorld.assertServed(world.b.user("bea"), "in.a.example");
  }

  /** With their numbers; those for which a client can have a ticket. */
  private List<String> keysOfKadmind() throws Exception {
    List<String> keys = new ArrayList<>();
    for (String name : world.a.kdc().principals().lines().toList()) {
      if (name.startsWith("kadmin/") && !name.startsWith("kadmin/history@")) {
        world
            .a
            .kdc()
            .kadmin("getprinc " + name)
            .lines()
            .filter(line -> line.startsWith("Key: vno "))
            .forEach(line -> keys.add(name + " " + line));
      }
    }
    assertTrue(keys.toString().contains("kadmin/changepw"), keys::toString);
    return keys;
  }

  private void compromised() throws Exception {
    LabUser alice = world.a.user("alice");
    LabUser bob = world.b.user("bob");
    RunbookWorld.assertServed(alice, "www.b.example");
    RunbookWorld.assertServed(bob, "www.a.example");
    List<String> before = world.a.kdc().keyLines("krbtgt/A.EXAMPLE@B.EXAMPLE");

    world.follow("Another realm is compromised", 0, 1);
    RunbookWorld.assertRefused(bob, "in.a.example");
    RunbookWorld.assertRefused(world.a.user("ann"), "www.b.example");
    world.follow("Another realm is compromised", 1, 2);
    assertTrue(!world.a.crossover(world.a, world.b).exists(), before + " are gone");
    RunbookWorld.assertRefused(bob, "in.a.example");
    world.dropAtB();
    world.follow("Another realm is compromised", 2, 3);
    RunbookWorld.assertServed(world.a.user("amy"), "www.b.example");
    RunbookWorld.assertServed(world.b.user("bea"), "in.a.example");
    assertNotEquals(before, world.a.kdc().keyLines("krbtgt/A.EXAMPLE@B.EXAMPLE"));
  }

  private void flood() throws Exception {
    LabUser bob = world.b.user("bob");
    RunbookWorld.assertServed(bob, "www.a.example");
    List<String> before = world.a.kdc().keyLines("krbtgt/A.EXAMPLE@B.EXAMPLE");
    world.follow("Another realm floods", 0, 2);
    for (int request = 0; request < 3; request++) {
      assertNotEquals(0, world.b.kxoverd().kxover("renew", "A.EXAMPLE").runToAnyEnd().exitCode());
    }
    String log = world.a.kxoverd().log();
    assertTrue(log.contains("blocked: B.EXAMPLE is blocked by"), log);
    RunbookWorld.assertRefused(bob, "in.a.example");
    world.follow("Another realm floods", 2, 3);
    assertEquals(before, world.a.kdc().keyLines("krbtgt/A.EXAMPLE@B.EXAMPLE"));
    RunbookWorld.assertServed(bob, "in.a.example");
  }

  private void lostKey() throws Exception {
    LabUser alice = world.a.user("alice");
    RunbookWorld.assertServed(alice, "www.b.example");
    List<String> before = world.publish();
    Files.delete(world.a.folder().resolve("kx.crt"));
    Files.delete(world.a.folder().resolve("kx.key"));
    RunbookWorld.assertServed(world.a.user("ann"), "in.b.example");
    world.follow("The certificate and its key are lost", 0, 4);
    List<String> published = world.publish();
    assertEquals(1, published.size(), published::toString);
    assertNotEquals(before, published);
    RunbookWorld.assertServed(world.a.user("amy"), "in.b.example");
    RunbookWorld.assertServed(world.b.user("bob"), "www.a.example");
  }

  private void lostFolder() throws Exception {
    LabUser alice = world.a.user("alice");
    RunbookWorld.assertServed(alice, "www.b.example");
    List<String> keys = world.a.kdc().keyLines("krbtgt/B.EXAMPLE@A.EXAMPLE");
    world.loseFolder();
    world.follow("The folder /etc/kxover is lost", 0, 3);
    assertEquals(2, world.publish().size(), "the record of the lost key is still there");
    world.follow("The folder /etc/kxover is lost", 3, 4);
    RunbookWorld.assertServed(world.a.user("ann"), "in.b.example");
    assertEquals(keys, world.a.kdc().keyLines("krbtgt/B.EXAMPLE@A.EXAMPLE"));
  }

  private void move() throws Exception {
    LabUser alice = world.a.user("alice");
    LabUser bob = world.b.user("bob");
    RunbookWorld.assertServed(alice, "www.b.example");
    world.move();
    RunbookWorld.assertServed(alice, "in.b.example");
    RunbookWorld.assertServed(bob, "www.a.example");
    assertTrue(world.b.kxoverd().log().contains("127.0.0.2"), "A's kxoverd has another address");
    world.moveBack();
  }
}
