package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kxover.kerberos.HostName;

/** The types of settings with a single value. {@link Lists} has the types of lists. */
final class Types {
  static final Type<Path> PATH =
      Type.of(
          "an absolute path",
          text ->
              text.startsWith("/") && text.indexOf('\0') < 0
                  ? Optional.of(Path.of(text))
                  : Optional.empty());

  static final Type<Boolean> YES_OR_NO =
      Type.of("yes or no", text -> Optional.ofNullable(Map.of("yes", true, "no", false).get(text)));

  static final Type<InetSocketAddress> ADDRESS =
      Type.of("a numeric ADDRESS:PORT, such as 192.0.2.1:53 or [::1]:53", Addresses::parse);

  /** A name in lower case. */
  static final Type<String> HOST_WITH_DOMAIN =
      Type.of(
          "a host name with its domain",
          text -> HostName.parse(text).filter(HostName::hasDomain).map(HostName::name));

  private Types() {}

  /** Addresses that only this machine can connect to. */
  static Type<InetSocketAddress> addressOnLoopback(String why) {
    return ADDRESS.requiring(
        address -> address.getAddress().isLoopbackAddress(),
        "must be a loopback address, because " + why);
  }

  /** From {@code least} to {@code most}, both included. */
  static Type<Integer> number(int least, int most) {
    return Type.of(
        "a number from " + least + " to " + most,
        text ->
            Optional.of(text)
                .filter(digits -> digits.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .filter(value -> value >= least && value <= most));
  }

  /**
   * From {@code least} to {@code most}, both included.
   *
   * @param least as written in the file
   * @param most as written in the file
   */
  static Type<Duration> time(String least, String most) {
    Duration from = Durations.parse(least).orElseThrow();
    Duration to = Durations.parse(most).orElseThrow();
    return Type.of(
        "a time from " + least + " to " + most + " (a number with ms, s, m, h or d)",
        text ->
            Durations.parse(text)
                .filter(value -> value.compareTo(from) >= 0 && value.compareTo(to) <= 0));
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Type<E> oneOf(Class<E> words) {
    Map<String, E> values = constantsByWord(words);
    return Type.of(
        "one of " + Arrays.stream(words.getEnumConstants()).map(Types::wordFor).toList(),
        text -> Optional.ofNullable(values.get(text)));
  }

  static <E extends Enum<E>> Map<String, E> constantsByWord(Class<E> words) {
    return EnumSet.allOf(words).stream()
        .collect(Collectors.toUnmodifiableMap(Types::wordFor, Function.identity()));
  }

  private static String wordFor(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
