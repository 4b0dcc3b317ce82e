package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.LabCommand;
import org.kxover.lab.ShortForm;

/**
 * Checks with spin that the rules of {@code src/test/model/crossover.pml} hold in all states of the
 * two daemons and databases. Also checks that spin finds each rule that is broken on purpose.
 */
@Timeout(600)
class CrossoverModelIT {
  private static final Path MODEL = Path.of("src/test/model/crossover.pml").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int MEGABYTES = 2000;
  private static final int DEPTH = 3_000_000;
  private static final int TRAIL = 150;
  private static final int PROCESSES = 3;
  private static final Pattern FIGURES =
      Pattern.compile(
          "(?s).*?(\\d+) states, stored.*?([\\d.]+)\\s+total actual memory usage"
              + ".*?elapsed time ([\\d.]+) seconds.*");
  private static final Pattern BREAK = Pattern.compile("BREAK_[A-Z_]+");
  private static final Pattern UNREACHED = Pattern.compile("crossover\\.pml:\\d+, state .*");

  /** Which faults and changes may happen, and which rules are checked. */
  private enum Configuration {
    /** Rules 1 and 2: any number of faults, at any time, however slow everything is. */
    FAULTS("UNBOUNDED LIFE=4 TICKET=2"),
    /** Rules 1 to 3, with administrators who change one thing, or two, by hand. */
    ADMINISTRATOR("FAULTS=1 ACTS=1"),
    ADMINISTRATORS("FAULTS=0 ACTS=2"),
    /** Rules 1 to 3 during a reload, when the old and the new daemon state are both active. */
    RELOAD("FAULTS=0 DAEMONS=2"),
    /** Rule 4 and the removal of all keys, after the last fault and the last change by hand. */
    PROGRESS("ORDERLY SERVED FAULTS=2"),
    PROGRESS_AFTER_ADMINISTRATOR("ORDERLY SERVED FAULTS=1 ACTS=1"),
    /** The end of rule 4: no user asks any more. */
    CLEAN("ORDERLY NOBODY FAULTS=2");

    private final List<String> settings;

    Configuration(String settings) {
      this.settings = List.of(settings.split(" "));
    }

    boolean isOfCycles() {
      return settings.contains("ORDERLY");
    }
  }

  private enum Broken {
    /** The responder answers before it writes. */
    ORDER(Configuration.FAULTS),
    /** The initiator writes its own proposal for the kvno. */
    KVNO(Configuration.FAULTS),
    /** The initiator takes the next kvno for the decided one. */
    NEXT(Configuration.FAULTS),
    /** The responder's new key replaces the old ones. */
    KEEPING(Configuration.FAULTS),
    /** The responder removes a key that it takes for unconfirmed, because there are many. */
    REPLACING(Configuration.FAULTS),
    /** The initiator changes the key in place where the kvno, or the end, does not follow. */
    CLOSING(Configuration.FAULTS),
    /** The initiator changes the key in place where the end does not follow. */
    SOONER(Configuration.FAULTS),
    /** The initiator sets the new expiration before it changes the key. */
    LIMITS_FIRST(Configuration.FAULTS),
    /** Tickets are issued until the end of their key. */
    EXPIRATION(Configuration.FAULTS),
    /** The responder removes keys ahead of their end. */
    TILL(Configuration.FAULTS),
    /** After a reload, the old and the new daemon state do not exclude each other. */
    TURN(Configuration.RELOAD),
    /** The initiator takes a principal that was keyed by hand for its own. */
    HAND_A(Configuration.ADMINISTRATOR),
    /** The responder takes a principal that was keyed by hand for its own. */
    HAND_B(Configuration.ADMINISTRATOR),
    /** The key maintenance removes keys of a principal that an administrator took over. */
    TAKEN_OVER(Configuration.ADMINISTRATOR),
    /** The initiator's principal is never removed. */
    ENDING_A(Configuration.CLEAN),
    /** The responder's keys are never removed, and become too many. */
    ENDING_B(Configuration.PROGRESS),
    /** Half-made principals are never removed. */
    HALF(Configuration.CLEAN),
    /** The initiator does not try again after a failure. */
    RETRY(Configuration.PROGRESS);

    private final Configuration in;

    Broken(Configuration in) {
      this.in = in;
    }
  }

  @TempDir private Path folder;

