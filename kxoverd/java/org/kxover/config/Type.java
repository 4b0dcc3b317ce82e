package org.kxover.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a setting's value may be: text in the file, a {@code T} in the program.
 *
 * @param allowed the values that there are, with their bounds, in words that go on after "is"
 */
record Type<T>(String allowed, Reader<T> reader) {
  /** What a text says, if it is allowed. */
  interface Reader<T> {
    T read(String text) throws BadValue;
  }

  /** Of texts that a parser takes. */
  static <T> Type<T> of(String allowed, Function<String, Optional<T>> parser) {
    return new Type<>(
        allowed, text -> parser.apply(text).orElseThrow(() -> BadValue.isNot(allowed, text)));
  }

  /** For values that come from this type's. */
  <U> Type<U> map(Function<T, U> function) {
    return new Type<>(allowed, text -> function.apply(reader.read(text)));
  }

  /**
   * For those of this type's values that are good.
   *
   * @param objection to the others, in words that go on after the setting's name
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
