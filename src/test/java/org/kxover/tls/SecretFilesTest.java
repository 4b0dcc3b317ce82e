package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The folder stands for the credentials folder of systemd, whose files look as if their group could
 * read them.
 */
class SecretFilesTest {
  @TempDir Path top;
  private Path folder;
  private Path fromSystemd;
  private SecretFiles secrets;

  @BeforeEach
  void folders() throws Exception {
    folder = Files.createDirectory(top.resolve("credentials"));
    fromSystemd = file(folder.resolve("private_a.key"), "r--r-----");
    secrets = SecretFiles.guardedIn(Optional.of(folder));
  }

  private static Path file(Path file, String mode) throws Exception {
    Files.writeString(file, "secret");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void assertRefused(SecretFiles secrets, Path file) {
    CredentialException e =
        assertThrows(CredentialException.class, () -> secrets.requirePrivate(file));
    assertEquals(
        file + " is open to its group or to others; its mode must be 0600 or less", e.getMessage());
  }

  @Test
  void aFileFromSystemdIsAcceptedWithAnyMode() throws Exception {
    secrets.requirePrivate(fromSystemd);
    Files.setPosixFilePermissions(fromSystemd, PosixFilePermissions.fromString("rw-rw-rw-"));
    secrets.requirePrivate(fromSystemd);
  }

  @Test
  void withoutSystemdTheModeDecides() {
    assertRefused(SecretFiles.judgedByMode(), fromSystemd);
    assertRefused(SecretFiles.guardedIn(Optional.empty()), fromSystemd);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x"})
  void filesElsewhereAreJudgedByTheirMode(String mode) throws Exception {
    assertRefused(secrets, file(top.resolve("a.key"), mode));
    secrets.requirePrivate(file(top.resolve("b.key"), "rw-------"));
    secrets.requirePrivate(file(top.resolve("c.key"), "r--------"));
  }

  @Test
  void aPathOutOfTheFolderIsChecked() throws Exception {
    file(top.resolve("a.key"), "rw-r-----");
    assertRefused(secrets, folder.resolve("../a.key"));
    assertRefused(secrets, folder.resolve("../credentials/../a.key"));
    secrets.requirePrivate(folder.resolve("../credentials/private_a.key"));
  }

  @Test
  void aFolderWithASimilarNameIsChecked() throws Exception {
    Path like = Files.createDirectory(top.resolve("credentials2"));
    assertRefused(secrets, file(like.resolve("a.key"), "rw-r-----"));
  }

  @Test
  void aFolderBelowTheFolderIsChecked() throws Exception {
    Path below = Files.createDirectory(folder.resolve("more"));
    assertRefused(secrets, file(below.resolve("a.key"), "rw-r-----"));
  }

  @Test
  void whereALinkLeadsIsElsewhere() throws Exception {
    Path outside = file(top.resolve("a.key"), "rw-r-----");
    assertRefused(secrets, Files.createSymbolicLink(folder.resolve("link"), outside));
    Path folders = Files.createSymbolicLink(folder.resolve("folder"), top);
    assertRefused(secrets, folders.resolve("a.key"));
  }

  /** systemd also reaches its folder through a link: /run/credentials may have another name. */
  @Test
  void theFolderMayBeALink() throws Exception {
    Path link = Files.createSymbolicLink(top.resolve("link"), folder);
    SecretFiles linked = SecretFiles.guardedIn(Optional.of(link));
    linked.requirePrivate(link.resolve("private_a.key"));
    linked.requirePrivate(fromSystemd);
    assertRefused(linked, file(top.resolve("a.key"), "rw-r-----"));
  }

  @Test
  void anAbsentFolderProtectsNothing() throws Exception {
    SecretFiles absent = SecretFiles.guardedIn(Optional.of(top.resolve("absent")));
    assertRefused(absent, fromSystemd);
    absent.requirePrivate(file(top.resolve("a.key"), "rw-------"));
  }

  @Test
  void anAbsentFileIsReported() {
    CredentialException e =
        assertThrows(
            CredentialException.class, () -> secrets.requirePrivate(folder.resolve("absent")));
    assertEquals(
        "cannot read " + folder.resolve("absent") + ": NoSuchFileException", e.getMessage());
  }
}
