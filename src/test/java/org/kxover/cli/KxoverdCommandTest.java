package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KxoverdCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private final List<String> ran = new ArrayList<>();
  private Path config;

  @BeforeEach
  void settings() throws IOException {
    config = folder.resolve("kxoverd.conf");
    Files.writeString(config, "[realm A.EXAMPLE]\nhost = kx.a.example\n");
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return KxoverdCommand.create(
            (file, settings, foreground) -> {
              assertEquals(config, file);
              ran.add(settings.realms().get(0).realm() + (foreground ? " in the foreground" : ""));
              return 0;
            })
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void runsTheDaemon() {
    assertEquals(0, run());
    assertEquals(0, run("--foreground"));
    assertEquals(List.of("A.EXAMPLE", "A.EXAMPLE in the foreground"), ran);
  }

  @ParameterizedTest
  @CsvSource({"--frobnicate,Unknown option", "init,Unmatched argument"})
  void aWrongCommandLineIsExitCode2(String argument, String words) {
    assertEquals(2, run(argument));
    assertTrue(err.toString().contains(words), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals(List.of(), ran);
  }

  @Test
  void aBadSettingIsExitCode1WithItsLine() throws Exception {
    Files.writeString(config, "[realm A.EXAMPLE]\nhost = kx.a.example\nclock_skew = never\n");
    assertEquals(1, run());
    assertTrue(
        err.toString().startsWith("kxoverd: " + config + ":3: clock_skew is not a time"),
        err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals(List.of(), ran);
  }
}
