package org.kxover.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares what we would add to krb5's {@code src/kdc/deps} with our sources for the KDC. */
class DependenciesTest {
  private static final Path SOURCES = Path.of("krb5-patch");
  private static final Path DEPS = SOURCES.resolve("upstream/kdc-deps.patch");

  private static final Pattern ADDED_SOURCE =
      Pattern.compile("(?m)^\\+\t\\$\\(srcdir\\)/(kxover_\\w+\\.c) ");
  private static final Pattern ENTRY = Pattern.compile("(?m)^\\+\\$\\(OUTPRE\\)(kxover_\\w+)\\.");
  private static final Pattern OUR_HEADER = Pattern.compile("kxover_\\w+\\.h");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(kxover_\\w+\\.h)\"");

  private static Set<String> all(Pattern pattern, int group, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(group))
        .collect(TreeSet::new, Set::add, Set::addAll);
  }

  /** Our headers that a file includes, also by other headers of ours. */
  private static Set<String> included(String file) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String header : all(INCLUDE, 1, Files.readString(SOURCES.resolve(file)))) {
      found.add(header);
      found.addAll(included(header));
    }
    return found;
  }

  /** The patch for the latest release. */
  private static String patch() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      Path latest =
          files
              .filter(file -> file.getFileName().toString().matches("krb5-1\\.2\\d\\.\\d\\.patch"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      return Files.readString(latest);
    }
  }

  @Test
  void eachSourceOfThePatchHasItsHeaders() throws IOException {
    Map<String, Set<String>> expected = new TreeMap<>();
    for (String source : all(ADDED_SOURCE, 1, patch())) {
      expected.put(source.replaceFirst("\\.c$", ""), included(source));
    }
    assertFalse(expected.isEmpty());
    Map<String, Set<String>> actual = new TreeMap<>();
    String text = Files.readString(DEPS);
    for (String entry : text.split("(?=\n[+ ]\\$\\(OUTPRE\\))")) {
      all(ENTRY, 1, entry).forEach(name -> actual.put(name, all(OUR_HEADER, 0, entry)));
    }
    assertEquals(expected, actual, "see \"Add a KDC release\" in CONTRIBUTING.md");
    Set<String> hooks = all(OUR_HEADER, 0, text.split("kxover_cache", 2)[0]);
    assertEquals(
        Set.of("kxover_guard_kdc.h", "kxover_kdc.h", "kxover_peer.h", "kxover_service.h"), hooks);
  }
}
