package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;

/** The realm's section in kxoverd.conf, with what has no default, or another one here. */
public final class ConfigurationStep implements Step {
  private final Path file;
  private final Realm realm;
  private final String host;
  private final Optional<String> kadmin;

  /**
   * @param kadmin the setting of that name; empty for its default
   */
  public ConfigurationStep(Path file, Realm realm, String host, Optional<String> kadmin) {
    this.file = file;
    this.realm = realm;
    this.host = host;
    this.kadmin = kadmin;
  }

  private List<String> section() {
    return kadmin.isPresent()
        ? List.of("[realm " + realm + "]", "host = " + host, "kadmin = " + kadmin.get())
        : List.of("[realm " + realm + "]", "host = " + host);
  }

  @Override
  public Optional<String> plan() throws IOException {
    if (isEmpty()) {
      return Optional.of("write " + file + ":\n  " + String.join("\n  ", section()));
    }
    Optional<RealmSettings> there = find(read());
    if (there.isEmpty()) {
      return Optional.of("add to " + file + ":\n  " + String.join("\n  ", section()));
    }
    if (!there.get().get(CertificateSettings.HOST).equalsIgnoreCase(host)) {
      throw new IOException(
          file
              + " has [realm "
              + realm
              + "] with host = "
              + there.get().get(CertificateSettings.HOST)
              + ", not "
              + host);
    }
    return Optional.empty();
  }

  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    boolean fresh = isEmpty();
    StringBuilder text = new StringBuilder();
    text.append(
        fresh ? "# Every setting is explained in kxoverd.conf(5), and in the example.\n\n" : "\n");
    section().forEach(line -> text.append(line).append('\n'));
    String before = fresh ? "" : Files.readString(file);
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      read();
    } catch (IOException e) {
      // What does not stand beside what is there already is not left there.
      Files.writeString(file, before);
      throw e;
    }
  }

  /** A file that says nothing is like none: a package may have put one there. */
  private boolean isEmpty() throws IOException {
    if (!Files.exists(file)) {
      return true;
    }
    try (var lines = Files.lines(file)) {
      return lines.map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }
  }

  private Settings read() throws IOException {
    try {
      return Settings.load(file);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<RealmSettings> find(Settings settings) {
    return settings.realms().stream().filter(one -> one.realm().equals(realm)).findFirst();
  }
}
