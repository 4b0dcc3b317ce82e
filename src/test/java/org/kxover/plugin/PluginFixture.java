package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a krb5.conf that loads the module, and starts drivers with it. */
final class PluginFixture {
  private final Path folder;
  private final List<String> plugins = new ArrayList<>();
  private final List<String> sections = new ArrayList<>();

  PluginFixture(Path folder, Path module) {
    this.folder = folder;
    plugins.add("module = kxover:" + module);
  }

  /** Adds relations to the subsection hostrealm of [plugins]. */
  void plugins(String... relations) {
    plugins.addAll(List.of(relations));
  }

  void section(String name, String... relations) {
    sections.add("[" + name + "]");
    sections.addAll(List.of(relations));
  }

  /** Starts a driver in the realm A.EXAMPLE with these lines in the section [kxover]. */
  Driver driver(List<String> command, String... settings) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.addAll(List.of("[libdefaults]", "default_realm = A.EXAMPLE", "[plugins]"));
    lines.add("hostrealm = {");
    lines.addAll(plugins);
    lines.add("}");
    lines.addAll(sections);
    lines.add("[kxover]");
    lines.addAll(List.of(settings));
    Path configuration = Files.createTempFile(folder, "krb5", ".conf");
    Files.write(configuration, lines);
    return new Driver(command, configuration, Files.createTempFile(folder, "driver", ".err"));
  }
}
