package org.kxover.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kxover.base.LibraryOptions;

/**
 * Runs the suites of other projects and prints a table. The exit code is 1 if a case differs, and
 * no row of doc/CONFORMANCE.md explains the difference.
 *
 * <p>The arguments are the folders with the unpacked source packages, such as {@code
 * openssl=FOLDER}. The name of each folder ends with the version of its package.
 */
public final class Conformance {
  private static final Path REPORT = Path.of("target/conformance.md");

  private final Differences differences;
  private final PrintStream out;
  private final List<String> table = new ArrayList<>();
  private int unexplained;

  Conformance(Differences differences, PrintStream out) {
    this.differences = differences;
    this.out = out;
    table.add("| suite | source package | cases | equal | explained | not explained |");
    table.add("|---|---|---|---|---|---|");
  }

  static List<Suite> suites() {
    return List.of(new DaneSuite(), new PathSuite(), new SignatureSuite(), new ZoneSuite());
  }

  public static void main(String[] args) throws Exception {
    LibraryOptions.set();
    Map<String, Path> folders = new TreeMap<>();
    for (String argument : args) {
      String[] nameAndFolder = argument.split("=", 2);
      folders.put(nameAndFolder[0], Path.of(nameAndFolder[1]));
    }
    Conformance run = new Conformance(Differences.read(), System.out);
    for (Suite suite : suites()) {
      Path folder = folders.get(suite.sourcePackage());
      if (folder == null) {
        throw new IllegalArgumentException("no folder of the package " + suite.sourcePackage());
      }
      run.compare(suite, folder);
    }
    run.table.forEach(System.out::println);
    Files.write(REPORT, run.table);
    if (run.unexplained() > 0) {
      System.out.println(
          run.unexplained() + " cases differ without a reason in doc/CONFORMANCE.md; see above");
      System.exit(1);
    }
  }

  void compare(Suite suite, Path folder) throws IOException, GeneralSecurityException {
    List<Comparison> all = suite.run(folder);
    if (all.isEmpty()) {
      throw new IOException(folder + " has no case of the suite " + suite.title());
    }
    int equal = 0;
    int explained = 0;
    int others = 0;
    for (Comparison one : all) {
      if (one.isEqual()) {
        equal++;
      } else if (differences.reason(suite.title(), one).isPresent()) {
        explained++;
      } else {
        others++;
        out.printf(
            "%s: %s: they: %s, we: %s: %s%n",
            suite.title(), one.name(), one.theirs(), one.ours(), one.why());
      }
    }
    for (String row : differences.unused(suite.title(), all)) {
      out.println(suite.title() + ": no case needs this row of doc/CONFORMANCE.md: " + row);
    }
    unexplained += others;
    table.add(
        String.format(
            "| %s | %s | %,d | %,d | %,d | %,d |",
            suite.title(),
            folder.getFileName().toString().replaceFirst("^source-", ""),
            all.size(),
            equal,
            explained,
            others));
  }

  int unexplained() {
    return unexplained;
  }

  /** The last row of the table. */
  String lastRow() {
    return table.get(table.size() - 1);
  }
}
