package org.kxover.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.Setting.Presence;

/** The settings that one class declares, in the order of the example. */
final class Declarations<S> {
  private final List<Setting<S, ?>> settings = new ArrayList<>();

  /**
   * One that has a default.
   *
   * @param byDefault as a file writes it
   */
  <T> Setting<S, T> byDefault(String name, Type<T> type, String byDefault, String text) {
    return add(
        new Setting<>(
            name,
            type,
            section ->
                Setting.read(
                    type,
                    name,
                    new SectionLines.Line(
                        Setting.in(section.argument(), byDefault), section.file())),
            Presence.BY_DEFAULT,
            byDefault,
            text));
  }

  /**
   * One that may be left out, and has no value then.
   *
   * @param example of a value, as a file writes it
   */
  <T> Setting<S, Optional<T>> optional(String name, Type<T> type, String example, String text) {
    return add(
        new Setting<>(
            name,
            type.map(Optional::of),
            section -> Optional.empty(),
            Presence.OPTIONAL,
            example,
            text));
  }

  /**
   * One without which the daemon does not start.
   *
   * @param example of a value, as a file writes it
   */
  <T> Setting<S, T> required(String name, Type<T> type, String example, String text) {
    return add(
        new Setting<>(
            name,
            type,
            section -> {
              throw new ConfigException(section.where(), "[" + section.title() + "] needs " + name);
            },
            Presence.REQUIRED,
            example,
            text));
  }

  private <T> Setting<S, T> add(Setting<S, T> setting) {
    settings.add(setting);
    return setting;
  }

  List<Setting<S, ?>> all() {
    return List.copyOf(settings);
  }
}
