package org.kxover.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kxover.kerberos.EncryptionType;

/** The types of settings whose value is a list. */
final class Lists {
  private static final String SPACES = "\\s+";
  private static final String COMMAS = "\\s*,\\s*";
  private static final String NONE = "none";

  /** A command and its arguments. */
  static final Type<List<String>> COMMAND =
      Type.of("a command", text -> Optional.of(List.of(text.split(SPACES, -1))));

  /** A command and its arguments; {@code none} gives an empty list. */
  static final Type<List<String>> COMMAND_OR_NONE =
      Type.of(
          "a command, or none",
          text -> Optional.of(text.equals(NONE) ? List.of() : List.of(text.split(SPACES, -1))));

  /** In the order of the file. A type may appear only once. */
  static final Type<List<EncryptionType>> ENCRYPTION_TYPES =
      new Type<>("a list of AES encryption types", Lists::encryptionTypes);

  private Lists() {}

  /** Numbers between spaces, each from {@code least} to {@code most}. */
  static Type<Set<Integer>> numbers(int least, int most) {
    Type<Integer> each = Types.number(least, most);
    return new Type<>(
        each.allowed(),
        text -> {
          Set<Integer> numbers = new LinkedHashSet<>();
          for (String word : text.split(SPACES, -1)) {
            try {
              numbers.add(each.reader().read(word));
            } catch (BadValue e) {
              throw BadValue.isNot(each.allowed(), text);
            }
          }
          return Set.copyOf(numbers);
        });
  }

  /** Words between spaces. A word that appears twice counts once. */
  static <T> Type<List<T>> ofWords(String allowed, Function<String, Optional<T>> parser) {
    return list(allowed, SPACES, parser);
  }

  /** Parts between commas. A part that appears twice counts once. */
  static <T> Type<List<T>> ofParts(String allowed, Function<String, Optional<T>> parser) {
    return list(allowed, COMMAS, parser);
  }

  /** Words between spaces; {@code none} gives an empty list. */
  static <T> Type<List<T>> ofWordsOrNone(String allowed, Function<String, Optional<T>> parser) {
    Type<List<T>> words = ofWords(allowed, parser);
    return new Type<>(allowed, text -> text.equals(NONE) ? List.of() : words.reader().read(text));
  }

  private static <T> Type<List<T>> list(
      String allowed, String separator, Function<String, Optional<T>> parser) {
    return new Type<>(
        allowed,
        text -> {
          Set<T> values = new LinkedHashSet<>();
          for (String word : text.split(separator, -1)) {
            values.add(parser.apply(word).orElseThrow(() -> BadValue.isNot(allowed, text)));
          }
          return List.copyOf(values);
        });
  }

  private static List<EncryptionType> encryptionTypes(String text) throws BadValue {
    List<EncryptionType> types = new ArrayList<>();
    for (String word : text.split(SPACES, -1)) {
      EncryptionType type =
          EncryptionType.ofMitName(word)
              .orElseThrow(() -> BadValue.isNot("a list of AES encryption types", text));
      if (types.contains(type)) {
        throw BadValue.isNot("a list that names each encryption type once", text);
      }
      types.add(type);
    }
    return List.copyOf(types);
  }
}
