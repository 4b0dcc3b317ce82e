package org.kxover.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which files may hold a secret: those that are for their owner alone, by their mode, and those in
 * a folder that somebody else guards.
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

  /** Every file is judged by its mode. */
  public static SecretFiles judgedByMode() {
    return new SecretFiles(Optional.empty());
  }

  /**
   * Files in {@code folder} are not judged. systemd's {@code $CREDENTIALS_DIRECTORY} is such a one:
   * its access list lets in root and one user, and makes modes look like 0440.
   *
   * @param folder holds the files themselves: what is in a folder below it, or where a link in it
   *     leads, is judged
   */
  public static SecretFiles guardedIn(Optional<Path> folder) {
    return new SecretFiles(folder);
  }

  /**
   * @throws CredentialException where others may reach {@code file}, or it is not there
   */
  void requirePrivate(Path file) throws CredentialException {
    try {
      if (!isPrivate(file)) {
        throw new CredentialException(
            file + " is open to its group or to others; its mode must be 0600 or less");
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new CredentialException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  /** Whether nobody but its owner may reach {@code file}, or its folder is guarded. */
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
