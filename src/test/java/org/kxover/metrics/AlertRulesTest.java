package org.kxover.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.LabCommand;

/** The alert rules, as Prometheus reads them. Needs promtool (Debian: the package prometheus). */
@Timeout(60)
class AlertRulesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"check,kxoverd.rules.yml", "test,kxoverd.rules.test.yml"})
  void prometheusTakesThem(String verb, String file) throws Exception {
    assumeTrue(
        Stream.of("/usr/local/bin", "/usr/bin")
            .anyMatch(bin -> Files.exists(Path.of(bin, "promtool"))),
        "no promtool");
    String rules = Path.of("monitoring", file).toAbsolutePath().toString();
    LabCommand.Output output =
        new LabCommand(folder, "promtool", verb, "rules", rules).runToAnyEnd();
    assertEquals(0, output.exitCode(), output::text);
  }
}
