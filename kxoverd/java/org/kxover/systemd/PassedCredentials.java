package org.kxover.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code LoadCredential=private:FOLDER} of systemd.exec(5): the files of a folder that only root
 * may read, which systemd lends to this process alone, as they were at its start. Each has the name
 * {@code private_NAME}.
 */
public final class PassedCredentials {
  /** Of the credential in the unit. */
  private static final String NAME = "private";

  private final Path folder;
  private final Optional<Path> lent;

  private PassedCredentials(Path folder, Optional<Path> lent) {
    this.folder = folder;
    this.lent = lent;
  }

  /**
   * @param environment with {@code CREDENTIALS_DIRECTORY}, where systemd lends any
   * @param folder whose files systemd lends
   * @throws IOException where the environment makes no sense
   */
  public static PassedCredentials of(Map<String, String> environment, Path folder)
      throws IOException {
    String directory = environment.get("CREDENTIALS_DIRECTORY");
    if (directory == null) {
      return new PassedCredentials(folder, Optional.empty());
    }
    if (!directory.startsWith("/")) {
      throw new IOException("CREDENTIALS_DIRECTORY is no absolute path: " + directory);
    }
    return new PassedCredentials(folder, Optional.of(Path.of(directory)));
  }

  /** Where the files are that systemd lends and guards, if it lends any. */
  public Optional<Path> directory() {
    return lent;
  }

  /** Where to read {@code file}: what was lent of it, or else its own place. */
  public Path find(Path file) {
    return lent(file).orElse(file);
  }

  /** Whether {@code file} is read as it was at the start, whatever it is now. */
  public boolean isLent(Path file) {
    return lent(file).isPresent();
  }

  private Optional<Path> lent(Path file) {
    return folder.equals(file.getParent())
        ? lent.map(each -> each.resolve(NAME + "_" + file.getFileName())).filter(Files::exists)
        : Optional.empty();
  }
}
