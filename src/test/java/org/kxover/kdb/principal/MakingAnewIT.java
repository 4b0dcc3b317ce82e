package org.kxover.kdb.principal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.KerberosTime;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;

/**
 * A client principal is rebuilt in place if its new key does not have the next kvno, or ends before
 * the old key. An administrator's string attributes stay, at whatever step the rebuilding stops.
 */
@Timeout(120)
class MakingAnewIT {
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final String NOTE = "ask \"Bob\" \\ o'clock: 7";

  @TempDir Path folder;
  private TestKdb kdb;
  private DyingKadmin dying;
  private KadminStore store;
  private KerberosTime now = NOW;

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    dying = new DyingKadmin(kdb.folder);
    store = new KadminStore(A, kdb.settings(dying), () -> now.instant());
  }

  @AfterEach
  void close() {
    store.close();
  }

  /**
   * Writes a key that ends after the keys of the tests, and adds string attributes to its
   * principal.
   */
  private void writeOldKeyWithAttributes() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 7, NOW.plus(Duration.ofDays(9)), "o".repeat(64)));
    kdb.kadmin("setstr " + A_TO_B + " note \"" + NOTE.replace("\"", "\"\"") + "\"");
    kdb.kadmin("setstr " + A_TO_B + " long " + "x".repeat(3_000));
    store.noteUse(A_TO_B, NOW);
  }

  private void assertAttributesKept() throws Exception {
    String strings = kdb.kadmin("getstrs " + A_TO_B);
    assertTrue(strings.contains("note: " + NOTE + "\n"), strings);
    assertTrue(strings.contains("long: " + "x".repeat(3_000) + "\n"), strings);
    assertTrue(strings.contains("kxover.used: " + NOW + "\n"), strings);
  }

  private PrincipalEntry entry() throws Exception {
    return kdb.entry(A_TO_B);
  }

  private void assertOnlyKey(CrossoverKey key) throws Exception {
    StoredCrossover stored = store.find(A_TO_B).orElseThrow();
    assertEquals(Set.of(key.kvno()), entry().kvnos());
    assertEquals(key.validity(), stored.keys().get(key.kvno()));
    assertEquals("", TicketLimits.mismatch(key, entry()));
    assertEquals(Optional.of(NOW), stored.used());
  }

  @Test
  void theNewKeyHasItsOwnKvnoAndLimits() throws Exception {
    for (int kvno : new int[] {3, 8, 32767}) {
      writeOldKeyWithAttributes();
      CrossoverKey key = key(A_TO_B, Role.CLIENT, kvno);
      store.write(key);
      assertOnlyKey(key);
      assertAttributesKept();
      assertFalse(kdb.kadmin("getstrs " + A_TO_B).contains("kxover.7"));
      kdb.kadmin("delprinc -force " + A_TO_B);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,BEFORE", "3,AFTER", "8,BEFORE", "8,AFTER"})
  void aStopAtAnyStepKeepsWhatAnAdministratorSaid(int kvno, Moment moment) throws Exception {
    CrossoverKey key = key(A_TO_B, Role.CLIENT, kvno);
    for (int step = 0; ; step++) {
      writeOldKeyWithAttributes();
      PrincipalEntry before = entry();
      dying.dieAt(step, moment, Target.KADMIN);
      boolean stopped = false;
      try {
        store.write(key);
      } catch (StoreException e) {
        stopped = true;
      }
      boolean died = dying.hasDied();
      dying.disarm();
      if (!died) {
        assertTrue(step >= 10, step + " steps");
        return;
      }
      PrincipalEntry left = entry();
      assertTrue(
          left.isClosed() || left.equals(before) || TicketLimits.mismatch(key, left).isEmpty(),
          "the old key with its limits, the new key with its own, or nothing: " + left);
      assertAttributesKept();
      store.removeExpired(A_TO_B);
      assertAttributesKept();
      if (stopped) {
        store.write(key);
      }
      assertOnlyKey(key);
      assertAttributesKept();
      kdb.kadmin("delprinc -force " + A_TO_B);
    }
  }

  /** As after a stop: closed, with the attributes of the old key. */
  @Test
  void aHalfMadePrincipalIsRemovedAtTheEndOfItsDescribedKey() throws Exception {
    writeOldKeyWithAttributes();
    kdb.kadmin("modprinc -allow_tix -expire \"1970-01-02 03:04:05 UTC\" " + A_TO_B);
    KerberosTime till = NOW.plus(Duration.ofDays(9)).plus(LIFETIME);
    now = till.minus(Duration.ofSeconds(1));
    assertTrue(store.removeExpired(A_TO_B).isPresent());
    assertAttributesKept();
    now = till;
    assertTrue(store.removeExpired(A_TO_B).isEmpty());
    assertEquals(List.of(), store.list());
  }
}
