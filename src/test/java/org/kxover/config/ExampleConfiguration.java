package org.kxover.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the example configuration from the declarations of the settings. The file is checked in. A
 * test compares it with this, and {@code make example} writes it again.
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
      file.append(
          switch (setting.presence()) {
            case BY_DEFAULT -> "#";
            case OPTIONAL -> "# (Not set by default. This is an example.)\n#";
            case REQUIRED -> "# (This must be set.)\n";
          });
      file.append(section.example(setting)).append('\n');
    }
  }

  private static void comment(StringBuilder file, String text) {
    text.lines().forEach(line -> file.append(("# " + line).strip()).append('\n'));
  }
}
