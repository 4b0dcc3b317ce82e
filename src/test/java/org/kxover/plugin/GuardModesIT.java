package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.plugin.GuardedRealm.ALICE;
import static org.kxover.plugin.GuardedRealm.BOB;
import static org.kxover.plugin.GuardedRealm.BY_HAND;
import static org.kxover.plugin.GuardedRealm.CAROL;
import static org.kxover.plugin.GuardedRealm.FROM_B;
import static org.kxover.plugin.GuardedRealm.MAIL;
import static org.kxover.plugin.GuardedRealm.OUT;
import static org.kxover.plugin.GuardedRealm.OWN_TGT;
import static org.kxover.plugin.GuardedRealm.REFUSED;
import static org.kxover.plugin.GuardedRealm.UNKNOWN;
import static org.kxover.plugin.GuardedRealm.US;
import static org.kxover.plugin.GuardedRealm.WEB;

import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.LabKdc;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The guard's settings, each at a KDC of its own. */
@Timeout(300)
class GuardModesIT {

  @TempDir static Path folder;

  private static GuardedRealm us;

  @BeforeAll
  static void aRealm() throws Exception {
    us = new GuardedRealm(new NativeBuild(folder));
  }

  @AfterAll
  static void stop() throws Exception {
    us.close();
  }

  @Test
  void observeGrantsAndLogs() throws Exception {
    LabKdc kdc = start("guard = observe", "foreign_max_life = 1h");
    String log = kdc.log();
    String answer = ask(kdc, FROM_B, BOB, WEB);
    assertTrue(answer.startsWith("granted "), answer);
    assertFalse(answer.matches(".* life (3[0-6]\\d\\d|\\d{1,3}), .*"), answer);
    String line =
        "kxover guard: would refuse bob@B.EXAMPLE, who has " + FROM_B + ", for " + WEB + ": ";
    assertFalse(log.contains(line));
    assertTrue(kdc.log().contains(line + "the service is not open to the realm"), kdc.log());
    kdc.stop();
  }

  @Test
  void offGrantsAndIsSilent() throws Exception {
    LabKdc kdc = start("guard = off");
    String before = kdc.log();
    String answer = ask(kdc, FROM_B, BOB, OWN_TGT);
    assertTrue(answer.startsWith("granted "), answer);
    assertFalse(kdc.log().substring(before.length()).contains("kxover guard"), kdc.log());
    kdc.stop();
  }

