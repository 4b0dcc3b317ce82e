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
 * All settings of one kxoverd, as {@code kxoverd.conf} gives them: those outside of the realms'
 * sections, and the realms.
 *
 * @param realms one or more, in the order of the file
 */
public record Settings(Values<Settings> values, List<RealmSettings> realms) {
  /** What there is to say of the whole file; in lines of no more than 90 characters. */
  public static final String TEXT =
      """
      A line is [section], name = value, or a comment. Every setting stands here once; where a
      line is commented out, its value is the default. An unknown setting or a bad value stops
      the start with this file's name and the line. SIGHUP has the [realm] sections and the files
      that they name read again; the other sections take a restart. Times are a number with ms,
      s, m, h or d.""";

  /** The sections that stand in the file once at most, in the order of the example. */
  static final List<Section<Settings>> ONCE =
      List.of(
          KdcSocketSettings.SECTION,
          ListenSettings.SECTION,
          DnsSettings.SECTION,
          ControlSettings.SECTION,
          MetricsSettings.SECTION);

  public Settings {
    realms = List.copyOf(realms);
  }

  /** All sections that there are, in the order of the example. */
  public static List<Section<?>> sections() {
    List<Section<?>> all = new ArrayList<>(ONCE);
    all.add(RealmSettings.SECTION);
    return all;
  }

  /**
   * The folder beside the settings whose files systemd lends to kxoverd ({@code LoadCredential=} in
   * its unit): it reads copies of these, which systemd guards.
   */
  public static Path privateFolder(Path file) {
    return file.toAbsolutePath().resolveSibling("private");
  }

  /** The settings in {@code file}. */
  public static Settings load(Path file) throws ConfigException {
    Map<String, SectionLines> once = new HashMap<>();
    ONCE.forEach(
        section -> once.put(section.name(), SectionLines.absent(file.toString(), section.name())));
    List<SectionLines> realms = new ArrayList<>();
    for (SectionLines lines : ConfigFile.read(file)) {
      boolean realm = lines.name().equals(RealmSettings.SECTION.name());
      if (realm && lines.argument().isPresent()) {
        realms.add(lines);
      } else if (realm
          || lines.argument().isPresent()
          || once.replace(lines.name(), lines) == null) {
        throw unknown(lines);
      }
    }
    if (realms.isEmpty()) {
      throw new ConfigException(file.toString(), "needs a section [realm REALM]");
    }
    Values<Settings> values = Values.none();
    for (Section<Settings> section : ONCE) {
      values = values.and(section, once.get(section.name()));
    }
    Settings settings = new Settings(values, realms(realms));
    for (Section<Settings> section : ONCE) {
      section.requireNoOther(once.get(section.name()));
    }
    for (SectionLines realm : realms) {
      RealmSettings.SECTION.requireNoOther(realm);
    }
    return settings;
  }

  private static ConfigException unknown(SectionLines lines) {
    return new ConfigException(
        lines.where(),
        "the sections are "
            + ONCE.stream().map(one -> "[" + one.name() + "]").collect(Collectors.joining(", "))
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

  /** The value of a setting outside of the realms' sections. */
  public <T> T get(Setting<Settings, T> setting) {
    return values.get(setting);
  }

  /** These settings with another value of one. */
  public <T> Settings with(Setting<Settings, T> setting, T value) {
    return new Settings(values.with(setting, value), realms);
  }

  /** These settings with other realms. */
  public Settings with(List<RealmSettings> others) {
    return new Settings(values, others);
  }

  /**
   * These settings with certificates, private keys and passphrases in other places.
   *
   * @param place from where a file is said to be to where it is read
   */
  public Settings withPrivateFiles(UnaryOperator<Path> place) {
    return with(realms.stream().map(realm -> realm.withPrivateFiles(place)).toList());
  }

  /** The settings outside of the realms' sections that are not as in {@code running}. */
  public List<String> needingRestart(Settings running) {
    List<String> changed = new ArrayList<>();
    for (Section<Settings> section : ONCE) {
      for (Setting<Settings, ?> setting : section.settings()) {
        if (!get(setting).equals(running.get(setting))) {
          changed.add("[" + section.title() + "] " + setting);
        }
      }
    }
    return changed;
  }
}
