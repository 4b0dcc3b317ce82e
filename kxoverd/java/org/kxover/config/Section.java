package org.kxover.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The declaration of a section of the file.
 *
 * @param <S> the owner of its settings: {@link Settings} or {@link RealmSettings}
 */
public final class Section<S> {
  /** A check that involves several settings of a section. */
  interface Rule<S> {
    void check(Values<S> values, SectionLines lines) throws ConfigException;
  }

  private final String name;
  private final Optional<String> argument;
  private final String text;
  private final List<Setting<S, ?>> settings;
  private final Rule<S> rule;

  private Section(
      String name,
      Optional<String> argument,
      String text,
      Stream<Declarations<S>> declarations,
      Rule<S> rule) {
    this.name = name;
    this.argument = argument;
    this.text = text;
    this.settings = declarations.flatMap(some -> some.all().stream()).toList();
    this.rule = rule;
  }

  /** Declares a section that may appear once in the file. */
  static Section<Settings> of(
      String name, String text, Declarations<Settings> declarations, Rule<Settings> rule) {
    return new Section<>(name, Optional.empty(), text, Stream.of(declarations), rule);
  }

  /** Declares a section that may appear once in the file and has no rule between its settings. */
  static Section<Settings> of(String name, String text, Declarations<Settings> declarations) {
    return of(name, text, declarations, (values, lines) -> {});
  }

  /** Declares the section that appears once for each realm. */
  static Section<RealmSettings> ofEachRealm(
      String name,
      String example,
      String text,
      List<Declarations<RealmSettings>> declarations,
      Rule<RealmSettings> rule) {
    return new Section<>(name, Optional.of(example), text, declarations.stream(), rule);
  }

  String name() {
    return name;
  }

  Rule<S> rule() {
    return rule;
  }

  /** The text between brackets in the example configuration. */
  public String title() {
    return argument.map(of -> name + " " + of).orElse(name);
  }

  /** The description for administrators, in lines of at most 90 characters. */
  public String text() {
    return text;
  }

  /**
   * A line that sets {@code setting} to its default, or to an example value if it has no default.
   */
  public String example(Setting<S, ?> setting) {
    return setting + " = " + setting.shown(argument);
  }

  /** In the order of the example configuration. */
  public List<Setting<S, ?>> settings() {
    return settings;
  }

  /**
   * Throws if the file has a setting that is not declared: it is misspelled, or in the wrong
   * section.
   */
  void rejectUnknownSettings(SectionLines lines) throws ConfigException {
    TreeSet<String> known = new TreeSet<>(settings.stream().map(Setting::name).toList());
    for (Map.Entry<String, SectionLines.Line> line : lines.all().entrySet()) {
      if (!known.contains(line.getKey())) {
        throw new ConfigException(
            line.getValue().where(),
            "["
                + lines.title()
                + "] has no setting "
                + line.getKey()
                + "; its settings are "
                + known);
      }
    }
  }
}
