package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** What the guard of a real KDC refuses, as an administrator sees it. */
@Timeout(300)
class RefusalsIT {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();

  /** As {@code log_clients = hashed} shows a user of A. */
  private static final Pattern HASHED = Pattern.compile("#[0-9a-f]{12}@A\\.EXAMPLE");

  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    a = world.lab().realm("A.EXAMPLE", KdcPrograms.withPatch());
    b = world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.kdc().guard();
    b.kxoverd().common("kdc", "log_clients", "yes").measured();
    world.lab().start();
  }

  private String services() throws Exception {
    LabCommand.Output said =
        b.kxoverd().kxover("services", "--kadmin", b.kdc().kadminCommand()).runToAnyEnd();
    assertEquals(0, said.exitCode(), said::text);
    return said.text();
  }

  @Test
  void whoWantedToComeInIsSeenUntilARestart() throws Exception {
    assertFalse(services().contains("refused"), "nobody yet");
    assertNotEquals(0, a.user("alice").kvno("-S", "HTTP", "www.b.example").exitCode());
    b.kxoverd().awaitLine(0, "the guard refused alice@A.EXAMPLE for " + SERVICE + ": closed");
    String listed = services();
    assertTrue(
        listed.contains(SERVICE + "\n  open:  to nobody\n  refused: alice@A.EXAMPLE at "), listed);
    assertTrue(listed.contains(": closed ("), listed);
    Double count =
        b.kxoverd()
            .metrics()
            .get("kxover_guard_refusals_total{mode=\"enforce\",reason=\"closed\"}");
    assertTrue(count >= 1, "" + count);

    b.kxoverd().kxover("open", "HTTP/www.b.example", "--kadmin", b.kdc().kadminCommand()).run();
    assertEquals(0, a.user("ann").kvno("-S", "HTTP", "www.b.example").exitCode());
    String open = services();
    assertTrue(open.contains(SERVICE + "\n  open:  allow *\n"), open);
    assertTrue(open.contains("  refused: alice@A.EXAMPLE at "), open);
    assertFalse(open.contains("ann@A.EXAMPLE"), open);

    b.kxoverd().stop();
    b.kxoverd().start();
    assertFalse(services().contains("refused"), "a restart forgets");
  }

  @Test
  void noNameOfAUserIsLoggedOrShownByDefault() throws Exception {
    b.kxoverd().common("kdc", "log_clients", "hashed").restart();
    LabUser alice = a.user("alice");
    LabUser ann = a.user("ann");
    assertNotEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode());
    String refused = b.kxoverd().awaitLine(0, "the guard refused #", "for " + SERVICE + ": closed");
    String hash = hash(refused);
    assertTrue(services().contains("\n  refused: " + hash + " at "), refused);
    String asked = a.kxoverd().awaitLine(0, "asked for HTTP/www.b.example: referral", "; client #");
    assertNotEquals(hash, hash(asked), "each daemon has a key of its own");

    int ofAnn = b.kxoverd().log().length();
    assertNotEquals(0, ann.kvno("-S", "HTTP", "www.b.example").exitCode());
    assertNotEquals(hash, hash(b.kxoverd().awaitLine(ofAnn, "the guard refused #")));
    int again = b.kxoverd().log().length();
    assertNotEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode());
    b.kxoverd().awaitLine(again, "the guard refused " + hash + " ");
    b.kxoverd().restart();
    int restart = b.kxoverd().log().length();
    assertNotEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode());
    String later = b.kxoverd().awaitLine(restart, "the guard refused #");
    assertNotEquals(hash, hash(later), "each start has a key of its own");
    for (String name : List.of("alice", "ann@")) {
      assertFalse(a.kxoverd().log().contains(name), a.kxoverd().log());
      assertFalse(b.kxoverd().log().contains(name), b.kxoverd().log());
    }
  }

  private static String hash(String line) {
    Matcher found = HASHED.matcher(line);
    assertTrue(found.find(), line);
    return found.group();
  }
}
