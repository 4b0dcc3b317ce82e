package org.kxover.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kxover.config.Setting.Presence;

/**
 * Makes the example configuration from the settings' declarations. It is checked in, and a test
 * holds it against this; {@code make example} writes it anew.
 */
public final class ExampleConfiguration {
  static final Path FILE = Path.of("conf/kxoverd.conf");

  private ExampleConfiguration() {}

  public static void main(String[] arguments) throws IOException {
    Files.writeString(FILE, text());
  }

  /** The whole file. */
  static String text() {
    StringBuilder file = new StringBuilder();
    comment(file, "kxoverd.conf: settings of kxoverd, the KXOVER daemon.\n\n" + Settings.TEXT);
    Settings.sections().forEach(section -> section(file, section));
    return file.toString();
  }

  private static <S> void section(StringBuilder file, Section<S> section) {
    file.append('\n');
    comment(file, section.text());
    file.append('[').append(section.title()).append("]\n");
    for (Setting<S, ?> setting : section.settings()) {
      file.append('\n');
      comment(file, setting.text());
      file.append(setting.presence() == Presence.REQUIRED ? "# (No default.)\n" : "#");
      file.append(section.example(setting)).append('\n');
    }
  }

  private static void comment(StringBuilder file, String text) {
    text.lines().forEach(line -> file.append(("# " + line).strip()).append('\n'));
  }
}
