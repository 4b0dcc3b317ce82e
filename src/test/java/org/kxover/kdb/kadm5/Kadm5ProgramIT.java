package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.kadm5.Kadm5Program.about;
import static org.kxover.kdb.kadm5.Kadm5Program.head;
import static org.kxover.kdb.kadm5.Kadm5Program.requests;
import static org.kxover.kdb.kadm5.Kadm5Program.strings;
import static org.kxover.kdb.kadm5.Kadm5Program.write;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.kadm5.Kadm5Program.Fields;
import org.kxover.kdb.kadm5.Kadm5Reply.Status;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.lab.Patience;

/**
 * The program itself, with requests that kxoverd never sends. It refuses every principal that is no
 * crossover of its realm, and every change of one that has no marker.
 */
class Kadm5ProgramIT {
  private static final String BY_HAND = "krbtgt/HAND.EXAMPLE@A.EXAMPLE";

  @TempDir Path folder;
  private TestKdb kdb;
  private Kadm5Program program;

  @BeforeEach
  void start() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    kdb.kadmin("addprinc -clearpolicy -pw secret " + BY_HAND);
    program = new Kadm5Program(kdb, folder.resolve("stderr"));
  }

  @AfterEach
  void stop() throws Exception {
    program.close();
    kdb.close();
  }

  private void assertDone(Fields fields) throws Exception {
    Kadm5Reply reply = program.ask(fields);
    String why =
        reply.status() == Status.FAILED ? reply.number() + " " + reply.text() : "no message";
    assertEquals(Status.DONE, reply.status(), why);
  }

  private void assertRefused(Fields fields, String why) throws Exception {
    Kadm5Reply reply = program.ask(fields);
    assertEquals(Status.FAILED, reply.status());
    assertEquals(Kadm5Reply.PROTECTED, reply.number());
    assertEquals(why, reply.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A.EXAMPLE",
        "a.example",
        "A.EXAMPLE.",
        ".B.EXAMPLE",
        "B..EXAMPLE",
        "B.EXAMPLE@A.EXAMPLE",
        "B.EXAMPLE\\@A.EXAMPLE",
        "kxover:client:B.EXAMPLE",
        "B/C",
        "*",
        "-B.EXAMPLE",
        "B EXAMPLE",
        ""
      })
  void everyNameThatIsNoCrossoverIsRefused(String peer) throws Exception {
    String before = kdb.dump();
    for (char role : new char[] {'c', 's'}) {
      for (Fields request : requests(role, peer)) {
        assertRefused(request, "not a crossover of this realm");
      }
    }
    assertEquals(before, kdb.dump());
  }

  @Test
  void everyOtherRoleIsRefused() throws Exception {
    for (char role : new char[] {0, 'C', 'S', 'x', 255}) {
      for (Fields request : requests(role, "B.EXAMPLE")) {
        assertRefused(request, "not a crossover of this realm");
      }
    }
  }

  @Test
  void aPrincipalThatWasKeyedByHandIsReadAndNeverChanged() throws Exception {
    String before = kdb.dump();
    for (Fields request : requests('c', "HAND.EXAMPLE")) {
      char kind = request.kind();
      if ("SDYUX".indexOf(kind) >= 0) {
        assertRefused(request, "the principal was keyed by hand");
      } else if ("gsk".indexOf(kind) >= 0) {
        assertDone(request);
      }
    }
    assertRefused(
        write('c', "HAND.EXAMPLE", false, 1, "kxover"), "the principal was keyed by hand");
    assertEquals(
        Status.EXISTS, program.ask(write('c', "HAND.EXAMPLE", true, 1, "kxover")).status());
    assertEquals(before, kdb.dump());
  }

  @Test
  void aPrincipalThatAnAdministratorClosedGetsNoKey() throws Exception {
    assertDone(write('s', "B.EXAMPLE", true, 3, "kxover"));
    kdb.kadmin("modprinc -allow_tix krbtgt/A.EXAMPLE@B.EXAMPLE");
    String before = kdb.dump();
    assertRefused(
        write('s', "B.EXAMPLE", false, 4, "kxover"), "an administrator closed the principal");
    assertEquals(before, kdb.dump());
  }

  /** Not even one that looks half-made, or that somebody opened. */
  @Test
  void aBlockedPrincipalIsNotChanged() throws Exception {
    String name = "krbtgt/A.EXAMPLE@B.EXAMPLE";
    assertDone(write('s', "B.EXAMPLE", true, 3, "kxover"));
    kdb.kadmin("setstr " + name + " kxover.blocked 20261124120000Z");
    for (String change : List.of("+allow_tix", "-allow_tix -expire \"1970-01-02 03:04:05 UTC\"")) {
      kdb.kadmin("modprinc " + change + " " + name);
      String before = kdb.dump();
      assertRefused(
          write('s', "B.EXAMPLE", false, 4, "kxover"), "an administrator blocked the realm");
      assertEquals(before, kdb.dump());
    }
    kdb.kadmin("delstr " + name + " kxover.blocked");
    assertDone(write('s', "B.EXAMPLE", false, 4, "kxover"));
  }

  /** The realm's defaults ask for preauthentication and a policy. */
  @Test
  void aKeyIsWrittenWithAllThatBelongsToIt() throws Exception {
    assertDone(write('s', "B.EXAMPLE", true, 3, "kxover", "kxover.3"));
    String principal = kdb.kadmin("getprinc krbtgt/A.EXAMPLE@B.EXAMPLE");
    for (String line :
        List.of(
            "Expiration date: Fri Jan 02 03:04:06 UTC 1970",
            "Password expiration date: [never]",
            "Maximum ticket life: 0 days 10:00:00",
            "Maximum renewable life: 0 days 00:00:00",
            "Failed password attempts: 0",
            "Number of keys: 1",
            "Key: vno 3, aes256-cts-hmac-sha1-96",
            "MKey: vno 1",
            "Attributes: DISALLOW_POSTDATED",
            "Policy: [none]")) {
      assertTrue(principal.contains(line + "\n"), principal);
    }
    assertTrue(
        principal.matches("(?s).*\nLast modified: [^\n]* \\(kxover/admin@A.EXAMPLE\\)\n.*"),
        principal);
    assertFalse(principal.contains("Last password change: [never]"), principal);
    assertEquals(
        List.of("kxover.3: 1 role=service", "kxover: 1 role=service"),
        kdb.kadmin("getstrs krbtgt/A.EXAMPLE@B.EXAMPLE")
            .lines()
            .filter(line -> line.startsWith("kxover"))
            .sorted()
            .toList());
  }

  @Test
  void noKeyIsWithoutAMarkerAndNoOtherAttributeIsSet() throws Exception {
    String empty = kdb.dump();
    assertRefused(write('s', "B.EXAMPLE", true, 3, "kxover.3"), "a key without our marker");
    assertRefused(write('s', "B.EXAMPLE", true, 3), "a key without our marker");
    assertEquals(empty, kdb.dump());
    assertDone(write('s', "B.EXAMPLE", true, 3, "kxover"));
    String before = kdb.dump();
    for (String name : List.of("kxoverture", "require_auth", "note", "kxove", "")) {
      assertRefused(
          write('s', "B.EXAMPLE", false, 4, "kxover", name), "not a string attribute of ours");
      assertRefused(
          about('S', 's', "B.EXAMPLE").text(name).text("1"),
          "not a string attribute of a key of ours");
    }
    Fields removal = head('s', "B.EXAMPLE", false, false, 4).octet(0).octet(1).number(18);
    assertRefused(
        removal.text("k".repeat(32)).octet(1).text("kxover").text(""), "a key without our marker");
    assertRefused(
        about('S', 's', "B.EXAMPLE").text("kxover").text("1"),
        "not a string attribute of a key of ours");
    assertRefused(
        about('D', 's', "B.EXAMPLE").text("kxover"), "not a string attribute of a key of ours");
    assertEquals(before, kdb.dump());
  }

  @Test
  void aKeyOfTheWrongLengthOrKvnoIsRefused() throws Exception {
    assertDone(write('s', "B.EXAMPLE", true, 3, "kxover"));
    String before = kdb.dump();
    for (int length : new int[] {0, 16, 31, 33, 200}) {
      Fields keys = head('s', "B.EXAMPLE", false, true, 4).octet(0).octet(1).number(18);
      assertEquals(
          Status.FAILED, program.ask(strings(keys.text("k".repeat(length)), "kxover")).status());
    }
    for (int type : new int[] {0, 1, 99, -1}) {
      Fields keys = head('s', "B.EXAMPLE", false, true, 4).octet(0).octet(1).number(type);
      assertEquals(
          Status.FAILED, program.ask(strings(keys.text("k".repeat(32)), "kxover")).status());
    }
    // Two keys of one type.
    Fields twice = head('s', "B.EXAMPLE", false, true, 4).octet(0).octet(2);
    twice.number(18).text("k".repeat(32)).number(18).text("l".repeat(32));
    assertEquals(Status.FAILED, program.ask(strings(twice, "kxover")).status());
    // The older key stays, and has the higher kvno.
    Fields lower = head('s', "B.EXAMPLE", false, true, 3).octet(0).octet(1);
    lower.number(18).text("k".repeat(32));
    assertEquals(Status.FAILED, program.ask(strings(lower, "kxover")).status());
    for (int kvno : new int[] {0, 32768, 65536, -1}) {
      assertEquals(Status.FAILED, program.ask(about('U', 's', "B.EXAMPLE").number(kvno)).status());
    }
    assertEquals(before, kdb.dump());
  }

  /** A walk goes along the names of the last listing, and begins anew with the next. */
  @Test
  void aWalkFollowsAListing() throws Exception {
    Fields next = new Fields("w").octet(0).octet(1);
    assertFalse(program.ask(next).hasMore(), "nothing was listed");
    for (int i = 0; i < 2; i++) {
      assertEquals(Status.MORE, program.ask(new Fields("l")).status());
      assertEquals(Status.DONE, program.reply().status());
      Kadm5Reply first = program.ask(next);
      assertEquals(Status.MORE, first.status());
      assertEquals('c', first.octet());
      assertEquals("HAND.EXAMPLE", first.text());
      kdb.kadmin("delprinc -force " + BY_HAND);
      kdb.kadmin("addprinc -clearpolicy -pw secret " + BY_HAND);
    }
    assertEquals(Status.MORE, program.ask(new Fields("l")).status());
    assertEquals(Status.DONE, program.reply().status());
    kdb.kadmin("delprinc -force " + BY_HAND);
    Kadm5Reply gone = program.ask(next);
    assertEquals('c', gone.octet());
    assertEquals("HAND.EXAMPLE", gone.text());
    assertEquals(1, gone.octet(), "not read");
    assertFalse(gone.hasMore());
    assertFalse(program.ask(next).hasMore(), "the end");
  }

  private void assertEndsAtOnce() throws Exception {
    assertTrue(program.process().waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(2, program.process().exitValue());
    assertEquals("cannot read the request\n", Files.readString(folder.resolve("stderr")));
    assertEquals(-1, program.process().getInputStream().read(), "no reply");
  }

  private static Fields password(String text) throws IOException {
    return head('c', "HAND.EXAMPLE", false, true, 1).octet(1).octet(1).number(18).text(text);
  }

  /** Too short, too long, of an unknown kind, or with something that no field can have. */
  @Test
  void aRequestThatCannotBeReadEndsTheProgram() throws Exception {
    String before = kdb.dump();
    List<Fields> wrong =
        List.of(
            new Fields("z"),
            new Fields("g"),
            new Fields("h").octet(0),
            new Fields("w"),
            new Fields("w").octet(0).octet(0),
            new Fields("w").octet(1).octet(1),
            about('X', 'c', "HAND.EXAMPLE").octet(0),
            about('g', 'c', "B.EXAMPLE\0"),
            about('g', 'c', "B".repeat(254)),
            about('g', 'c', "B\u00e9"),
            about('S', 'c', "HAND.EXAMPLE").text("kxover.1").text("a\nb"),
            about('S', 'c', "HAND.EXAMPLE").text("kxover.1").text("a".repeat(601)),
            head('c', "HAND.EXAMPLE", false, true, 1).octet(0).octet(0),
            head('c', "HAND.EXAMPLE", false, true, 1).octet(0).octet(9),
            head('c', "HAND.EXAMPLE", false, true, 0).octet(0).octet(1).number(18),
            head('c', "HAND.EXAMPLE", false, true, 40000).octet(0).octet(1).number(18),
            password("p".repeat(129)).octet(0),
            password("p\n").octet(0),
            password("p").octet(25),
            password("p").octet(1).text("kxover"),
            strings(password("p"), "kxover").octet(0));
    for (Fields fields : wrong) {
      program.send(fields);
      assertEndsAtOnce();
      program.start();
    }
    assertEquals(before, kdb.dump());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097, 0x7fffffff})
  void aRequestOfTheWrongLengthEndsTheProgram(int length) throws Exception {
    DataOutputStream out = new DataOutputStream(program.process().getOutputStream());
    out.writeInt(length);
    out.flush();
    assertEndsAtOnce();
  }

  @Test
  void theProgramEndsWithItsInput() throws Exception {
    assertDone(new Fields("h"));
    program.process().getOutputStream().close();
    assertTrue(program.process().waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    // The leak checker of the address sanitizer has found nothing either.
    assertEquals("", Files.readString(folder.resolve("stderr")));
    assertEquals(0, program.process().exitValue());
  }

  @Test
  void aListingHasCrossoversOnly() throws Exception {
    kdb.kadmin("addprinc -randkey krbtgt/A.EXAMPLE@OTHER.EXAMPLE");
    kdb.kadmin("addprinc -randkey krbtgt/C.EXAMPLE@OTHER.EXAMPLE");
    kdb.kadmin("addprinc -randkey krbtgt/a.example@A.EXAMPLE");
    Kadm5Reply part = program.ask(new Fields("l"));
    assertEquals(Status.MORE, part.status());
    StringBuilder names = new StringBuilder();
    while (part.hasMore()) {
      names.append((char) part.octet()).append(' ').append(part.text()).append('\n');
    }
    assertEquals(
        List.of("c HAND.EXAMPLE", "s OTHER.EXAMPLE"), names.toString().lines().sorted().toList());
    assertFalse(part.hasMore());
  }
}
