package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.kxover.lab.LabCommand;

/** Installs kxover below a temporary folder, as the package does. */
final class Installation {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Installation() {}

  /**
   * @return the installation's prefix
   */
  static Path below(Path folder) throws IOException {
    Path prefix = folder.resolve("usr");
    new LabCommand(
            folder,
            "make",
            "-C",
            Path.of("").toAbsolutePath().toString(),
            "install",
            "PREFIX=" + prefix,
            "SYSCONFDIR=" + folder.resolve("etc"),
            "CACHEDIR=" + folder.resolve("cache"),
            "UNITDIR=" + folder.resolve("unit"),
            "CATALOGDIR=" + folder.resolve("catalog"),
            "PLUGINDIR=" + folder.resolve("plugins"))
        .limit(LIMIT)
        .run();
    // As the package's trigger does.
    new LabCommand(folder, prefix.resolve("lib/kxover/share-classes").toString())
        .limit(LIMIT)
        .run();
    return prefix;
  }
}
