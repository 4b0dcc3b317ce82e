package org.kxover.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A section of the file, as it is declared.
 *
 * @param <S> whose settings it has: {@link Settings} or {@link RealmSettings}
 */
public final class Section<S> {
  /** What must hold between the settings of a section. */
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

  /** A section that stands in the file once at most. */
  static Section<Settings> of(
      String name, String text, Declarations<Settings> declarations, Rule<Settings> rule) {
    return new Section<>(name, Optional.empty(), text, Stream.of(declarations), rule);
  }

  /** A section that stands in the file once at most, and whose settings go together always. */
  static Section<Settings> of(String name, String text, Declarations<Settings> declarations) {
    return of(name, text, declarations, (values, lines) -> {});
  }

  /** The section that stands in the file once for each realm. */
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

  /** As the example writes it, between brackets. */
  public String title() {
    return argument.map(of -> name + " " + of).orElse(name);
  }

  /** What it is about, for administrators; in lines of no more than 90 characters. */
  public String text() {
    return text;
  }

  /** A line that sets {@code setting} to its default, or to an example where it has none. */
  public String example(Setting<S, ?> setting) {
    return setting + " = " + setting.shown(argument);
  }

  /** In the order of the example. */
  public List<Setting<S, ?>> settings() {
    return settings;
  }

  /** A setting that is not declared is misspelled, or in the wrong section. */
  void requireNoOther(SectionLines lines) throws ConfigException {
    TreeSet<String> known = new TreeSet<>(settings.stream().map(Setting::name).toList());
    for (Map.Entry<String, SectionLines.Line> line : lines.all().entrySet()) {
      if (!known.contains(line.getKey())) {
        throw new ConfigException(
            line.getValue().where(),
            "[" + lines.title() + "] has no setting " + line.getKey() + "; it has " + known);
      }
    }
  }
}
