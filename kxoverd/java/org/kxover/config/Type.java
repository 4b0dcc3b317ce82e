package org.kxover.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The type of a setting: text in the file, a {@code T} in the program.
 *
 * @param allowed the values that are allowed, with their bounds; continues a sentence after "is"
 */
record Type<T>(String allowed, Reader<T> reader) {
  /** Parses a value from the file. */
  interface Reader<T> {
    T read(String text) throws BadValue;
  }

  static <T> Type<T> of(String allowed, Function<String, Optional<T>> parser) {
    return new Type<>(
        allowed, text -> parser.apply(text).orElseThrow(() -> BadValue.isNot(allowed, text)));
  }

  <U> Type<U> map(Function<T, U> function) {
    return new Type<>(allowed, text -> function.apply(reader.read(text)));
  }

  /**
   * This type, limited to values that satisfy a condition.
   *
   * @param objection the error for other values; continues a sentence that begins with the name of
   *     the setting
   */
  Type<T> requiring(Predicate<T> good, String objection) {
    return new Type<>(
        allowed,
        text -> {
          T value = reader.read(text);
          if (!good.test(value)) {
            throw new BadValue(objection);
          }
          return value;
        });
  }
}
