package org.kxover.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code LoadCredential=private:FOLDER} of systemd.exec(5). At the start of this process, systemd
 * copies the files of a folder that only root may read. Only this process can read the copies. The
 * copy of the file {@code NAME} has the name {@code private_NAME}.
 */
public final class PassedCredentials {
  /** The credential's name in the unit. */
  private static final String CREDENTIAL = "private";

  private final Path folder;
  private final Optional<Path> copies;

  private PassedCredentials(Path folder, Optional<Path> copies) {
    this.folder = folder;
    this.copies = copies;
  }

  /**
   * @param environment contains {@code CREDENTIALS_DIRECTORY} if systemd passes credentials
   * @param folder whose files systemd copies
   * @throws IOException if the environment is invalid
   */
  public static PassedCredentials of(Map<String, String> environment, Path folder)
      throws IOException {
    String directory = environment.get("CREDENTIALS_DIRECTORY");
    if (directory == null) {
      return new PassedCredentials(folder, Optional.empty());
    }
    if (!directory.startsWith("/")) {
      throw new IOException("CREDENTIALS_DIRECTORY is not an absolute path: " + directory);
    }
    return new PassedCredentials(folder, Optional.of(Path.of(directory)));
  }

  /** The folder with the copies; empty if systemd passes none. */
  public Optional<Path> directory() {
    return copies;
  }

  /** The path of systemd's copy of {@code file}, or {@code file} itself if there is no copy. */
  public Path find(Path file) {
    return copyOf(file).orElse(file);
  }

  /** True if systemd's copy is read, so that later changes of {@code file} are not seen. */
  public boolean isCopied(Path file) {
    return copyOf(file).isPresent();
  }

  private Optional<Path> copyOf(Path file) {
    return folder.equals(file.getParent())
        ? copies
            .map(directory -> directory.resolve(CREDENTIAL + "_" + file.getFileName()))
            .filter(Files::exists)
        : Optional.empty();
  }
}
