package org.kxover.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;

/** What krb5-trees.sh built: krb5 without and with the patch, in which MIT's tests run. */
final class Trees {
  private static final String PYTHON = "/usr/bin/python3";
  private static final Path WITH_KXOVER =
      Path.of("src/test/python/with_kxover.py").toAbsolutePath();

  /** The folders whose tests start a KDC. */
  private static final List<String> FOLDERS = List.of("tests", "tests/gssapi", "kdc");

  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Path folder;

  Trees(Path folder) {
    this.folder = folder;
  }

  private Path build(String kind) {
    return folder.resolve(kind).resolve("build");
  }

  /** All tests, in the order of krb5's Makefiles. */
  List<MitTest> tests() throws IOException {
    List<MitTest> tests = new ArrayList<>();
    for (String part : FOLDERS) {
      new LabCommand(build("stock").resolve(part), "make", "-s", "check-pytests", "RUNPYTEST=echo")
          .limit(LIMIT)
          .run()
          .lines()
          .forEach(line -> MitTest.of(part, line).ifPresent(tests::add));
    }
    return tests;
  }

  /** Runs a test as MIT does. */
  Verdict stock(MitTest test) throws IOException {
    return run("stock", test, List.of(), Map.of());
  }

  /**
   * Runs a test with the patch, and with the guard.
   *
   * @param settings a file with lines for each kdc.conf
   */
  Verdict patched(MitTest test, Path settings) throws IOException {
    return run(
        "patched",
        test,
        List.of(WITH_KXOVER.toString()),
        Map.of("KXOVER_KDC_CONF", settings.toString(), "KXOVER_GUARD", LabKdc.GUARD.toString()));
  }

  /**
   * Runs a test of ours in the style of MIT's, with the patch.
   *
   * @param script the test, which makes its own settings
   */
  Verdict own(Path script) throws IOException {
    // A test finds the source tree by its own place.
    Path copy = folder.resolve("patched/source/src/tests").resolve(script.getFileName());
    Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
    return run("patched", new MitTest("tests", copy.toString(), List.of()), List.of(), Map.of());
  }

  private Verdict run(String kind, MitTest test, List<String> before, Map<String, String> variables)
      throws IOException {
    List<String> words = new ArrayList<>(before);
    words.add(test.script());
    words.addAll(test.arguments());
    // MIT's helper makes a realm's folder in this one, if a test has several realms.
    Files.createDirectories(build(kind).resolve(test.folder()).resolve("testdir"));
    Path util = folder.resolve(kind).resolve("source/src/util");
    // A test ends its daemons when Python exits. One of them, slapd, leaves the process group.
    // SIGINT
    // makes Python exit in order, and SIGTERM does not. timeout(1) passes it on to the whole group.
    LabCommand command =
        new LabCommand(build(kind).resolve(test.folder()), PYTHON, words.toArray(String[]::new))
            .startedBy(
                "timeout", "--signal=INT", "--kill-after=20", Long.toString(LIMIT.toSeconds()))
            .interruptedWithUs()
            .env("PYTHONPATH", util.toString())
            .env("HOME", System.getProperty("user.home"))
            .env(variables)
            .limit(LIMIT.plusSeconds(30));
    return Verdict.of(command.runToAnyEnd());
  }
}
