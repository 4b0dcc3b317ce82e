package org.kxover.opening;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.kerberos.Realm;
import org.kxover.setup.Profile;

/**
 * The patterns of the relation {@code open} in the section {@code [kxover]} of kdc.conf. They open
 * each service that has no rules of its own, to all realms. A {@code *} stands for any characters
 * within one component of a name.
 */
public record OpenPatterns(List<String> patterns) {
  /** As KXOVER_MAX_PATTERN of the guard. */
  private static final int MAX_OCTETS = 255;

  /** No pattern. */
  public static final OpenPatterns NONE = new OpenPatterns(List.of());

  public OpenPatterns {
    patterns = List.copyOf(patterns);
  }

  /** The patterns for a realm. Those of its subsection replace those for all realms. */
  public static OpenPatterns in(Profile profile, Realm realm) {
    List<String> own = profile.values("kxover", realm.name(), "open");
    return new OpenPatterns(own.isEmpty() ? profile.values("kxover", "open") : own);
  }

  /**
   * The first pattern that the guard does not take: kxover_is_pattern() in kxover_rules.c. The
   * guard then opens nothing, and refuses all users who come in or go out with a key of kxoverd's.
   */
  public Optional<String> invalid() {
    return patterns.stream().filter(pattern -> !isValid(pattern)).findFirst();
  }

  private static boolean isValid(String pattern) {
    return pattern.length() <= MAX_OCTETS
        && pattern.chars().allMatch(c -> c > ' ' && c <= '~' && c != '@' && c != '\\')
        && Stream.of(pattern.split("/", -1)).noneMatch(String::isEmpty);
  }

  /**
   * The first pattern that matches; none if one is not valid.
   *
   * @param principal as kadmin prints it, with its realm
   */
  Optional<String> matching(String principal) {
    if (invalid().isPresent()) {
      return Optional.empty();
    }
    List<String> name = components(principal);
    return patterns.stream().filter(pattern -> matches(pattern, name)).findFirst();
  }

  private static boolean matches(String pattern, List<String> name) {
    String[] parts = pattern.split("/", -1);
    if (parts.length != name.size()) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      Pattern part =
          Pattern.compile(
              Stream.of(parts[i].split("\\*", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*")),
              Pattern.DOTALL);
      if (!part.matcher(name.get(i)).matches()) {
        return false;
      }
    }
    return true;
  }

  /** The components, without the backslashes of {@code krb5_unparse_name()}. */
  private static List<String> components(String principal) {
    List<String> components = new ArrayList<>();
    StringBuilder component = new StringBuilder();
    for (int i = 0; i < principal.length() && principal.charAt(i) != '@'; i++) {
      char c = principal.charAt(i);
      if (c == '/') {
        components.add(component.toString());
        component.setLength(0);
      } else if (c == '\\' && i + 1 < principal.length()) {
        component.append(unescaped(principal.charAt(++i)));
      } else {
        component.append(c);
      }
    }
    components.add(component.toString());
    return components;
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'b' -> '\b';
      case '0' -> '\0';
      default -> c;
    };
  }
}
