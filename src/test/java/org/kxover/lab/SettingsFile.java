package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A kxoverd.conf, which each change writes to disk. */
final class SettingsFile {
  private final Path file;
  private final Map<String, Map<String, String>> common = new TreeMap<>();
  private final Map<LabRealm, Map<String, String>> realms = new LinkedHashMap<>();

  private SettingsFile first;
  private Predicate<String> written = name -> true;

  SettingsFile(Path file) {
    this.file = file;
  }

  private SettingsFile(Path file, SettingsFile other) {
    this(file);
    copy(other.common, common);
    copy(other.realms, realms);
  }

  Path path() {
    return file;
  }

  /** Adds an empty section for that realm. */
  void add(LabRealm realm) {
    realms.put(realm, new TreeMap<>());
  }

  /** Changes a setting in a section for all realms. */
  void set(String section, String name, String value) throws IOException {
    common.computeIfAbsent(section, any -> new TreeMap<>()).put(name, value);
    write();
  }

  void set(LabRealm realm, String name, String value) throws IOException {
    realms.get(realm).put(name, value);
    write();
  }

  void unset(LabRealm realm, String name) throws IOException {
    realms.get(realm).remove(name);
    write();
  }

  /** Leaves out settings that another version does not know. */
  void only(Predicate<String> known) throws IOException {
    written = known;
    write();
  }

  /** Saves the settings, on the first call only. */
  void rememberFirst() {
    if (first == null) {
      first = new SettingsFile(file, this);
    }
  }

  /**
   * Restores the saved settings.
   *
   * @return true if the settings had changed
   */
  boolean restoreFirst() throws IOException {
    if (common.equals(first.common) && realms.equals(first.realms)) {
      return false;
    }
    copy(first.common, common);
    copy(first.realms, realms);
    write();
    return true;
  }

  private static <K> void copy(Map<K, Map<String, String>> from, Map<K, Map<String, String>> to) {
    to.clear();
    from.forEach((section, settings) -> to.put(section, new TreeMap<>(settings)));
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    common.forEach((section, settings) -> append(text, section, settings));
    realms.forEach((realm, settings) -> append(text, "realm " + realm.name(), settings));
    Files.writeString(file, text);
  }

  private void append(StringBuilder text, String section, Map<String, String> settings) {
    text.append('[').append(section).append("]\n");
    settings.forEach(
        (key, v) -> {
          if (written.test(key)) {
            text.append(key).append(" = ").append(v).append('\n');
          }
        });
  }
}
