package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Checks that {@code make deb} installs the Build-Depends of debian/control, which must be
 * complete, and nothing else.
 */
class BuildDependsTest {
  /** Packages of build-essential, which Build-Depends need not list (Debian Policy 4.2). */
  private static final Set<String> ESSENTIAL = Set.of("gcc", "libc6-dev", "make");

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** The build dependencies, each with its alternatives, without versions. */
  private static List<List<String>> buildDepends() throws IOException {
    return Arrays.stream(
            find("^Build-Depends: (.*?)\\n(?! )", read("debian/control")).split(",\\s*"))
        .map(one -> one.replaceAll("\\s*\\([^)]*\\)", "").strip())
        .map(one -> List.of(one.split("\\s*\\|\\s*")))
        .toList();
  }

  /** The packages in {@code build='...'} of prerequisites.sh. */
  private static List<String> buildPackages() throws IOException {
    return find("^build='\\n(.*?)'$", read("src/test/sh/prerequisites.sh"))
        .lines()
        .map(line -> line.split(" ")[1])
        .toList();
  }

  @Test
  void buildDependsHavePackagesOfTheBuild() throws Exception {
    Set<String> known =
        buildDepends().stream()
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    known.addAll(ESSENTIAL);
    List<String> wanted = buildPackages();
    assertFalse(wanted.isEmpty());
    assertEquals(List.of(), wanted.stream().filter(one -> !known.contains(one)).toList());
  }

  /** With the package name of another release's JDK, apt fails and installs nothing. */
  @Test
  void firstAlternativesExistInEveryRelease() throws Exception {
    for (List<String> alternatives : buildDepends()) {
      assertFalse(alternatives.get(0).matches("openjdk-\\d+-.*"), alternatives.get(0));
    }
    assertEquals(
        List.of(), buildPackages().stream().filter(one -> one.matches(".*\\d\\d-.*")).toList());
  }

  /** Other lists contain daemons that would start at the next boot. */
  @Test
  void makeDebInstallsNoOtherList() throws Exception {
    String makefile = read("Makefile");
    Set<String> lists = new TreeSet<>();
    for (String target : List.of("deb", "all", "plugin", "install")) {
      Matcher list =
          Pattern.compile("prerequisites\\.sh (\\w+)")
              .matcher(find("^" + target + ":([^\\n]*\\n(?:\\t[^\\n]*\\n)+)", makefile));
      while (list.find()) {
        lists.add(list.group(1));
      }
    }
    assertEquals(Set.of("build", "deb"), lists);
  }
}
