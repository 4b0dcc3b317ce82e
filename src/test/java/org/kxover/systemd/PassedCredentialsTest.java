package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedCredentialsTest {
  private static final Path FOLDER = Path.of("/etc/kxover/private");
  private static final Path KEY = Path.of("/etc/kxover/private/A.EXAMPLE.key");

  @TempDir private Path directory;
  private PassedCredentials credentials;

  @BeforeEach
  void passOneCredential() throws Exception {
    Files.createFile(directory.resolve("private_A.EXAMPLE.key"));
    credentials =
        PassedCredentials.of(Map.of("CREDENTIALS_DIRECTORY", directory.toString()), FOLDER);
  }

  @Test
  void aFileOfTheFolderIsReadFromSystemdsCopy() {
    assertEquals(directory.resolve("private_A.EXAMPLE.key"), credentials.find(KEY));
    assertTrue(credentials.isCopied(KEY));
  }

  @Test
  void aFileWithoutACopyIsReadAtItsOwnPath() {
    Path other = KEY.resolveSibling("B.EXAMPLE.key");
    assertEquals(other, credentials.find(other));
    assertFalse(credentials.isCopied(other));
  }

  @Test
  void aFileWithTheSameNameInAnotherFolderHasNoCopy() {
    Path other = Path.of("/etc/ssl/private/A.EXAMPLE.key");
    assertEquals(other, credentials.find(other));
    Path beside = Path.of("/etc/kxover/A.EXAMPLE.key");
    assertEquals(beside, credentials.find(beside));
  }

  @Test
  void withoutSystemdEveryFileIsReadAtItsOwnPath() throws Exception {
    assertEquals(KEY, PassedCredentials.of(Map.of(), FOLDER).find(KEY));
  }

  @Test
  void aRelativeCredentialsDirectoryIsAnError() {
    assertThrows(
        IOException.class,
        () -> PassedCredentials.of(Map.of("CREDENTIALS_DIRECTORY", "credentials"), FOLDER));
  }
}
