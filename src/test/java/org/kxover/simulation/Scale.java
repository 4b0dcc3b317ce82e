package org.kxover.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Simulates all parts, or those named, and writes their tables and plots into doc. Run by {@code
 * make simulate}. The environment's {@code FULL} is the number of realms in the part {@code year}.
 */
public final class Scale {
  private static final int REALMS = 100_000;
  private static final int DAYS = 365;

  /** Realms all of whose exchanges are real. */
  private static final String IN_FULL = "10000";

  private Scale() {}

  static Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("ranks", new Ranks());
    parts.put("together", new MadeTogether());
    parts.put("outages", new Outages());
    parts.put("first-days", new FirstDays());
    parts.put("samples", new Samples());
    parts.put("machine", new MachineLimits());
    parts.put(
        "year",
        new MostPopularYear(Integer.parseInt(System.getenv().getOrDefault("FULL", IN_FULL))));
    return parts;
  }

  /**
   * @param arguments the seed, and names of parts; no name for all
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, Part> parts = parts();
    String[] names = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (!parts.keySet().containsAll(Arrays.asList(names))) {
      System.err.println("PART= must be one of " + String.join(", ", parts.keySet()));
      System.exit(2);
    }
    if (names.length > 0) {
      parts.keySet().retainAll(Arrays.asList(names));
    }
    Setup setup = new Setup(REALMS, DAYS, Long.parseLong(arguments[0]));
    Report report = new Report(Path.of("doc", "SCALE.md"));
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      long start = System.nanoTime();
      System.out.println("== " + part.getKey());
      part.getValue().run(setup, report);
      System.out.println("   took " + (System.nanoTime() - start) / VirtualClock.SECOND + " s");
    }
  }
}
