package org.kxover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of one section of a file. */
final class SectionLines {
  /** The value of a setting, and the file and line where it is. */
  record Line(String value, String where) {}

  private static final String ALL = "*";

  private final String file;
  private final String where;
  private final String name;
  private final String argument;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  SectionLines(String file, String where, String name, String argument) {
    this.file = file;
    this.where = where;
    this.name = name;
    this.argument = argument;
  }

  /** A section that is not in the file: all its settings have their defaults. */
  static SectionLines absent(String file, String name) {
    return new SectionLines(file, file, name, null);
  }

  /** True for {@code [realm *]}, whose lines hold for all realms. */
  boolean isForAll() {
    return ALL.equals(argument);
  }

  SectionLines withoutLines() {
    return new SectionLines(file, where, name, argument);
  }

  /**
   * These lines, and those of {@code others} for settings that are not here. In these, {@code
   * {realm}} stands for the name of the realm.
   */
  SectionLines withDefaults(SectionLines others) {
    SectionLines all = new SectionLines(file, where, name, argument);
    others.lines.forEach(
        (setting, line) ->
            all.lines.put(
                setting, new Line(Setting.forRealm(argument(), line.value()), line.where())));
    all.lines.putAll(lines);
    return all;
  }

  void add(String setting, String value, String where) throws ConfigException {
    if (lines.putIfAbsent(setting, new Line(value, where)) != null) {
      throw new ConfigException(where, setting + " appears in [" + title() + "] a second time");
    }
  }

  String file() {
    return file;
  }

  String name() {
    return name;
  }

  Optional<String> argument() {
    return Optional.ofNullable(argument);
  }

  String where() {
    return where;
  }

  String title() {
    return argument == null ? name : name + " " + argument;
  }

  Map<String, Line> all() {
    return lines;
  }

  Optional<Line> find(String setting) throws ConfigException {
    Optional<Line> line = Optional.ofNullable(lines.get(setting));
    if (line.isPresent() && line.get().value().isEmpty()) {
      throw new ConfigException(line.get().where(), setting + " has no value");
    }
    return line;
  }

  /** The file and line of a setting, or those of the section if the setting is not in it. */
  String locationOf(Setting<?, ?> setting) {
    return lines.containsKey(setting.name()) ? lines.get(setting.name()).where() : where;
  }
}
