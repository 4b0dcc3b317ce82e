package org.kxover.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.lab.ShortForm;

/** Runs each fuzzer briefly, starting with inputs that long runs found; see {@code make fuzz}. */
@Timeout(300)
class FuzzIT {
  private static final int RUNS = 5_000 / ShortForm.FUZZER_RUNS.oneIn();

  static List<Fuzzer> findsNothing() {
    return ShortForm.FUZZERS.of(List.of(Fuzzer.values()));
  }

  @ParameterizedTest
  @MethodSource
  void findsNothing(Fuzzer fuzzer) throws Exception {
    Process process = fuzzer.shortCommand("-runs=" + RUNS, "-seed=1", "-verbosity=1").start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    // Coverage above zero shows that the fuzzer instrumented our code.
    assertTrue(output.contains("Done " + RUNS + " runs"), output);
    assertTrue(output.matches("(?s).*#\\d+\\s+\\w+\\s+cov: [1-9]\\d+ .*"), output);
  }
}