  @Test
  void enforceIsTheDefaultAndForARealmOnly() throws Exception {
    LabKdc kdc = start("guard = off", US + " = {", "guard = enforce", "}");
    assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, WEB));
    kdc.stop();
    LabKdc byDefault = start();
    assertEquals(UNKNOWN, ask(byDefault, FROM_B, BOB, WEB));
    byDefault.stop();
  }

  @Test
  void patternsOpenServicesThatSayNothingThemselves() throws Exception {
    LabKdc kdc = start("open = ldap/*", "open = HTTP/*");
    assertTrue(ask(kdc, FROM_B, BOB, WEB).startsWith("granted "));
    assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, MAIL));
    us.kdc().kadmin("setstr " + WEB + " kxover.open \"deny *\"");
    try {
      assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, WEB));
    } finally {
      us.kdc().kadmin("delstr " + WEB + " kxover.open");
    }
    kdc.stop();
  }

  @Test
  void anAttributeThatIsNotValidRefuses() throws Exception {
    LabKdc kdc = start("open = HTTP/*");
    us.kdc().kadmin("setstr " + WEB + " kxover.open everybody");
    try {
      assertEquals(REFUSED, ask(kdc, FROM_B, BOB, WEB));
    } finally {
      us.kdc().kadmin("delstr " + WEB + " kxover.open");
    }
    assertTrue(kdc.log().contains("the attribute kxover.open is not valid"), kdc.log());
    assertTrue(ask(kdc, FROM_B, BOB, WEB).startsWith("granted "));
    kdc.stop();
  }

  @Test
  void renewableLifeIsASetting() throws Exception {
    LabKdc kdc = start("open = HTTP/*", "foreign_renewable = 1h");
    String answer = us.at(kdc).ask(us.stock().forge(FROM_B, BOB, ""), FROM_B, WEB, "renewable");
    int renewable = Integer.parseInt(answer.replaceAll(".*renewable (-?\\d+).*", "$1"));
    assertTrue(renewable > 3500 && renewable <= 3600, answer);
    kdc.stop();
  }

  /** The guard remembers for a second who may go out. It remembers no refusal. */
  @Test
  void aUserWhoHasToStayDoesSoWithinASecond() throws Exception {
    LabKdc kdc = start();
    String dora = "dora@A.EXAMPLE";
    us.kdc().kadmin("addprinc -pw secret dora");
    for (int i = 0; i < 2; i++) {
      assertTrue(ask(kdc, OWN_TGT, dora, OUT).startsWith("granted "));
      assertEquals(REFUSED, ask(kdc, OWN_TGT, "nobody@A.EXAMPLE", OUT));
    }
    us.kdc().kadmin("setstr dora kxover.stay_home yes");
    long changed = System.nanoTime();
    long asked;
    String answer;
    do {
      asked = System.nanoTime();
      answer = ask(kdc, OWN_TGT, dora, OUT);
    } while (answer.startsWith("granted ") && asked - changed < 1_000_000_000L);
    assertEquals(REFUSED, answer);
    us.kdc().kadmin("delstr dora kxover.stay_home");
    assertTrue(ask(kdc, OWN_TGT, dora, OUT).startsWith("granted "));
    kdc.stop();
  }

  @Test
  void stayHomeIsASetting() throws Exception {
    LabKdc kdc = start("stay_home = al*");
    assertEquals(REFUSED, ask(kdc, OWN_TGT, ALICE, OUT));
    us.kdc().kadmin("addprinc -pw secret carol/admin");
    assertTrue(ask(kdc, OWN_TGT, "carol/admin@A.EXAMPLE", OUT).startsWith("granted "));
    kdc.stop();
  }

  static Stream<String> badSettings() {
    return Stream.of(
        "guard = enfroce",
        "guard = Off",
        "open = HTTP/",
        "stay_home = root@A.EXAMPLE",
        "foreign_max_life = long",
        "foreign_max_life = 0",
        "foreign_renewable = -1",
        "foreign_forwardable = true",
        "kxoverd_principal = a@b@c");
  }

  @ParameterizedTest
  @MethodSource("badSettings")
  void aSettingThatIsNotValidRefusesAndIsLogged(String setting) throws Exception {
    LabKdc kdc = start(setting, "open = */*");
    assertEquals(REFUSED, ask(kdc, FROM_B, BOB, WEB));
    assertEquals(REFUSED, ask(kdc, OWN_TGT, ALICE, OUT));
    String name = setting.replaceAll(" .*", "");
    assertTrue(kdc.log().contains(name + " is not valid in kdc.conf for A.EXAMPLE"), kdc.log());
    assertTrue(ask(kdc, BY_HAND, CAROL, WEB).startsWith("granted "));
    assertTrue(ask(kdc, OWN_TGT, ALICE, WEB).startsWith("granted "));
    kdc.stop();
  }

  /** Names come from outside, and lines go into a file. */
  @Test
  void aNameInTheLogIsOnePrintableLine() throws Exception {
    LabKdc kdc = start();
    assertEquals(REFUSED, ask(kdc, FROM_B, "a\u001b[31mb\u00e9@BANK.TEST", WEB));
    String log = kdc.log();
    assertTrue(log.contains("refused a\\x1b[31mb\\xc3\\xa9@BANK.TEST, who has "), log);
    kdc.stop();
  }

  @Test
  void aFloodOfRefusalsHasSoManyLines() throws Exception {
    LabKdc kdc = start();
    Path cache = us.stock().forge(FROM_B, BOB, "");
    Liar liar = us.at(kdc);
    String before = kdc.log();
    for (int i = 0; i < 130; i++) {
      assertEquals(UNKNOWN, liar.ask(cache, FROM_B, WEB));
    }
    String log = kdc.log().substring(before.length());
    long lines = log.lines().filter(line -> line.contains("refused bob@B.EXAMPLE")).count();
    // The minute may end meanwhile.
    assertTrue(lines >= 60 && lines <= 120, lines + " lines");
    assertTrue(log.contains("no more messages in this minute"), log);
    kdc.stop();
  }

  @Test
  void eachProcessTellsKxoverdWhatItRefused() throws Exception {
    String closed = "refused service=" + WEB + " client=" + BOB + " reason=closed mode=enforce";
    Path socket = folder.resolve("kxoverd");
    LabKdc kdc = us.guarded("socket = " + socket).workers(4);
    kdc.start();
    Path refusals = folder.resolve("kxoverd.refusals");
    try (AFUNIXDatagramSocket kxoverd = AFUNIXDatagramSocket.newInstance()) {
      kxoverd.bind(AFUNIXSocketAddress.of(refusals));
      kxoverd.setSoTimeout(10_000);
      for (int i = 0; i < 12; i++) {
        assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, WEB));
        assertEquals(closed, receive(kxoverd));
      }
      assertTrue(ask(kdc, BY_HAND, CAROL, WEB).startsWith("granted "));
      assertEquals(REFUSED, ask(kdc, FROM_B, "president@BANK.TEST", WEB));
      assertEquals(
          "refused service=" + WEB + " client=president@BANK.TEST reason=lineage mode=enforce",
          receive(kxoverd));
    }
    assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, WEB));
    Files.delete(refusals);
    assertEquals(UNKNOWN, ask(kdc, FROM_B, BOB, WEB));
    kdc.stop();
  }

  private static String receive(AFUNIXDatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[5000], 5000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  private static LabKdc start(String... settings) throws Exception {
    LabKdc kdc = us.guarded(settings);
    kdc.start();
    return kdc;
  }

  private static String ask(LabKdc kdc, String ticket, String client, String service)
      throws Exception {
    Path cache = us.stock().forge(ticket, client, "");
    return us.at(kdc).ask(cache, ticket, service);
  }
}
