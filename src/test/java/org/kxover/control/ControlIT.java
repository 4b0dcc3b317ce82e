package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.kerberos.KerberosTime;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** An administrator's requests and orders to real daemons with real databases. */
@Timeout(300)
class ControlIT {
  private static final String OUT = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final int NOBODY = 65534;

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "other.b.example");
  }

  private static String kxover(LabRealm realm, int exitCode, String... arguments)
      throws IOException {
    LabCommand.Output output = realm.kxoverd().kxover(arguments).runToAnyEnd();
    assertEquals(exitCode, output.exitCode(), output::text);
    return output.text();
  }

  /** The status of that daemon's only realm. */
  private static JsonNode status(LabRealm realm, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 2];
    all[0] = "status";
    all[1] = "--json";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    JsonNode realms = new ObjectMapper().readTree(kxover(realm, 0, all)).get("realms");
    assertEquals(1, realms.size());
    return realms.get(0);
  }

  private static String text(JsonNode object, String name) {
    return object.get(name).asText();
  }

  private void assertStatus(LabRealm realm, String direction, String peer, int kvno)
      throws Exception {
    JsonNode crossovers = status(realm).get("crossovers");
    assertEquals(1, crossovers.size(), crossovers.toString());
    JsonNode crossover = crossovers.get(0);
    assertEquals(direction, text(crossover, "direction"));
    assertEquals(peer, text(crossover, "peer"));
    assertEquals(OUT, text(crossover, "principal"));
    assertEquals("in force", text(crossover, "state"));
    assertEquals(kvno, crossover.get("kvno").intValue());
    assertEquals("X25519MLKEM768", text(crossover, "group"));
    Set<String> etypes = new TreeSet<>();
    crossover.get("etypes").forEach(etype -> etypes.add(etype.asText()));
    assertEquals(new TreeSet<>(a.kdc().crossoverKeyTypes()), etypes);
    Instant till = Instant.parse(text(crossover, "till"));
    assertTrue(till.isAfter(Instant.now().plusSeconds(86_400 * 29)), crossover.toString());
    String said = realm.kdc().kadmin("getstrs " + OUT);
    assertTrue(said.contains("till=" + new KerberosTime(till)), said + crossover);
  }

  private void assertSameKeys(int kvno) throws Exception {
    List<String> ofA = a.kdc().key(OUT);
    assertEquals(ofA, b.kdc().key(OUT).subList(0, ofA.size()));
    assertTrue(
        a.crossover(b, a).keys().stream().allMatch(key -> key.startsWith("vno " + kvno + ",")));
  }

  @Test
  void aCrossoverFromItsFirstKeyToItsEnd() throws Exception {
    lab.start();
    assertTrue(kxover(a, 0, "status", "--read").contains("No crossovers: "));
    String made = kxover(a, 0, "cross", "B.EXAMPLE");
    assertTrue(made.startsWith("wrote " + OUT + " kvno 1, in force till "), made);
    assertTrue(a.kxoverd().log().contains(made.strip()), "the words of the log: " + made);
    assertStatus(a, "out", "B.EXAMPLE", 1);
    assertStatus(b, "in", "A.EXAMPLE", 1);
    assertSameKeys(1);
    assertTrue(kxover(a, 0, "cross", "B.EXAMPLE").startsWith("nothing to do, there is " + OUT));

    LabUser alice = a.user("alice");
    assertEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode());
    assertTrue(status(a).get("crossovers").get(0).has("last_use"));
    kxover(a, 0, "renew", "B.EXAMPLE");
    assertStatus(a, "out", "B.EXAMPLE", 2);
    assertStatus(b, "in", "A.EXAMPLE", 2);
    assertEquals(1, status(b).get("crossovers").get(0).get("older_keys").intValue());
    assertSameKeys(2);
    assertEquals(0, alice.kvno("HTTP/other.b.example@B.EXAMPLE").exitCode(), "by her old ticket");
    String table = kxover(a, 0, "status");
    assertTrue(table.contains("out  B.EXAMPLE"), table);

    assertEquals(2, a.kxoverd().kxover("drop", "B.EXAMPLE").runToAnyEnd().exitCode());
    assertTrue(a.crossover(b, a).exists(), "there was no terminal to ask on");
    kxover(a, 0, "drop", "B.EXAMPLE", "--yes");
    assertFalse(a.crossover(b, a).exists());
    assertEquals(0, status(a).get("crossovers").size());
    assertStatus(b, "in", "A.EXAMPLE", 2);
    assertEquals(0, a.user("bob").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertStatus(a, "out", "B.EXAMPLE", 3);
    assertSameKeys(3);

    kxover(b, 0, "drop", "A.EXAMPLE", "--yes", "--direction", "in");
    assertFalse(b.crossover(b, a).exists());
    assertNotEquals(0, a.user("carol").kvno("-S", "HTTP", "www.b.example").exitCode());
    kxover(a, 0, "renew", "B.EXAMPLE");
    assertEquals(0, a.user("dave").kvno("-S", "HTTP", "www.b.example").exitCode());
  }

  /** Both ends show a failure, until an exchange succeeds. */
  @Test
  void aFailureIsShownWithItsReason() throws Exception {
    b.kxoverd().set("peer_realms", "deny a.example, allow *");
    lab.start();
    String refused = kxover(a, 1, "cross", "B.EXAMPLE");
    assertTrue(refused.startsWith("kxover cross: refused by the peer: "), refused);
    JsonNode ofA = status(a).get("failures").get(0);
    assertEquals("out", text(ofA, "direction"));
    assertEquals("B.EXAMPLE", text(ofA, "peer"));
    assertEquals("refused by the peer", text(ofA, "outcome"));
    JsonNode ofB = status(b).get("failures").get(0);
    assertEquals("in", text(ofB, "direction"));
    assertEquals("A.EXAMPLE", text(ofB, "peer"));
    assertTrue(text(ofB, "reason").contains("peer_realms of [realm B.EXAMPLE]"), ofB.toString());
    assertTrue(kxover(b, 0, "status").contains("peer_realms"));

    kxover(a, 1, "cross", "NOWHERE.EXAMPLE");
    assertEquals("absent", text(status(a, "NOWHERE.EXAMPLE").get("failures").get(0), "outcome"));
    b.kxoverd().set("peer_realms", "allow *").reload("reloaded: realm", 1);
    kxover(a, 0, "cross", "B.EXAMPLE");
    assertEquals(0, status(a, "B.EXAMPLE").get("failures").size());
    assertEquals(0, status(b).get("failures").size());
    assertStatus(b, "in", "A.EXAMPLE", 1);

    a.kxoverd().stop();
    String none = kxover(a, 3, "status");
    assertTrue(none.contains("no kxoverd at "), none);
  }

  /** Uses perl, which every Debian has. */
  private LabCommand.Output statusAs(int uid) throws IOException {
    String ask =
        "socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or exit 5;"
            + " $SIG{PIPE} = 'IGNORE'; syswrite(S, \"kxover=1\\ncommand=status\\n\\n\");"
            + " print while <S>";
    Path socket = a.kxoverd().socket().resolveSibling("control.sock");
    return new LabCommand(
            a.folder(),
            "setpriv",
            "--reuid=" + uid,
            "--regid=" + uid,
            "--clear-groups",
            "perl",
            "-MSocket",
            "-e",
            ask,
            socket.toString())
        .runToAnyEnd();
  }

  @Test
  void anotherUserIsRefused() throws Exception {
    assertEquals(0, Files.getAttribute(a.folder(), "unix:uid"), "to be another user takes root");
    Path run = a.kxoverd().socket().getParent();
    for (Path folder : List.of(lab.folder(), a.folder())) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
    lab.start();
    assertEquals(5, statusAs(NOBODY).exitCode(), "the folder keeps others out");
    Files.setAttribute(run, "unix:gid", NOBODY);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
    assertEquals("", statusAs(NOBODY).text(), "the daemon does");
    a.kxoverd().awaitLine(0, "refused uid " + NOBODY, "on the socket of [control]");
    assertTrue(statusAs(0).text().contains("item=end\nresult=done\n"));
    a.kxoverd().common("control", "uids", Integer.toString(NOBODY)).restart();
    assertTrue(statusAs(NOBODY).text().contains("item=end\nresult=done\n"));
    assertTrue(
        statusAs(0).text().contains("item=end\nresult=done\n"), "root is served all the same");
  }
}
