package org.kxover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One section of a file, as it stands there. */
final class SectionLines {
  /** A setting's value, and its place in the file. */
  record Line(String value, String where) {}

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

  /** A section that the file leaves out: all its settings have their defaults. */
  static SectionLines absent(String file, String name) {
    return new SectionLines(file, file, name, null);
  }

  void add(String setting, String value, String at) throws ConfigException {
    if (lines.putIfAbsent(setting, new Line(value, at)) != null) {
      throw new ConfigException(at, setting + " stands in [" + title() + "] again");
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

  /** Where a setting stands; the section, where it does not. */
  String whereIs(Setting<?, ?> setting) {
    return lines.containsKey(setting.name()) ? lines.get(setting.name()).where() : where;
  }
}
