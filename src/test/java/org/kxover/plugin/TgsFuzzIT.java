package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** Runs the fuzzer of TGS-REQs briefly; see {@code make fuzz}. */
@Timeout(600)
class TgsFuzzIT {
  private static final long SEED = 1;
  private static final long REQUESTS = 3000;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration CHECK = Duration.ofMillis(500);

  @TempDir private Path folder;

  @Test
  void findsNothing() throws Exception {
    try (TgsFuzzWorld world = new TgsFuzzWorld(folder, SEED);
        TgsFuzzer fuzzer = new TgsFuzzer(world, SEED)) {
      assertEquals(Optional.empty(), fuzzer.run(REQUESTS, HOUR, CHECK));
      // The requests reach what they are for: kxoverd is asked, and tickets are issued.
      assertTrue(world.questions() > REQUESTS / 10, fuzzer::toString);
      assertTrue(fuzzer.counts().tickets() > REQUESTS / 100, fuzzer::toString);
    }
  }

  @Test
  void findsAKdcThatEnds() throws Exception {
    assertTrue(finds("KILL").startsWith("the KDC ended"));
  }

  @Test
  void findsAKdcThatNoLongerAnswers() throws Exception {
    assertTrue(finds("STOP").startsWith("the KDC no longer gives a ticket for a known service"));
  }

  /** What the fuzzer finds when the KDC gets a signal while it works. */
  private String finds(String signal) throws Exception {
    try (TgsFuzzWorld world = new TgsFuzzWorld(folder, SEED, Duration.ofSeconds(5));
        TgsFuzzer fuzzer = new TgsFuzzer(world, SEED)) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                while (world.questions() < 10) {
                  Thread.onSpinWait();
                }
                signal(world, signal);
              });
      String found = fuzzer.run(Long.MAX_VALUE, HOUR, CHECK).orElseThrow();
      sent.get();
      if (signal.equals("STOP")) {
        signal(world, "CONT");
      }
      return found;
    }
  }

  private void signal(TgsFuzzWorld world, String name) {
    try {
      new LabCommand(folder, "kill", "-" + name, Long.toString(world.kdc().pid())).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
