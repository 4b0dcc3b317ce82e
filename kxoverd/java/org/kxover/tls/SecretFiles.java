package org.kxover.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that files with secrets are protected: by a mode that gives access to the owner only, or
 * because they are in a folder that another program protects.
 */
public final class SecretFiles {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final Optional<Path> guarded;

  private SecretFiles(Optional<Path> guarded) {
    this.guarded = guarded;
  }

  /** Checks the mode of every file. */
  public static SecretFiles judgedByMode() {
    return new SecretFiles(Optional.empty());
  }

  /**
   * Does not check the mode of files in {@code folder}. This is for the {@code
   * $CREDENTIALS_DIRECTORY} of systemd: its access list admits root and one user only, but the
   * modes of its files look like 0440.
   *
   * @param folder applies to files directly in it: the modes of files in a folder below it, or
   *     behind a symbolic link in it, are checked
   */
  public static SecretFiles guardedIn(Optional<Path> folder) {
    return new SecretFiles(folder);
  }

  /**
   * @throws CredentialException if other users have access to {@code file}, or it does not exist
   */
  void requirePrivate(Path file) throws CredentialException {
    try {
      if (!isPrivate(file)) {
        throw new CredentialException(
            file + " is open to its group or to others; its mode must be 0600 or less");
      }
    } catch (AccessDeniedException e) {
      throw new CredentialException(
          "cannot read " + file + ": permission denied; run this as root", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new CredentialException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  /** True if only the owner has access to {@code file}, or its folder is protected. */
  public boolean isPrivate(Path file) throws IOException {
    Path real = file.toRealPath();
    if (guarded.isPresent()
        && Files.isDirectory(guarded.get())
        && guarded.get().toRealPath().equals(real.getParent())) {
      return true;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
    mode.retainAll(OTHERS);
    return mode.isEmpty();
  }
}
