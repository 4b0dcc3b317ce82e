package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.key;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Reads keys from a real KDB, and checks that no files are left. */
@Timeout(120)
class KeyExtractionIT {
  private static final PrincipalName B_TO_A = PrincipalName.crossover(A, new Realm("B.EXAMPLE"));

  @TempDir Path folder;
  private TestKdb kdb;
  private Path keys;

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    keys = folder.resolve("keys");
  }

  private KadminSettings settings(List<String> command) {
    KadminSettings usual = kdb.settings();
    return new KadminSettings(
        command,
        usual.environment(),
        usual.commandTimeout(),
        usual.maxQueued(),
        usual.session(),
        usual.leastFree(),
        Optional.of(new KeyFolder(keys)));
  }

  private KadminStore store() {
    return new KadminStore(A, settings(kdb.settings().command()), CLOCK);
  }

  private static String hex(Optional<EncryptionKey> key) {
    return HexFormat.of().formatHex(key.orElseThrow().octets());
  }

  private void assertNothingLeft() throws Exception {
    try (Stream<Path> left = Files.list(keys)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** The key as klist prints it. */
  private String expected(PrincipalName name, int kvno, EncryptionType type) throws Exception {
    return kdb.keys(name).stream()
        .filter(line -> line.matches(" *" + kvno + " .*\\(" + type.mitName() + "\\).*"))
        .map(line -> line.replaceAll(".*\\(0x([0-9a-f]+)\\).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theKeyOfEachKvnoAndTypeAndNothingChanges() throws Exception {
    try (KadminStore store = store()) {
      store.write(key(B_TO_A, Role.SERVICE, 3));
      store.write(key(B_TO_A, Role.SERVICE, 4, "n".repeat(64)));
      String before = kdb.dump();
      for (int kvno : new int[] {3, 4}) {
        for (EncryptionType type : TestKeys.AES_SHA1) {
          assertEquals(expected(B_TO_A, kvno, type), hex(store.key(B_TO_A, kvno, type)));
        }
      }
      assertEquals(Optional.empty(), store.key(B_TO_A, 5, AES256_CTS_HMAC_SHA1_96));
      assertEquals(Optional.empty(), store.key(B_TO_A, 4, AES256_CTS_HMAC_SHA384_192));
      assertEquals(before, kdb.dump());
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
      assertNothingLeft();
    }
  }

  private void assertUnreadable(KadminStore store, String words) {
    StoreException e =
        assertThrows(StoreException.class, () -> store.key(A_TO_B, 1, AES128_CTS_HMAC_SHA1_96));
    assertEquals(StoreException.Reason.UNREADABLE, e.reason(), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void anErrorOfKadminIsReportedAndTheStoreGoesOn() throws Exception {
    try (KadminStore store = store()) {
      assertUnreadable(store, "does not exist");
      assertNothingLeft();
      store.write(key(A_TO_B, Role.CLIENT, 1));
      assertTrue(store.key(A_TO_B, 1, AES128_CTS_HMAC_SHA1_96).isPresent());
    }
  }

  @Test
  void keysOfOtherPrincipalsAreNeverRequested() throws Exception {
    try (KadminStore store = store()) {
      for (PrincipalName name :
          List.of(
              PrincipalName.ticketGrantingService(A),
              PrincipalName.crossover(new Realm("C.EXAMPLE"), new Realm("B.EXAMPLE")))) {
        StoreException e =
            assertThrows(StoreException.class, () -> store.key(name, 1, AES256_CTS_HMAC_SHA1_96));
        assertEquals(StoreException.Reason.REFUSED, e.reason(), e.getMessage());
      }
      assertFalse(Files.exists(keys));
    }
  }

  /** An old kadmin would take the option for a principal, and give our principal a random key. */
  @Test
  void aKadminThatDoesNotKnowTheOptionIsNotTold() throws Exception {
    Path log = folder.resolve("requests");
    KadminSettings old =
        FakeKadmin.settings(
            Map.of(
                "FAKE_KTADD",
                "[-k[eytab] keytab] [-q] [principal ...]",
                "FAKE_LOG",
                log.toString()));
    try (KadminStore store =
        new KadminStore(
            A,
            new KadminSettings(
                old.command(),
                old.environment(),
                old.commandTimeout(),
                old.maxQueued(),
                old.session(),
                old.leastFree(),
                Optional.of(new KeyFolder(keys))),
            CLOCK)) {
      assertUnreadable(store, "this kadmin cannot");
      assertFalse(Files.readString(log).contains(A_TO_B.toString()), Files.readString(log));
      assertNothingLeft();
    }
  }

  @Test
  void aFolderThatOthersMayReadIsNotUsed() throws Exception {
    Files.createDirectory(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    try (KadminStore store = store()) {
      store.write(key(A_TO_B, Role.CLIENT, 1));
      assertUnreadable(store, "is not a folder with mode 0700");
    }
    assertNothingLeft();
  }

  @Test
  void whatACrashLeftIsWiped() throws Exception {
    KeyFolder own = new KeyFolder(keys);
    own.clear();
    Path left = Files.write(own.newFile(), new byte[10_000]);
    Path other = Files.createFile(keys.resolve("an administrator's"));
    own.clear();
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(other));
  }
}
