package org.kxover.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kxover.lifecycle.LookUpsDuringKeyMaintenance;
import org.kxover.load.Floods;
import org.kxover.plugin.ParkedRequests;

/**
 * Measures all parts, or those named, and prints one table. Run by {@code make bench}. {@code
 * target/bench} gets the table, all raw numbers, and a chart.
 */
public final class Bench {
  private static final Path FOLDER = Path.of("target/bench");

  private Bench() {}

  private static Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("parked", new ParkedRequests());
    parts.put("at-rest", new IdleDaemon());
    parts.put("many-crossovers", new ManyCrossovers());
    parts.put("many-realms", new ManyRealms());
    parts.put("key-maintenance", new LookUpsDuringKeyMaintenance());
    parts.put("hot-path", new HotPath());
    parts.put("guard", new GuardCost());
    parts.put("responder", new ResponderRate());
    parts.put("first-crossing", new FirstCrossing());
    parts.put("key-forms", new KeyForms());
    parts.put("round-trips", new RoundTrips());
    parts.put("strangers", new Floods());
    parts.put("strangers-kadm5", Floods.forKadm5());
    return parts;
  }

  /**
   * @param names of parts; none for all
   */
  // Raw does not close the terminal.
  @SuppressWarnings("ClosingStandardOutputStreams")
  public static void main(String[] names) throws Exception {
    Map<String, Part> parts = parts();
    if (!parts.keySet().containsAll(Arrays.asList(names))) {
      System.err.println("PART= must be one of " + String.join(", ", parts.keySet()));
      System.exit(2);
    }
    if (names.length > 0) {
      parts.keySet().retainAll(Arrays.asList(names));
    }
    Files.createDirectories(FOLDER);
    List<Row> rows = new ArrayList<>();
    try (Raw raw = new Raw(FOLDER.resolve("raw.tsv"), System.out);
        Scratch scratch = new Scratch();
        SpinLoops awake = new SpinLoops(scratch.folder())) {
      for (Map.Entry<String, Part> part : parts.entrySet()) {
        System.out.println("== " + part.getKey());
        rows.addAll(part.getValue().measure(raw));
        // Written after each part, so that a failure does not lose the earlier results.
        Files.writeString(FOLDER.resolve("table.md"), Table.of(rows));
        Files.writeString(FOLDER.resolve("goals.svg"), GoalChart.of(rows));
      }
    }
    System.out.println("\n" + Table.of(rows));
    System.out.println("also in " + FOLDER + ": table.md, raw.tsv, goals.svg");
  }
}
