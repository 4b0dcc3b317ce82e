package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Zone;

/** Two realms, and {@code kxover check} on the machine of the first one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
abstract class CheckFixture {
  static final String BOGUS = "www.forged.example";

  final Lab lab = newLab();
  LabRealm a;
  LabRealm b;
  Zone zoneOfA;
  Zone zoneOfB;

  private static Lab newLab() {
    try {
      return new Lab();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  void twoRealms() throws Exception {
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.principal("kxover/kx.b.example");
    zoneOfA = a.zone();
    zoneOfB = b.zone();
    lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    // The users' programs on the KDC find the KDCs here, not in DNS.
    Files.writeString(
        kdc().config(),
        Files.readString(kdc().config())
            + "[realms]\n    A.EXAMPLE = {\n        kdc = 127.0.0.1:%d\n    }\n"
                .formatted(kdc().port())
            + "    B.EXAMPLE = {\n        kdc = 127.0.0.1:%d\n    }\n".formatted(b.kdc().port()));
    lab.start();
  }

  @AfterAll
  void end() throws Exception {
    lab.close();
  }

  interface Change {
    void run() throws Exception;
  }

  final LabCommand.Output check(String... more) throws Exception {
    return checkWith(BOGUS, more);
  }

  final LabCommand.Output checkWith(String bogus, String... more) throws Exception {
    String[] words = new String[more.length + 3];
    words[0] = "check";
    words[1] = "--bogus-name";
    words[2] = bogus;
    System.arraycopy(more, 0, words, 3, more.length);
    LabCommand.Output output =
        a.kxoverd()
            .kxover(words)
            .env(
                Map.of(
                    "KRB5_CONFIG", a.kdc().config().toString(),
                    "KRB5_KDC_PROFILE", a.kdc().profile().toString()))
            .runToAnyEnd();
    return List.of(more).contains("--json") ? output : OwnLines.require(output);
  }

  /**
   * Breaks something, checks that the output has the line and that the exit code is 1, and restores
   * it.
   */
  final void assertReports(
      Change breaking, Change mending, String subject, String words, String... more)
      throws Exception {
    breaking.run();
    LabCommand.Output output;
    try {
      output = check(more);
    } finally {
      mending.run();
    }
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(
        output
            .text()
            .lines()
            .anyMatch(
                line ->
                    line.startsWith("error    " + subject) && line.matches(".*" + words + ".*")),
        output::text);
    assertTrue(output.text().contains("         -> "), output::text);
  }

  final LabKdc kdc() {
    return a.kdc();
  }
}
