package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;

/** One section of the file. Every setting is asked for by name; {@link #end} finds the others. */
final class Section {
  private record Entry(String value, String where) {}

  private final String file;
  private final String where;
  private final String name;
  private final String argument;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  Section(String file, String where, String name, String argument) {
    this.file = file;
    this.where = where;
    this.name = name;
    this.argument = argument;
  }

  /** A section that the file leaves out: all its settings have their defaults. */
  static Section absent(String file, String name) {
    return new Section(file, file, name, null);
  }

  void add(String key, String value, String entryWhere) throws ConfigException {
    if (entries.putIfAbsent(key, new Entry(value, entryWhere)) != null) {
      throw new ConfigException(entryWhere, key + " stands in [" + title() + "] again");
    }
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

  /** The names that were asked for. */
  Set<String> known() {
    return known;
  }

  /** Where nothing asked for a setting, it is misspelled or in the wrong section. */
  void end() throws ConfigException {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new ConfigException(
            entry.getValue().where(),
            "[" + title() + "] has no setting " + entry.getKey() + "; it has " + known);
      }
    }
  }

  private Optional<Entry> find(String key) throws ConfigException {
    known.add(key);
    Optional<Entry> entry = Optional.ofNullable(entries.get(key));
    if (entry.isPresent() && entry.get().value().isEmpty()) {
      throw new ConfigException(entry.get().where(), key + " has no value");
    }
    return entry;
  }

  private Entry get(String key, String byDefault) throws ConfigException {
    Optional<Entry> entry = find(key);
    if (entry.isEmpty() && byDefault == null) {
      throw new ConfigException(where, "[" + title() + "] needs " + key);
    }
    return entry.orElseGet(() -> new Entry(byDefault, file));
  }

  private static ConfigException bad(Entry entry, String key, String wanted) {
    return new ConfigException(
        entry.where(), key + " is not " + wanted + ": " + Printable.quote(entry.value()));
  }

  String text(String key, String byDefault) throws ConfigException {
    return get(key, byDefault).value();
  }

  Path path(String key, String byDefault) throws ConfigException {
    Entry entry = get(key, byDefault);
    if (!entry.value().startsWith("/") || entry.value().indexOf('\0') >= 0) {
      throw bad(entry, key, "an absolute path");
    }
    return Path.of(entry.value());
  }

  Optional<Path> path(String key) throws ConfigException {
    return find(key).isEmpty() ? Optional.empty() : Optional.of(path(key, null));
  }

  int integer(String key, int byDefault, int least, int most) throws ConfigException {
    Entry entry = get(key, Integer.toString(byDefault));
    return number(entry, key, entry.value(), least, most);
  }

  private static int number(Entry entry, String key, String text, int least, int most)
      throws ConfigException {
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw bad(entry, key, "a number from " + least + " to " + most);
  }

  /** The constant of {@code byDefault}'s enum that the setting spells, as {@code spelling} does. */
  <E extends Enum<E>> E choice(String key, E byDefault, Function<E, String> spelling)
      throws ConfigException {
    Entry entry = get(key, spelling.apply(byDefault));
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (spelling.apply(constant).equals(entry.value())) {
        return constant;
      }
    }
    throw bad(entry, key, "one of " + Arrays.stream(constants).map(spelling).toList());
  }

  Set<Integer> numbers(String key, String byDefault, int least, int most) throws ConfigException {
    Entry entry = get(key, byDefault);
    Set<Integer> numbers = new TreeSet<>();
    for (String word : entry.value().split("\\s+")) {
      numbers.add(number(entry, key, word, least, most));
    }
    return Set.copyOf(numbers);
  }

  Duration duration(String key, String byDefault, Duration least, Duration most)
      throws ConfigException {
    Entry entry = get(key, byDefault);
    Optional<Duration> value = Durations.parse(entry.value());
    if (value.isEmpty() || value.get().compareTo(least) < 0 || value.get().compareTo(most) > 0) {
      throw bad(
          entry,
          key,
          "a time from "
              + Durations.format(least)
              + " to "
              + Durations.format(most)
              + " (a number with ms, s, m, h or d)");
    }
    return value.get();
  }

  InetSocketAddress address(String key, String byDefault) throws ConfigException {
    Entry entry = get(key, byDefault);
    return Addresses.parse(entry.value())
        .orElseThrow(() -> bad(entry, key, "ADDRESS:PORT, such as 192.0.2.1:53 or [::1]:53"));
  }

  Optional<InetSocketAddress> address(String key) throws ConfigException {
    return find(key).isEmpty() ? Optional.empty() : Optional.of(address(key, null));
  }

  boolean flag(String key, boolean byDefault) throws ConfigException {
    Entry entry = get(key, byDefault ? "yes" : "no");
    return switch (entry.value()) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw bad(entry, key, "yes or no");
    };
  }

  /** The address of {@code key}, where it is of no use unless it is this machine's own. */
  void requireLoopback(String key, InetSocketAddress address, String why) throws ConfigException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new ConfigException(
          find(key).map(Entry::where).orElse(where), key + " is not on loopback, as " + why);
    }
  }

  List<String> words(String key, String byDefault) throws ConfigException {
    return List.of(get(key, byDefault).value().split("\\s+"));
  }

  /** What one word of a list says, if it says anything. */
  interface Parser<T> {
    Optional<T> parse(String word);
  }

  /** The words between separators; the same one twice counts once. */
  <T> List<T> list(String key, String byDefault, String separator, Parser<T> parser, String wanted)
      throws ConfigException {
    Entry entry = get(key, byDefault);
    Set<T> values = new LinkedHashSet<>();
    for (String word : entry.value().split(separator, -1)) {
      values.add(parser.parse(word).orElseThrow(() -> bad(entry, key, wanted)));
    }
    return List.copyOf(values);
  }

  /** As {@link #list} between spaces; {@code none} is the empty list. */
  <T> List<T> listOrNone(String key, String byDefault, Parser<T> parser, String wanted)
      throws ConfigException {
    return text(key, byDefault).equals("none")
        ? List.of()
        : list(key, byDefault, "\\s+", parser, wanted);
  }

  /** Where a setting stands; the file where it does not. */
  String whereIs(String key) {
    return entries.containsKey(key) ? entries.get(key).where() : file;
  }

  String hostName(String key) throws ConfigException {
    Entry entry = get(key, null);
    return HostName.parse(entry.value())
        .filter(HostName::hasDomain)
        .map(HostName::name)
        .orElseThrow(() -> bad(entry, key, "a host name with its domain"));
  }

  List<EncryptionType> encryptionTypes(String key, String byDefault) throws ConfigException {
    Entry entry = get(key, byDefault);
    List<EncryptionType> types = new ArrayList<>();
    for (String word : entry.value().split("\\s+")) {
      EncryptionType type =
          EncryptionType.ofMitName(word)
              .orElseThrow(() -> bad(entry, key, "a list of AES encryption types"));
      if (types.contains(type)) {
        throw bad(entry, key, "a list that names each encryption type once");
      }
      types.add(type);
    }
    return List.copyOf(types);
  }
}
