package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private Process program;

  /** The fields of a request. */
  private static final class Fields {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);

    Fields(String kind) throws IOException {
      out.writeBytes(kind);
    }

    Fields text(String text) throws IOException {
      byte[] field = text.getBytes(StandardCharsets.ISO_8859_1);
      out.writeShort(field.length);
      out.write(field);
      return this;
    }

    Fields octet(int value) throws IOException {
      out.write(value);
      return this;
    }

    Fields number(int value) throws IOException {
      out.writeInt(value);
      return this;
    }
  }

  @BeforeEach
  void start() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    kdb.kadmin("addprinc -clearpolicy -pw secret " + BY_HAND);
    startProgram();
  }

  private void startProgram() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(kdb.kadm5().command());
    builder.environment().putAll(kdb.kadm5().environment());
    builder.redirectError(folder.resolve("stderr").toFile());
    program = builder.start();
  }

  @AfterEach
  void stop() throws Exception {
    program.destroyForcibly();
    kdb.close();
  }

  private static Fields about(char kind, char role, String peer) throws IOException {
    return new Fields(String.valueOf(kind)).octet(role).text(peer);
  }

  private void send(Fields fields) throws IOException {
    DataOutputStream out = new DataOutputStream(program.getOutputStream());
    out.writeInt(fields.octets.size());
    out.write(fields.octets.toByteArray());
    out.flush();
  }

  private Kadm5Reply ask(Fields fields) throws Exception {
    send(fields);
    DataInputStream in = new DataInputStream(program.getInputStream());
    byte[] octets = new byte[in.readInt()];
    in.readFully(octets);
    return new Kadm5Reply(octets);
  }

  private void assertDone(Fields fields) throws Exception {
    Kadm5Reply reply = ask(fields);
    String why =
        reply.status() == Status.FAILED ? reply.number() + " " + reply.text() : "no message";
    assertEquals(Status.DONE, reply.status(), why);
  }

  private void assertRefused(Fields fields, String why) throws Exception {
    Kadm5Reply reply = ask(fields);
    assertEquals(Status.FAILED, reply.status());
    assertEquals(Kadm5Reply.PROTECTED, reply.number());
    assertEquals(why, reply.text());
  }

  /** Every kind of request about a crossover, with fields that fit. */
  private static List<Fields> requests(char role, String peer) throws IOException {
    return List.of(
        about('g', role, peer),
        about('s', role, peer),
        about('k', role, peer).number(1).number(18),
        about('A', role, peer).number(60),
        about('S', role, peer).text("kxover").text("1 role=client"),
        about('D', role, peer).text("kxover.1"),
        about('K', role, peer).octet(0).number(1).octet(1).number(18).text("k".repeat(32)),
        about('P', role, peer).octet(0).number(1).octet(1).number(18).text("p".repeat(64)),
        about('N', role, peer).number(2),
        about('C', role, peer),
        about('Y', role, peer),
        about('O', role, peer).number(60).number(97446),
        about('F', role, peer).number(97446),
        about('U', role, peer).number(2),
        about('X', role, peer),
        about('c', role, peer),
        about('+', role, peer).number(5),
        about('!', role, peer),
        about('-', role, peer));
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
      char kind = (char) request.octets.toByteArray()[0];
      if ("SDKPNCYOFUX".indexOf(kind) >= 0) {
        assertRefused(request, "the principal was keyed by hand");
      } else if ("gsk".indexOf(kind) >= 0) {
        assertDone(request);
      } else if (kind == 'A') {
        assertEquals(Status.EXISTS, ask(request).status());
      }
    }
    assertEquals(before, kdb.dump());
  }

  @Test
  void aPrincipalHasItsMarkerBeforeItsKey() throws Exception {
    assertDone(about('A', 's', "B.EXAMPLE").number(36000));
    Fields keys =
        about('K', 's', "B.EXAMPLE").octet(0).number(3).octet(1).number(18).text("k".repeat(32));
    assertRefused(keys, "the principal was keyed by hand");
    assertRefused(
        about('O', 's', "B.EXAMPLE").number(60).number(97446), "the principal was keyed by hand");
    assertDone(about('S', 's', "B.EXAMPLE").text("kxover").text("1 role=service"));
    assertDone(keys);
    assertRefused(
        about('D', 's', "B.EXAMPLE").text("kxover"), "not a string attribute of a key of ours");
    for (String name : List.of("kxoverture", "require_auth", "note", "kxove", "")) {
      assertRefused(
          about('S', 's', "B.EXAMPLE").text(name).text("1"), "not a string attribute of ours");
    }
    String principal = kdb.kadmin("getprinc krbtgt/A.EXAMPLE@B.EXAMPLE");
    assertTrue(principal.contains("DISALLOW_ALL_TIX"), principal);
    assertTrue(principal.contains("vno 3, aes256-cts-hmac-sha1-96\n"), principal);
  }

  @Test
  void aKeyOfTheWrongLengthOrKvnoIsRefused() throws Exception {
    assertDone(about('A', 's', "B.EXAMPLE").number(36000));
    assertDone(about('S', 's', "B.EXAMPLE").text("kxover").text("1 role=service"));
    for (int length : new int[] {0, 16, 31, 33, 200}) {
      Kadm5Reply reply =
          ask(
              about('K', 's', "B.EXAMPLE")
                  .octet(0)
                  .number(1)
                  .octet(1)
                  .number(18)
                  .text("k".repeat(length)));
      assertEquals(Status.FAILED, reply.status());
    }
    for (int kvno : new int[] {0, 32768, 65536, -1}) {
      assertEquals(Status.FAILED, ask(about('N', 's', "B.EXAMPLE").number(kvno)).status());
      assertEquals(Status.FAILED, ask(about('U', 's', "B.EXAMPLE").number(kvno)).status());
    }
    String principal = kdb.kadmin("getprinc krbtgt/A.EXAMPLE@B.EXAMPLE");
    assertTrue(principal.contains("Number of keys: 0\n"), principal);
  }

  private void assertEndsAtOnce() throws Exception {
    assertTrue(program.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(2, program.exitValue());
    assertEquals("cannot read the request\n", Files.readString(folder.resolve("stderr")));
    assertEquals(-1, program.getInputStream().read(), "no reply");
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
            about('X', 'c', "HAND.EXAMPLE").octet(0),
            about('g', 'c', "B.EXAMPLE\0"),
            about('g', 'c', "B".repeat(254)),
            about('g', 'c', "B\u00e9"),
            about('S', 'c', "HAND.EXAMPLE").text("kxover").text("a\nb"),
            about('S', 'c', "HAND.EXAMPLE").text("kxover").text("a".repeat(601)),
            about('K', 'c', "HAND.EXAMPLE").octet(0).number(1).octet(0),
            about('K', 'c', "HAND.EXAMPLE").octet(0).number(1).octet(9),
            about('K', 'c', "HAND.EXAMPLE").octet(0).number(40000).octet(1).number(18),
            about('P', 'c', "HAND.EXAMPLE")
                .octet(0)
                .number(1)
                .octet(1)
                .number(18)
                .text("p".repeat(129)));
    for (Fields fields : wrong) {
      send(fields);
      assertEndsAtOnce();
      startProgram();
    }
    assertEquals(before, kdb.dump());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4097, 0x7fffffff})
  void aRequestOfTheWrongLengthEndsTheProgram(int length) throws Exception {
    DataOutputStream out = new DataOutputStream(program.getOutputStream());
    out.writeInt(length);
    out.flush();
    assertEndsAtOnce();
  }

  @Test
  void theProgramEndsWithItsInput() throws Exception {
    assertDone(new Fields("h"));
    program.getOutputStream().close();
    assertTrue(program.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    // The leak checker of the address sanitizer has found nothing either.
    assertEquals("", Files.readString(folder.resolve("stderr")));
    assertEquals(0, program.exitValue());
  }

  @Test
  void aListingHasCrossoversOnly() throws Exception {
    kdb.kadmin("addprinc -randkey krbtgt/A.EXAMPLE@OTHER.EXAMPLE");
    kdb.kadmin("addprinc -randkey krbtgt/C.EXAMPLE@OTHER.EXAMPLE");
    kdb.kadmin("addprinc -randkey krbtgt/a.example@A.EXAMPLE");
    Kadm5Reply part = ask(new Fields("l"));
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
