package org.kxover.upstream;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;

/**
 * Runs MIT krb5's own tests, first with the stock KDC, then with the patched KDC, which asks a
 * running kxoverd and has the guard. Last it runs our own test {@code t_kxover}. Prints a table of
 * the outcomes. The exit code is 1 if a test fails with the patch only.
 *
 * <p>The arguments are the folder that krb5-trees.sh printed, and names of tests to run, such as
 * {@code t_referral}; without names all run.
 */
public final class Krb5Tests {
  private static final Path REPORT = Path.of("target/krb5-tests.md");

  /** The test of the patch in the style of MIT's. */
  private static final Path OWN = Path.of("krb5-patch/upstream/t_kxover.py");

  private static final String OWN_NAME = "t_kxover";

  private static final int HEAD_ROWS = 2;

  private final PrintStream out;
  private final List<String> table = new ArrayList<>();
  private int differences;

  Krb5Tests(PrintStream out) {
    this.out = out;
    print("| test | stock | patched | questions to kxoverd | |");
    print("|---|---|---|---|---|");
  }

  @SuppressWarnings("try")
  public static void main(String[] args) throws Exception {
    Trees trees = new Trees(Path.of(args[0]));
    Set<String> wanted = Set.copyOf(List.of(args).subList(1, args.length));
    List<MitTest> tests =
        trees.tests().stream()
            .filter(test -> wanted.isEmpty() || wanted.contains(test.name()))
            .toList();
    boolean wantsOwn = wanted.isEmpty() || wanted.contains(OWN_NAME);
    if (tests.isEmpty() && !wantsOwn) {
      throw new IllegalArgumentException("no such test: " + wanted);
    }
    Instant begin = Instant.now();
    Krb5Tests run = new Krb5Tests(System.out);
    try (Lab lab = new Lab()) {
      // Ctrl-C cleans up as well.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(lab)));
      // MIT's tests have KDCs of these realms. Their KDCs have databases of their own.
      LabRealm realm = lab.realm("KRBTEST.COM");
      lab.realm("KRBTEST1.COM", realm);
      realm.kxoverd().measured();
      lab.start();
      Path settings = Files.writeString(lab.folder().resolve("kdc.conf.kxover"), settings(realm));
      for (MitTest test : tests) {
        Verdict stock = trees.stock(test);
        long before = questions(realm);
        Verdict patched = trees.patched(test, settings);
        run.compare(test.name(), stock, patched, questions(realm) - before);
      }
    }
    if (wantsOwn) {
      run.own(trees.own(OWN));
    }
    Files.write(REPORT, run.table);
    System.out.printf(
        "%d tests, in %d seconds%n",
        run.table.size() - HEAD_ROWS, Duration.between(begin, Instant.now()).toSeconds());
    if (run.differences() > 0) {
      System.out.println(run.differences() + " tests fail with the patch only; see above");
      System.exit(1);
    }
  }

  private static void closeQuietly(Lab lab) {
    try {
      lab.close();
    } catch (Exception e) {
      System.err.println("cleaning up failed: " + e);
    }
  }

  private static String settings(LabRealm realm) {
    return """
    [kxover]
        socket = %s
    [plugins]
        kdcpolicy = {
            module = kxover:%s
        }
    """
        .formatted(realm.kxoverd().socket(), LabKdc.GUARD);
  }

  private static long questions(LabRealm realm) throws IOException {
    return realm.kxoverd().metrics().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith("kxover_question_duration_seconds_count"))
        .mapToLong(sample -> sample.getValue().longValue())
        .sum();
  }

  void compare(String name, Verdict stock, Verdict patched, long questions) {
    boolean worse = stock.passed() && !patched.passed();
    if (worse) {
      differences++;
    }
    String word = worse ? "**worse**" : stock.equals(patched) ? "same" : "differs";
    print("| %s | %s | %s | %d | %s |".formatted(name, stock, patched, questions, word));
  }

  /** Adds our own test, which has no sense with the stock KDC. */
  void own(Verdict verdict) {
    if (!verdict.passed()) {
      differences++;
    }
    print(
        "| %s | | %s | |%s|".formatted(OWN_NAME, verdict, verdict.passed() ? " " : " **worse** "));
  }

  private void print(String row) {
    table.add(row);
    out.println(row);
  }

  /** How many tests fail with the patch only. */
  int differences() {
    return differences;
  }
}
