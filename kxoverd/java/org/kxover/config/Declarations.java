package org.kxover.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.Setting.Presence;

/** The settings that one class declares, in the order of the example configuration. */
final class Declarations<S> {
  private final List<Setting<S, ?>> settings = new ArrayList<>();

  /**
   * Declares a setting that has a default.
   *
   * @param byDefault the default, as written in the file
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
                        Setting.forRealm(section.argument(), byDefault), section.file())),
            Presence.BY_DEFAULT,
            byDefault,
            text));
  }

  /**
   * Declares a setting that has no value if the file does not set it.
   *
   * @param example a value, as written in the file
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
   * Declares a setting that the file must set.
   *
   * @param example a value, as written in the file
   */
  <T> Setting<S, T> required(String name, Type<T> type, String example, String text) {
    return add(
        new Setting<>(
            name,
            type,
            section -> {
              throw new ConfigException(
                  section.where(), "[" + section.title() + "] must have the setting " + name);
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
