package org.kxover.config;

import java.util.Optional;

/**
 * The only declaration of a setting: its name, type, default and description.
 *
 * @param <S> the owner: {@link Settings} of the daemon, or {@link RealmSettings} of a realm
 * @param <T> the type of the value
 */
// S has no value: it keeps a realm's setting from being asked of the daemon's settings.
@SuppressWarnings("UnusedTypeParameter")
public final class Setting<S, T> {
  /** Placeholder for the realm's name in a default. */
  private static final String REALM = "{realm}";

  /** Gives the value if the file does not set it. */
  interface Absent<T> {
    T value(SectionLines section) throws ConfigException;
  }

  private final String name;
  private final Type<T> type;
  private final Absent<T> absent;
  private final Presence presence;
  private final String shown;
  private final String text;

  /** What happens if the file does not set a setting. */
  public enum Presence {
    /** The setting has its default value. */
    BY_DEFAULT,
    /** The setting has no value. */
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

  /**
   * Puts the name of the realm into a default or an example. Outside of realm sections {@code
   * realm} is empty.
   */
  static String forRealm(Optional<String> realm, String declared) {
    return declared.replace(REALM, realm.orElse(REALM));
  }

  /** The name in the file. */
  public String name() {
    return name;
  }

  public Presence presence() {
    return presence;
  }

  /** The default as written in the file, or an example if there is no default. */
  String shown(Optional<String> realm) {
    return forRealm(realm, shown);
  }

  /** The values that are allowed, with their bounds. The text continues a sentence after "is". */
  public String allowed() {
    return type.allowed();
  }

  /** The description for administrators, in lines of at most 90 characters. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return name;
  }
}
