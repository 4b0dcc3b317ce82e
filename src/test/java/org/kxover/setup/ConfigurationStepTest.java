package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kerberos.Realm;

/** The realm's section of an administrator, which has to fit the kind of the KDC. */
class ConfigurationStepTest {
  private static final String REPLICA = "replica = kadmin.local -r A.EXAMPLE";

  @TempDir Path folder;

  private ConfigurationStep step(Optional<KdcKind> kind, String setting) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("kxoverd.conf"),
            "[realm A.EXAMPLE]\nhost = kx.a.example\n" + setting + "\n");
    return new ConfigurationStep(
        file, new Realm("A.EXAMPLE"), "kx.a.example", List.of(REPLICA), kind);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, ''",
    "PRIMARY, shared_database = yes",
    "SHARED, shared_database = yes",
    "REPLICA, " + REPLICA,
  })
  void aSectionThatFitsStaysAsItIs(KdcKind kind, String setting) throws Exception {
    assertEquals(Optional.empty(), step(Optional.of(kind), setting).plan());
  }

  /** As where the settings were copied from the primary, or the replica became the primary. */
  @ParameterizedTest
  @CsvSource({
    "REPLICA, ''",
    "REPLICA, shared_database = yes",
    "SHARED, ''",
    "SHARED, " + REPLICA,
    "PRIMARY, " + REPLICA,
  })
  void aSectionOfAnotherKindIsNotTaken(KdcKind kind, String setting) throws Exception {
    IOException refused = assertThrows(IOException.class, step(Optional.of(kind), setting)::plan);
    assertTrue(
        refused.getMessage().contains("does not fit a KDC of the kind " + kind),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("  " + REPLICA), refused.getMessage());
  }

  @Test
  void withoutAKindAnySectionFits() throws Exception {
    assertEquals(Optional.empty(), step(Optional.empty(), REPLICA).plan());
  }
}
