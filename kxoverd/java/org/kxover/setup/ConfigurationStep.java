package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;

/**
 * Writes the realm's section in kxoverd.conf, with the settings that have no default or need
 * another value.
 */
public final class ConfigurationStep implements ReversibleStep {
  private final Path file;
  private final Realm realm;
  private final String host;
  private final List<String> more;
  private final Optional<KdcKind> kind;

  /**
   * @param kadmin the value of the setting {@code kadmin}; empty for its default
   */
  public ConfigurationStep(Path file, Realm realm, String host, Optional<String> kadmin) {
    this(
        file,
        realm,
        host,
        kadmin.map(value -> List.of("kadmin = " + value)).orElse(List.of()),
        Optional.empty());
  }

  /**
   * @param more lines of the section, each {@code name = value}
   * @param kind of the KDC, which an existing section has to fit; empty if any does
   */
  public ConfigurationStep(
      Path file, Realm realm, String host, List<String> more, Optional<KdcKind> kind) {
    this.file = file;
    this.realm = realm;
    this.host = host;
    this.more = List.copyOf(more);
    this.kind = kind;
  }

  private List<String> section() {
    List<String> lines = new ArrayList<>(List.of(title(), "host = " + host));
    lines.addAll(more);
    return lines;
  }

  private String title() {
    return "[realm " + realm + "]";
  }

  @Override
  public Optional<String> plan() throws IOException {
    if (hasNoSettings()) {
      return Optional.of("write " + file + ":\n  " + String.join("\n  ", section()));
    }
    Optional<RealmSettings> present = find(read());
    if (present.isEmpty()) {
      return Optional.of("add to " + file + ":\n  " + String.join("\n  ", section()));
    }
    if (!present.get().get(CertificateSettings.HOST).equalsIgnoreCase(host)) {
      throw new IOException(
          file
              + " has [realm "
              + realm
              + "] with host = "
              + present.get().get(CertificateSettings.HOST)
              + ", not "
              + host);
    }
    if (kind.isPresent()) {
      requireKind(present.get(), kind.get());
    }
    return Optional.empty();
  }

  /**
   * Not so is a section that was copied from the primary: kxoverd would take the copy for its own.
   */
  private void requireKind(RealmSettings present, KdcKind wanted) throws IOException {
    boolean fits =
        switch (wanted) {
          case PRIMARY -> !present.isReplica();
          case REPLICA -> present.isReplica();
          case SHARED -> present.sharesDatabase() && !present.isReplica();
        };
    if (!fits) {
      throw new IOException(
          file
              + " has "
              + title()
              + ", which does not fit a KDC of the kind "
              + wanted
              + "; that needs:\n  "
              + String.join("\n  ", section())
              + "\nCorrect the section, or remove it and run this again, or name the kind with"
              + " --kdc");
    }
  }

  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    boolean isNew = hasNoSettings();
    StringBuilder text = new StringBuilder();
    text.append(
        isNew
            ? "# For all settings see kxoverd.conf(5), and the example configuration.\n\n"
            : "\n");
    section().forEach(line -> text.append(line).append('\n'));
    String before = isNew ? "" : Files.readString(file);
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      read();
    } catch (IOException e) {
      // The new section conflicts with the rest of the file: undo the change.
      Files.writeString(file, before);
      throw e;
    }
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    if (hasNoSettings() || find(read()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        isEmpty(otherLines())
            ? "delete " + file
            : "remove " + title() + " and its settings from " + file);
  }

  @Override
  public void takeBack() throws IOException {
    if (takeBackPlan().isEmpty()) {
      return;
    }
    List<String> left = otherLines();
    if (isEmpty(left)) {
      Files.delete(file);
    } else {
      TextFile.replace(file, left);
    }
  }

  /** The lines of the file without our section, and without the empty line before it. */
  private List<String> otherLines() throws IOException {
    List<String> left = new ArrayList<>();
    boolean inside = false;
    for (String line : TextFile.lines(file)) {
      if (line.strip().startsWith("[")) {
        inside =
            line.strip()
                .replaceAll("\\s+", " ")
                .replace("[ ", "[")
                .replace(" ]", "]")
                .equals(title());
        if (inside && !left.isEmpty() && left.get(left.size() - 1).isBlank()) {
          left.remove(left.size() - 1);
        }
      }
      if (!inside) {
        left.add(line);
      }
    }
    return left;
  }

  /** True if there is no file, or one with comments only, as a package may install it. */
  private boolean hasNoSettings() throws IOException {
    if (!Files.exists(file)) {
      return true;
    }
    return isEmpty(TextFile.lines(file));
  }

  private static boolean isEmpty(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  private Settings read() throws IOException {
    try {
      return Settings.loadUnfinished(file);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<RealmSettings> find(Settings settings) {
    return settings.realms().stream().filter(one -> one.realm().equals(realm)).findFirst();
  }
}
