package org.kxover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The values of settings, one for each that is declared; immutable. */
final class Values<S> {
  private final Map<Setting<S, ?>, Object> values;

  private Values(Map<Setting<S, ?>, Object> values) {
    this.values = values;
  }

  /** Of no setting yet. */
  static <S> Values<S> none() {
    return new Values<>(Map.of());
  }

  /** What {@code lines} say for the settings of {@code section}, beside these. */
  Values<S> and(Section<S> section, SectionLines lines) throws ConfigException {
    Map<Setting<S, ?>, Object> more = new LinkedHashMap<>(values);
    for (Setting<S, ?> setting : section.settings()) {
      more.put(setting, setting.read(lines));
    }
    Values<S> all = new Values<>(more);
    section.rule().check(all, lines);
    return all;
  }

  <T> Values<S> with(Setting<S, T> setting, T value) {
    Map<Setting<S, ?>, Object> others = new LinkedHashMap<>(values);
    others.put(setting, Objects.requireNonNull(value));
    return new Values<>(others);
  }

  // What is put is what read() gave, or with() got, for this very setting.
  @SuppressWarnings("unchecked")
  <T> T get(Setting<S, T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting + " is not declared in a section");
    }
    return (T) value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
