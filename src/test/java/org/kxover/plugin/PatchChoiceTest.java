package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.LabCommand;

/** Which patch krb5-patch/apply.sh takes for a release of krb5 without a patch of its own. */
class PatchChoiceTest {
  private static final Path SOURCES = Path.of("krb5-patch");
  private static final Pattern PART = Pattern.compile("kxover_\\w+\\.[ch]");

  @TempDir Path folder;

  @BeforeEach
  void makePatches() throws IOException {
    Files.copy(SOURCES.resolve("apply.sh"), folder.resolve("apply.sh"));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        if (PART.matcher(file.getFileName().toString()).matches()) {
          Files.createFile(folder.resolve(file.getFileName()));
        }
      }
    }
    for (String release : List.of("1.13.3", "1.13.7", "1.13.10", "1.20.1")) {
      makePatch(release, "stock");
    }
  }

  /** Makes a patch that applies where the file has this line. */
  private void makePatch(String release, String line) throws IOException {
    Files.writeString(
        folder.resolve("krb5-" + release + ".patch"),
        """
        --- a/src/kdc/do_tgs_req.c
        +++ b/src/kdc/do_tgs_req.c
        @@ -1 +1 @@
        -%s
        +for %s
        """
            .formatted(line, release));
  }

  private Path tree(String release) throws IOException {
    Matcher parts = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)").matcher(release);
    parts.matches();
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("src/kdc"));
    Files.writeString(
        tree.resolve("src/patchlevel.h"),
        """
        #define KRB5_MAJOR_RELEASE %s
        #define KRB5_MINOR_RELEASE %s
        #define KRB5_PATCHLEVEL %s
        """
            .formatted(parts.group(1), parts.group(2), parts.group(3)));
    Files.writeString(tree.resolve("src/kdc/do_tgs_req.c"), "stock\n");
    Files.writeString(tree.resolve("src/kdc/Makefile.in"), "DEFINES=-DKXOVER_KRB5=1\n");
    return tree;
  }

  @ParameterizedTest
  @CsvSource({
    "1.13.3,1.13.3",
    "1.13.6,1.13.3",
    "1.13.7,1.13.7",
    "1.13.9,1.13.7",
    "1.13.12,1.13.10",
    "1.13.2,1.13.3",
    "1.14.6,1.13.10",
    "1.20.2,1.20.1",
    "1.23.0,1.20.1",
  })
  void isThatOfTheLatestReleaseBefore(String release, String patch) throws IOException {
    apply(release, patch);
  }

  private String apply(String release, String patch) throws IOException {
    Path tree = tree(release);
    String text = new LabCommand(folder, "sh", "apply.sh", tree.toString()).run();
    assertEquals("for " + patch + "\n", Files.readString(tree.resolve("src/kdc/do_tgs_req.c")));
    return text;
  }

  /** With the patch of another series, too: on this number depends what our files use of a KDC. */
  @ParameterizedTest
  @CsvSource({"1.9.0,109", "1.14.6,114", "1.17.2,117", "1.20.1,120", "1.22.0,122"})
  void theSeriesIsThatOfTheTree(String release, String series) throws IOException {
    Path tree = tree(release);
    new LabCommand(folder, "sh", "apply.sh", tree.toString()).run();
    assertEquals(
        "DEFINES=-DKXOVER_KRB5=" + series + "\n",
        Files.readString(tree.resolve("src/kdc/Makefile.in")));
  }

  @Test
  void isAnEarlierOneIfTheLatestDoesNotApply() throws IOException {
    makePatch("1.13.7", "another line");
    makePatch("1.13.10", "another line");
    apply("1.13.12", "1.13.3");
  }

  /** Without a patch for a release before, the one for the next release after is tried. */
  @Test
  void isALaterOneIfNoneBeforeApplies() throws IOException {
    makePatch("1.13.3", "another line");
    apply("1.13.5", "1.13.7");
  }

  /** Up to 1.15 the guard is in the patch, and from 1.16 on it is a module. */
  @ParameterizedTest
  @CsvSource({"1.15.5,1.13.10", "1.16.0,1.20.1"})
  void isOneThatHasTheGuardWhereTheReleaseNeedsIt(String release, String patch) throws IOException {
    apply(release, patch);
  }

  @Test
  void whichOneIsInformationAndNoError() throws IOException {
    assertTrue(apply("1.20.2", "1.20.1").contains("the patch for 1.20.1 applies without fuzz"));
    Path tree = tree("1.20.2");
    LabCommand.Output output =
        new LabCommand(folder, "sh", "-c", "sh ./apply.sh " + tree + " 2>&1 >/dev/null")
            .runToAnyEnd();
    assertEquals("", output.text());
    assertEquals(0, output.exitCode());
  }

  @ParameterizedTest
  @CsvSource({"1.13.3", "1.22.2"})
  void nothingIsChangedIfNoneApplies(String release) throws IOException {
    for (String each : List.of("1.13.3", "1.13.7", "1.13.10", "1.20.1")) {
      makePatch(each, "another line");
    }
    Path tree = tree(release);
    LabCommand.Output output =
        new LabCommand(folder, "sh", "apply.sh", tree.toString()).runToAnyEnd();
    assertEquals(1, output.exitCode(), output.text());
    assertTrue(output.text().contains("no patch here applies to krb5 " + release), output.text());
    assertEquals("stock\n", Files.readString(tree.resolve("src/kdc/do_tgs_req.c")));
  }
}
