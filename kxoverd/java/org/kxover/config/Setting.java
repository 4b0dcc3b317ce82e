package org.kxover.config;

import java.util.Optional;

/**
 * A setting, as it is declared: once, and all that there is to know of it.
 *
 * @param <S> whose it is: {@link Settings} of the daemon, or {@link RealmSettings} of a realm
 * @param <T> of its value
 */
// S has no value: it keeps a realm's setting from being asked of the daemon's settings.
@SuppressWarnings("UnusedTypeParameter")
public final class Setting<S, T> {
  /** Stands for the realm's name in a default. */
  private static final String REALM = "{realm}";

  /** The value where the file has none. */
  interface Absent<T> {
    T value(SectionLines section) throws ConfigException;
  }

  private final String name;
  private final Type<T> type;
  private final Absent<T> absent;
  private final Presence presence;
  private final String shown;
  private final String text;

  /** What becomes of a setting that the file leaves out. */
  public enum Presence {
    /** It has its default. */
    BY_DEFAULT,
    /** It has no value. */
    OPTIONAL,
    /** The daemon does not start. */
    REQUIRED
  }

  Setting(
      String name, Type<T> type, Absent<T> absent, Presence presence, String shown, String text) {
    this.name = name;
    this.type = type;
    this.absent = absent;
    this.presence = presence;
    this.shown = shown;
    this.text = text;
  }

  T read(SectionLines section) throws ConfigException {
    var line = section.find(name);
    return line.isPresent() ? read(type, name, line.get()) : absent.value(section);
  }

  static <T> T read(Type<T> type, String name, SectionLines.Line line) throws ConfigException {
    try {
      return type.reader().read(line.value());
    } catch (BadValue e) {
      throw new ConfigException(line.where(), name + " " + e.getMessage());
    }
  }

  /** A default or an example, in the section of that realm; empty: in another section. */
  static String in(Optional<String> realm, String declared) {
    return declared.replace(REALM, realm.orElse(REALM));
  }

  /** As the file writes it. */
  public String name() {
    return name;
  }

  /** What becomes of it where the file leaves it out. */
  public Presence presence() {
    return presence;
  }

  /** Its default, as the file writes it; an example where it has none. */
  String shown(Optional<String> realm) {
    return in(realm, shown);
  }

  /** The values that it may have, with their bounds, in words that go on after "is". */
  public String allowed() {
    return type.allowed();
  }

  /** What it means, for administrators; in lines of no more than 90 characters. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return name;
  }
}
