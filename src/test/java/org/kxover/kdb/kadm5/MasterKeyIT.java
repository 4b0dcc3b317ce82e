package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.AES_SHA1;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.derived;
import static org.kxover.kdb.TestKeys.key;
import static org.kxover.kdb.TestKeys.octets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.lab.Patience;

/**
 * The realm gets a new master key while the program runs: kdb5_util's add_mkey, use_mkey,
 * update_princ_encryption and purge_mkeys, with renewals between them.
 */
class MasterKeyIT {
  @TempDir Path folder;
  private TestKdb kdb;

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
  }

  /** Runs kdb5_util, which asks twice for the new master key's password. */
  private void util(String input, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("kdb5_util", "-r", "A.EXAMPLE");
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(kdb.kadm5().environment());
    builder.redirectErrorStream(true);
    Path output = folder.resolve("kdb5_util.out");
    builder.redirectOutput(output.toFile());
    Process process = builder.start();
    try (var out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(List.of(arguments) + ": " + Files.readString(output));
    }
  }

  private void addMasterKey() throws Exception {
    util("another master key\nanother master key\n", "add_mkey", "-s");
  }

  private static void assertHas(Kadm5Store store, PrincipalName name, int kvno, int seed)
      throws Exception {
    for (EncryptionType type : AES_SHA1) {
      try (EncryptionKey key = store.key(name, kvno, type).orElseThrow()) {
        assertArrayEquals(octets(type, seed), key.octets());
      }
    }
  }

  private void assertMasterKey(PrincipalName name, int kvno) throws Exception {
    String principal = kdb.kadmin("getprinc " + name);
    assertTrue(principal.contains("MKey: vno " + kvno + "\n"), principal);
  }

  @Test
  void keysStayReadableOverARolloverOfTheMasterKey() throws Exception {
    try (Kadm5Store store = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      store.write(derived(B_TO_A, Role.SERVICE, 1, 1));
      store.write(derived(A_TO_B, Role.CLIENT, 1, 2));
      addMasterKey();
      store.write(derived(B_TO_A, Role.SERVICE, 2, 3));
      assertMasterKey(B_TO_A, 1);

      util("", "use_mkey", "2");
      store.write(derived(B_TO_A, Role.SERVICE, 3, 4));
      store.write(derived(A_TO_B, Role.CLIENT, 2, 5));
      assertMasterKey(B_TO_A, 2);
      assertMasterKey(A_TO_B, 2);
      assertEquals(Set.of(1, 2, 3), store.find(B_TO_A).orElseThrow().keys().keySet());
      assertHas(store, B_TO_A, 1, 1);

      util("", "update_princ_encryption", "-f");
      util("", "purge_mkeys", "-f");
      // The program still runs with the list of master keys that it began with.
      store.write(key(B_TO_A, Role.SERVICE, 4));
      store.write(derived(B_TO_A, Role.SERVICE, 5, 6));
      for (int kvno : new int[] {1, 2, 3, 5}) {
        assertHas(store, B_TO_A, kvno, kvno == 1 ? 1 : kvno == 5 ? 6 : kvno + 1);
      }
      assertHas(store, A_TO_B, 2, 5);
    }
    // So do programs that start now and know only the new master key.
    try (Kadm5Store fresh = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      assertHas(fresh, B_TO_A, 1, 1);
      assertHas(fresh, B_TO_A, 5, 6);
    }
    assertEquals(10, kdb.keys(B_TO_A).size());
  }

  /** A key made in full between add_mkey and use_mkey, and one that began before the latter. */
  @Test
  void aPrincipalMadeAfterwardsIsUnderTheActiveMasterKey() throws Exception {
    try (Kadm5Store store = new Kadm5Store(A, kdb.kadm5(), CLOCK)) {
      store.find(A_TO_B);
      addMasterKey();
      util("", "use_mkey", "2");
      store.write(derived(A_TO_B, Role.CLIENT, 3, 1));
      assertMasterKey(A_TO_B, 2);
      assertHas(store, A_TO_B, 3, 1);
    }
    assertEquals(2, kdb.keys(A_TO_B).size());
  }
}
