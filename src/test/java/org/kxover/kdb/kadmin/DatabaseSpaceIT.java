package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.key;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;

/** A database on a nearly full file system: /dev/shm, which every Linux has. */
class DatabaseSpaceIT {
  private static final long MB = 1 << 20;

  private Path folder;
  private Path filler;
  private TestKdb kdb;

  @BeforeEach
  void makeKdb() throws Exception {
    folder = Files.createTempDirectory(Path.of("/dev/shm"), "kxover-");
    filler = folder.resolve("filler");
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
  }

  @AfterEach
  void remove() throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private KadminSettings settings(long leastFree, List<String> before) {
    List<String> command = new ArrayList<>(before);
    command.addAll(kdb.settings().command());
    return new KadminSettings(
        command,
        kdb.environment(),
        Duration.ofSeconds(30),
        8,
        Duration.ofHours(1),
        leastFree,
        Optional.empty());
  }

  /** Uses that much space of the file system. */
  private void fill(long octets) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
      byte[] block = new byte[(int) MB];
      for (long written = 0; written < octets; written += block.length) {
        file.write(block);
      }
    }
  }

  @Test
  void nothingIsChangedWhileItIsNearlyFull() throws Exception {
    long free = folder.toFile().getUsableSpace();
    // A wrapper, such as sudo, does not have the database open itself.
    for (List<String> before : List.of(List.<String>of(), List.of("sh", "-c", "\"$@\"", "sh"))) {
      try (KadminStore store = new KadminStore(A, settings(free - 8 * MB, before), CLOCK)) {
        store.write(key(A_TO_B, Role.CLIENT, 1));
        store.requireWritable(B_TO_A, Optional.empty());
        fill(16 * MB);
        String full = kdb.dump();
        StoreException e =
            assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 2)));
        assertEquals(StoreException.Reason.FAILED, e.reason());
        assertTrue(e.getMessage().contains("file system is full"), e.getMessage());
        assertTrue(e.getMessage().contains("least_free_mb"), e.getMessage());
        for (PrincipalName name : List.of(A_TO_B, B_TO_A)) {
          Optional<StoredCrossover> held = store.find(name);
          e = assertThrows(StoreException.class, () -> store.requireWritable(name, held));
          assertTrue(e.getMessage().contains("file system is full"), e.getMessage());
        }
        assertEquals(1, store.find(A_TO_B).orElseThrow().highestKvno(), "it can be read");
        assertEquals(full, kdb.dump());
        Files.delete(filler);
        store.requireWritable(A_TO_B, store.find(A_TO_B));
        store.requireWritable(B_TO_A, Optional.empty());
        store.write(key(A_TO_B, Role.CLIENT, 2));
        assertEquals(2, store.find(A_TO_B).orElseThrow().highestKvno());
      }
      kdb.kadmin("delprinc -force " + A_TO_B);
    }
  }

  /** A remote kadmin has no database open, and kadmind's file system cannot be seen from here. */
  @Test
  void unknownFreeSpaceIsNoLimit() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      assertEquals(OptionalLong.empty(), DatabaseSpace.freeOctets(other.toHandle()));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(OptionalLong.empty(), DatabaseSpace.freeOctets(other.toHandle()));
    try (KadminStore store = new KadminStore(A, FakeKadmin.settings(Map.of()), CLOCK)) {
      assertEquals(Optional.empty(), store.find(A_TO_B));
    }
    assertFalse(Files.exists(filler));
  }
}
