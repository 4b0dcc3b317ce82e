package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.kadmin.KadminSettings;

/** The store with a shell script in place of the program. */
@Timeout(120)
class Kadm5ScriptTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A part of the listing with {@code krbtgt/B.EXAMPLE@A.EXAMPLE}, and its end. */
  private static final String LISTING = "\\0\\0\\0\\15\\4c\\0\\11B.EXAMPLE\\0\\0\\0\\1\\0";

  /** A step of the walk with that crossover, which is not read. */
  private static final String STEP = "\\0\\0\\0\\16\\4c\\0\\11B.EXAMPLE\\1";

  private static final String END = "\\0\\0\\0\\1\\4";

  @TempDir Path folder;

  private Kadm5Store store(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Kadm5Store(
        A, new KadminSettings(List.of(program.toString()), Map.of(), LIMIT, 8), CLOCK);
  }

  private Kadm5Store storeThatPrints(String octets) throws IOException {
    return store("printf '" + octets + "'\nexec sleep 1000\n");
  }

  @Test
  void aWalkHasTheCrossoversOfTheListing() throws Exception {
    try (Kadm5Store store = storeThatPrints(LISTING + STEP + END);
        CrossoverWalk walk = store.walk(name -> assertEquals(A_TO_B, name))) {
      assertEquals(
          Optional.of(new CrossoverWalk.Step(A_TO_B, Optional.empty())), walk.next(), "not read");
      assertEquals(Optional.empty(), walk.next());
    }
  }

  /** Else the keys of the others would stay after their end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        END,
        // A status that is no step, and two crossovers.
        "\\0\\0\\0\\1\\0",
        "\\0\\0\\0\\1\\1",
        "\\0\\0\\0\\33\\4c\\0\\11B.EXAMPLE\\1c\\0\\11B.EXAMPLE\\1",
      })
  void aWalkWithOthersThanTheListingFails(String step) throws Exception {
    try (Kadm5Store store = storeThatPrints(LISTING + step);
        CrossoverWalk walk = store.walk(name -> {})) {
      StoreException e = assertThrows(StoreException.class, walk::next);
      assertEquals(Reason.FAILED, e.reason());
      assertTrue(e.getMessage().contains("cannot be understood"), e.getMessage());
    }
  }

  private interface Call {
    void run(Kadm5Store store) throws StoreException;
  }

  @ParameterizedTest
  @CsvSource({"false, BUSY", "true, UNCERTAIN"})
  void onlyAnInterruptedChangeMayHaveBeenMade(boolean isChange, Reason reason) throws Exception {
    Path asked = folder.resolve("asked");
    Call call =
        isChange
            ? store -> store.write(key(A_TO_B, Role.CLIENT, 1), Optional.empty())
            : store -> store.find(A_TO_B);
    try (Kadm5Store store =
        store(
            "printf '\\0\\0\\0\\17\\0\\2\\0\\11A.EXAMPLE\\0\\0'\n"
                // The greeting has five octets; then the request begins.
                + "dd bs=1 count=6 of=/dev/null 2>/dev/null\n"
                + ": >"
                + asked
                + "\nexec sleep 1000\n")) {
      FutureTask<StoreException> failure =
          new FutureTask<>(() -> assertThrows(StoreException.class, () -> call.run(store)));
      Thread caller = new Thread(failure);
      caller.start();
      while (!Files.exists(asked)) {
        assertFalse(failure.isDone());
        Thread.onSpinWait();
      }
      caller.interrupt();
      StoreException e = failure.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertEquals(reason, e.reason(), e.getMessage());
      assertTrue(e.getMessage().contains("interrupted"), e.getMessage());
    }
  }
}
