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

/** {@code make deb} brings debian/control's Build-Depends, which are enough, and nothing else. */
class BuildDependsTest {
  /** Of build-essential, which every Build-Depends has without a word (Debian Policy 4.2). */
  private static final Set<String> ESSENTIAL = Set.of("gcc", "libc6-dev", "make");

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** Each with its alternatives, without versions. */
  private static List<List<String>> buildDepends() throws IOException {
    return Arrays.stream(
            find("^Build-Depends: (.*?)\\n(?! )", read("debian/control")).split(",\\s*"))
        .map(one -> one.replaceAll("\\s*\\([^)]*\\)", "").strip())
        .map(one -> List.of(one.split("\\s*\\|\\s*")))
        .toList();
  }

  /** The lines of {@code build='...'} in prerequisites.sh: what to look for, and its package. */
  private static List<String> buildPackages() throws IOException {
    return find("^build='\\n(.*?)'$", read("src/test/sh/prerequisites.sh"))
        .lines()
        .map(line -> line.split(" ")[1])
        .toList();
  }

  @Test
  void whatABuildLooksForIsAmongThem() throws Exception {
    Set<String> known =
        buildDepends().stream()
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    known.addAll(ESSENTIAL);
    List<String> wanted = buildPackages();
    assertFalse(wanted.isEmpty());
    assertEquals(List.of(), wanted.stream().filter(one -> !known.contains(one)).toList());
  }

  /** The name of another release's JDK is unknown to apt, which then installs nothing. */
  @Test
  void theFirstChoiceIsThereInEveryRelease() throws Exception {
    for (List<String> alternatives : buildDepends()) {
      assertFalse(alternatives.get(0).matches("openjdk-\\d+-.*"), alternatives.get(0));
    }
    assertEquals(
        List.of(), buildPackages().stream().filter(one -> one.matches(".*\\d\\d-.*")).toList());
  }

  /** Other lists bring daemons that a KDC would start at its next boot. */
  @Test
  void thePackageTakesNoOtherList() throws Exception {
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
