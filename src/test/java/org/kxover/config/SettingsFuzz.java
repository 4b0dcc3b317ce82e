package org.kxover.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Any settings file either loads, with at least one realm, or gives an error that names the file.
 */
public final class SettingsFuzz {
  private static final Path FILE;

  static {
    try {
      FILE = Files.createTempFile("settings-", ".conf");
      FILE.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SettingsFuzz() {}

  public static void fuzzerTestOneInput(byte[] octets) throws IOException {
    Files.write(FILE, octets);
    try {
      if (Settings.load(FILE).realms().isEmpty()) {
        throw new AssertionError("settings without a realm");
      }
    } catch (ConfigException e) {
      if (!e.getMessage().contains(FILE.toString())) {
        throw new AssertionError("the message does not say where: " + e.getMessage());
      }
    }
  }
}
