package org.kxover.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All settings in {@code kxoverd.conf}: the settings of the daemon, and its realms.
 *
 * @param realms one or more, in the order of the file; none only in {@link #loadUnfinished}
 */
public record Settings(Values<Settings> values, List<RealmSettings> realms) {
  /** The description of the file, in lines of at most 90 characters. */
  public static final String TEXT =
      """
      A line is [section], name = value, or a comment that begins with #. Of control
      characters, only tabs may be outside of comments. "include FILE" and "includedir FOLDER"
      take the sections of other files: FOLDER has files whose names end in .conf. A section
      appears once in all files. This file contains every setting once. A setting that is
      commented out has the default that is shown, unless a note says that it is not set.
      kxoverd does not start with an unknown setting or a wrong value. It then prints an error
      with the name of the file and the line. After SIGHUP, kxoverd reads the [realm] sections
      and the files that they name again. Changes in other sections need a restart. A time is a
      number with ms, s, m, h or d.""";

  /** The sections that may appear once, in the order of the example configuration. */
  static final List<Section<Settings>> DAEMON_SECTIONS =
      List.of(
          KdcSocketSettings.SECTION,
          ListenSettings.SECTION,
          DnsSettings.SECTION,
          ControlSettings.SECTION,
          MetricsSettings.SECTION,
          PublishSettings.SECTION);

  public Settings {
    realms = List.copyOf(realms);
  }

  /** All sections, in the order of the example configuration. */
  public static List<Section<?>> sections() {
    List<Section<?>> all = new ArrayList<>(DAEMON_SECTIONS);
    all.add(RealmSettings.SECTION);
    return all;
  }

  /**
   * The folder beside the settings file for files that systemd passes to kxoverd ({@code
   * LoadCredential=} in its unit). kxoverd reads the copies that systemd makes and protects.
   */
  public static Path privateFolder(Path file) {
    return file.toAbsolutePath().resolveSibling("private");
  }

  /** Reads and checks {@code file}. */
  public static Settings load(Path file) throws ConfigException {
    Settings settings = loadUnfinished(file);
    if (settings.realms().isEmpty()) {
      throw new ConfigException(file.toString(), "the file must have a section [realm REALM]");
    }
    return settings;
  }

  /** As {@link #load}, for who adds a realm: the file may have none yet. */
  public static Settings loadUnfinished(Path file) throws ConfigException {
    Map<String, SectionLines> once = new HashMap<>();
    DAEMON_SECTIONS.forEach(
        section -> once.put(section.name(), SectionLines.absent(file.toString(), section.name())));
    List<SectionLines> realms = new ArrayList<>();
    Optional<SectionLines> allRealms = Optional.empty();
    for (SectionLines lines : ConfigFile.read(file)) {
      boolean realm = lines.name().equals(RealmSettings.SECTION.name());
      if (realm && lines.isForAll()) {
        allRealms = Optional.of(lines);
      } else if (realm && lines.argument().isPresent()) {
        realms.add(lines);
      } else if (realm
          || lines.argument().isPresent()
          || once.replace(lines.name(), lines) == null) {
        throw unknown(lines);
      }
    }
    if (allRealms.isPresent()) {
      SectionLines defaults = allRealms.get();
      RealmSettings.SECTION.rejectUnknownSettings(defaults);
      if (!realms.isEmpty()) {
        check(defaults, realms.get(0));
      }
      realms.replaceAll(realm -> realm.withDefaults(defaults));
    }
    Values<Settings> values = Values.none();
    for (Section<Settings> section : DAEMON_SECTIONS) {
      values = values.and(section, once.get(section.name()));
    }
    Settings settings = new Settings(values, realms(realms));
    for (Section<Settings> section : DAEMON_SECTIONS) {
      section.rejectUnknownSettings(once.get(section.name()));
    }
    for (SectionLines realm : realms) {
      RealmSettings.SECTION.rejectUnknownSettings(realm);
    }
    return settings;
  }

  /** Also rejects a wrong value that each realm replaces by its own. */
  private static void check(SectionLines defaults, SectionLines realm) throws ConfigException {
    SectionLines alone = realm.withoutLines().withDefaults(defaults);
    for (Setting<RealmSettings, ?> setting : RealmSettings.SECTION.settings()) {
      if (alone.all().containsKey(setting.name())) {
        var unused = setting.read(alone);
      }
    }
  }

  private static ConfigException unknown(SectionLines lines) {
    return new ConfigException(
        lines.where(),
        "unknown section ["
            + lines.title()
            + "]; the sections are "
            + DAEMON_SECTIONS.stream()
                .map(one -> "[" + one.name() + "]")
                .collect(Collectors.joining(", "))
            + " and [realm REALM]");
  }

  private static List<RealmSettings> realms(List<SectionLines> sections) throws ConfigException {
    List<RealmSettings> realms = new ArrayList<>();
    for (SectionLines section : sections) {
      RealmSettings realm = RealmSettings.read(section);
      for (RealmSettings other : realms) {
        Optional<String> conflict = realm.conflict(other);
        if (conflict.isPresent()) {
          throw new ConfigException(section.where(), conflict.get());
        }
      }
      realms.add(realm);
    }
    return realms;
  }

  public <T> T get(Setting<Settings, T> setting) {
    return values.get(setting);
  }

  /** A copy with another value for one setting. */
  public <T> Settings with(Setting<Settings, T> setting, T value) {
    return new Settings(values.with(setting, value), realms);
  }

  /** A copy with other realms. */
  public Settings with(List<RealmSettings> others) {
    return new Settings(values, others);
  }

  /**
   * A copy with other paths for certificates, private keys and passphrases.
   *
   * @param place maps the path in the settings to the path to read
   */
  public Settings withPrivateFiles(UnaryOperator<Path> place) {
    return with(realms.stream().map(realm -> realm.withPrivateFiles(place)).toList());
  }

  /** The settings outside of the realms' sections whose values differ from {@code running}. */
  public List<String> needingRestart(Settings running) {
    List<String> changed = new ArrayList<>();
    for (Section<Settings> section : DAEMON_SECTIONS) {
      for (Setting<Settings, ?> setting : section.settings()) {
        if (!get(setting).equals(running.get(setting))) {
          changed.add("[" + section.title() + "] " + setting);
        }
      }
    }
    return changed;
  }
}
