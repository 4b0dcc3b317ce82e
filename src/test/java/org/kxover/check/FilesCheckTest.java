package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.config.Settings;

/** FilesCheck reports for each file whether the daemon would accept it. */
class FilesCheckTest {
  @TempDir Path folder;
  private Path config;
  private Path certificate;
  private Path key;

  @BeforeEach
  void files() throws Exception {
    config = folder.resolve("kxoverd.conf");
    certificate = file(folder.resolve("kx.crt"), "rw-r--r--");
    key = file(folder.resolve("kx.key"), "rw-------");
  }

  private static Path file(Path file, String mode) throws Exception {
    Files.writeString(file, "");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** The finding about that file. */
  private Finding finding(Path file, String... more) throws Exception {
    Files.writeString(
        config,
        String.join(
                "\n",
                "[realm A.EXAMPLE]",
                "host = kx.a.example",
                "certificate = " + certificate,
                "private_key = " + key)
            + "\n"
            + String.join("\n", more)
            + "\n");
    Report report = new Report(each -> {});
    new FilesCheck(config, Settings.load(config).realms().get(0)).run(report);
    List<Finding> about =
        report.findings().stream()
            .filter(
                each ->
                    (each.text() + " ").contains(file + " ") || each.text().contains(file + ";"))
            .toList();
    assertEquals(1, about.size(), report.findings()::toString);
    return about.get(0);
  }

  @Test
  void filesWithTheirUsualModesAreOk() throws Exception {
    assertEquals(Finding.Level.OK, finding(key).level());
    assertEquals(Finding.Level.OK, finding(certificate).level());
    assertEquals(Finding.Level.OK, finding(config).level());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw---x---", "rw-----w-"})
  void aKeyThatOthersCanAccessIsAnError(String mode) throws Exception {
    file(key, mode);
    assertEquals(Finding.Level.ERROR, finding(key).level());
    assertEquals("chmod 600 " + key, finding(key).advice());
  }

  /**
   * As a service the daemon reads the copy of systemd; only in the foreground it reads the
   * original.
   */
  @Test
  void aKeyThatSystemdPassesIsAWarning() throws Exception {
    key = file(Files.createDirectory(folder.resolve("private")).resolve("kx.key"), "rw-r-----");
    assertEquals(Finding.Level.WARNING, finding(key).level());
    assertTrue(finding(key).text().contains("gets this file from systemd"), finding(key).text());
    file(key, "rw-------");
    assertEquals(Finding.Level.OK, finding(key).level());
  }

  @Test
  void aPkcs12FileAndItsPassphraseAreSecret() throws Exception {
    Path passphrase = file(folder.resolve("passphrase"), "rw-r-----");
    String setting = "passphrase_file = " + passphrase;
    assertEquals(Finding.Level.ERROR, finding(passphrase, setting).level());
    assertEquals(Finding.Level.ERROR, finding(certificate, setting).level());
    file(passphrase, "rw-------");
    file(certificate, "rw-------");
    assertEquals(Finding.Level.OK, finding(passphrase, setting).level());
    assertEquals(Finding.Level.OK, finding(certificate, setting).level());
  }

  @Test
  void aCertificateThatOthersCanWriteIsAnError() throws Exception {
    file(certificate, "rw-rw-r--");
    assertEquals(Finding.Level.ERROR, finding(certificate).level());
  }
}
