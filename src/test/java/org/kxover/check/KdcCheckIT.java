package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.kxover.lab.LabCommand;

/** Finds the configuration and the processes of our KDC. */
class KdcCheckIT extends CheckFixture {
  @Test
  void aKdcThatIsNotConfiguredIsReported() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    assertReports(
        () ->
            Files.writeString(
                profile, text.replace("kxover:", "other:").replace("[kxover]", "[other]")),
        () -> Files.writeString(profile, text),
        "KDC",
        "has no .*kxover.*");
    assertReports(
        () -> Files.writeString(profile, text.replace("kdc.sock", "elsewhere.sock")),
        () -> Files.writeString(profile, text),
        "KDC",
        "the KDC uses the socket .*elsewhere.sock, but kxoverd listens on .*kdc.sock");
  }

  /** Seen red while right: the section is in a file that kdc.conf includes. */
  @Test
  void settingsInAnIncludedFolderAreRead() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    int section = text.indexOf("[kxover]");
    Path folder = Files.createDirectory(a.folder().resolve("kdc.conf.d"));
    Files.writeString(folder.resolve("kxover"), text.substring(section));
    try {
      Files.writeString(profile, "includedir " + folder + "\n" + text.substring(0, section));
      kdc().restart();
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
      assertTrue(output.text().contains("ok       KDC: process "), output::text);
    } finally {
      Files.writeString(profile, text);
      kdc().restart();
    }
  }

  /** Seen red while right: another realm's socket comes first in the file. */
  @Test
  void theSocketOfTheRealmCounts() throws Exception {
    Path profile = kdc().profile();
    String text = Files.readString(profile);
    String other = "[kxover]\n    OTHER.EXAMPLE = {\n        socket = /run/other.sock\n    }\n";
    try {
      Files.writeString(profile, text.replace("[kxover]\n", other));
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
    } finally {
      Files.writeString(profile, text);
    }
  }

  /** Seen red while right: a realm with a kdc.conf of its own, which only the settings name. */
  @Test
  void theProfileInTheSettingsCounts() throws Exception {
    LabCommand.Output output =
        a.kxoverd()
            .kxover("check", "--bogus-name", BOGUS)
            .env("KRB5_KDC_PROFILE", b.kdc().profile().toString())
            .runToAnyEnd();
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("ok       KDC: process " + kdc().pid() + " asks kxoverd"),
        output::text);
  }

  @Test
  void eachProcessOfTheKdcIsMadeToAsk() throws Exception {
    kdc().workers(2).restart();
    try {
      LabCommand.Output output = check();
      assertEquals(0, output.exitCode(), output::text);
      assertEquals(
          2,
          output
              .text()
              .lines()
              .filter(
                  line -> line.matches("ok +KDC: process \\d+ asks kxoverd, with the plugin .*"))
              .count(),
          output::text);
    } finally {
      kdc().workers(0).restart();
    }
  }
}