  static List<Configuration> holds() {
    return ShortForm.MODEL.of(List.of(Configuration.values()));
  }

  @ParameterizedTest
  @MethodSource
  void holds(Configuration configuration) throws Exception {
    String said = check(configuration, List.of(), "-O1");
    assertComplete(said);
    assertTrue(said.contains("errors: 0"), () -> said + trail(configuration, List.of()));
    if (configuration == Configuration.ADMINISTRATOR) {
      assertEveryStepIsTaken(said);
    }
    Matcher figures = FIGURES.matcher(said);
    assertTrue(figures.matches(), said);
    System.out.printf(
        "model, %s: %s states, %s MB, %s s%n",
        configuration, figures.group(1), figures.group(2), figures.group(3));
  }

  static List<Broken> aBrokenRuleIsFound() {
    return ShortForm.MODEL.of(List.of(Broken.values()));
  }

  /** Without this test a rule could hold only because nothing in the model can break it. */
  @ParameterizedTest
  @MethodSource
  void aBrokenRuleIsFound(Broken broken) throws Exception {
    String said = check(broken.in, List.of("BREAK_" + broken), "-O0");
    assertTrue(said.contains("errors: 1"), said);
    assertTrue(
        said.contains(broken.in.isOfCycles() ? "acceptance cycle" : "assertion violated"), said);
  }

  @Test
  void allThatCanBeBrokenIs() throws Exception {
    Set<String> inModel = new TreeSet<>();
    BREAK.matcher(Files.readString(MODEL)).results().forEach(found -> inModel.add(found.group()));
    Set<String> here =
        Arrays.stream(Broken.values())
            .map(broken -> "BREAK_" + broken)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(inModel, here);
  }

  /** The output of spin's checker, which stops at the first broken rule. */
  private String check(Configuration configuration, List<String> broken, String optimization)
      throws IOException {
    spin(configuration, broken, "-a").run();
    List<String> compile =
        new ArrayList<>(List.of(optimization, "-w", "-DCOLLAPSE", "-DMEMLIM=" + MEGABYTES));
    if (configuration.isOfCycles()) {
      compile.add("-DNOFAIR");
    } else {
      compile.add("-DSAFETY");
      // Breadth-first finds the shortest trail, but a full search would need twice the memory.
      compile.addAll(broken.isEmpty() ? List.of() : List.of("-DBFS"));
    }
    compile.addAll(List.of("-o", "pan", "pan.c"));
    new LabCommand(folder, "gcc", compile.toArray(String[]::new)).limit(LIMIT).run();
    List<String> arguments = new ArrayList<>(List.of("-m" + DEPTH));
    if (configuration.isOfCycles()) {
      arguments.add("-a");
    }
    String pan = folder.resolve("pan").toString();
    return new LabCommand(folder, pan, arguments.toArray(String[]::new))
        .limit(LIMIT)
        .runToAnyEnd()
        .text();
  }

  private LabCommand spin(Configuration configuration, List<String> broken, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    configuration.settings.forEach(setting -> words.add("-D" + setting));
    broken.forEach(rule -> words.add("-D" + rule));
    words.add(MODEL.toString());
    return new LabCommand(folder, "spin", words.toArray(String[]::new)).limit(LIMIT);
  }

  /** The search must not be cut short by its limits on depth and memory. */
  private static void assertComplete(String said) {
    assertTrue(said.contains("Full statespace search"), said);
    for (String incomplete :
        List.of(
            "Search not completed", "search depth too small", "MEMLIM bound", "out of memory")) {
      assertFalse(said.contains(incomplete), said);
    }
  }

  /** A part of the model that is never reached would hold by mistake. */
  private static void assertEveryStepIsTaken(String said) {
    List<String> unreached = UNREACHED.matcher(said).results().map(MatchResult::group).toList();
    assertEquals(PROCESSES, unreached.size(), said);
    assertTrue(unreached.stream().allMatch(step -> step.endsWith("\"-end-\"")), said);
  }

  /** The last steps before a rule is broken. */
  private String trail(Configuration configuration, List<String> broken) {
    try {
      String trail = folder.resolve("crossover.pml.trail").toString();
      List<String> lines =
          spin(configuration, broken, "-t", "-k", trail, "-p", "-g")
              .runToAnyEnd()
              .text()
              .lines()
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TRAIL), lines.size()));
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
