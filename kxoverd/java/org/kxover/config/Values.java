package org.kxover.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The values of settings, one for each declared setting; immutable. */
final class Values<S> {
  private final Map<Setting<S, ?>, Object> values;

  private Values(Map<Setting<S, ?>, Object> values) {
    this.values = values;
  }

  static <S> Values<S> none() {
    return new Values<>(Map.of());
  }

  /**
   * A copy that also has the values of the settings of {@code section}, read from {@code lines}.
   */
  Values<S> and(Section<S> section, SectionLines lines) throws ConfigException {
    Map<Setting<S, ?>, Object> read = new LinkedHashMap<>(values);
    for (Setting<S, ?> setting : section.settings()) {
      read.put(setting, setting.read(lines));
    }
    Values<S> combined = new Values<>(read);
    section.rule().check(combined, lines);
    return combined;
  }

  <T> Values<S> with(Setting<S, T> setting, T value) {
    Map<Setting<S, ?>, Object> changed = new LinkedHashMap<>(values);
    changed.put(setting, Objects.requireNonNull(value));
    return new Values<>(changed);
  }

  // and() and with() store only values of the type T of the setting.
  @SuppressWarnings("unchecked")
  <T> T get(Setting<S, T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting + " is not declared in a section");
    }
    return (T) value;
  }

  Collection<Object> all() {
    return values.values();
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
