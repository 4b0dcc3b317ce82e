package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.derived;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;

/** The whole contract, with the part about keys that are set without a password. */
public abstract class DerivedKeysContract extends ConfirmationContract {

  private boolean takesKeys(PrincipalName name) throws StoreException {
    return store.takesKeys(name, store.find(name));
  }

  private void assertHas(PrincipalName name, int kvno, int seed) throws StoreException {
    for (EncryptionType type : TestKeys.AES_SHA1) {
      try (EncryptionKey key = store.key(name, kvno, type).orElseThrow()) {
        assertArrayEquals(TestKeys.octets(type, seed), key.octets());
      }
    }
  }

  @Test
  void aStoreThatTakesPasswordsOnlyRefusesKeys() throws Exception {
    if (!takesKeys(A_TO_B)) {
      assertRefused(Reason.REFUSED, () -> store.write(derived(A_TO_B, Role.CLIENT, 1, 1)));
      assertEquals(Optional.empty(), store.find(A_TO_B));
      store.write(key(A_TO_B, Role.CLIENT, 1));
    }
  }

  /** Whether the store measures how long its changes take. */
  protected boolean timesItsChanges() {
    return false;
  }

  @Test
  void theTimeOfAKeyIsKnownAfterThreeChanges() throws Exception {
    for (int kvno = 1; kvno <= 3; kvno++) {
      assertEquals(Optional.empty(), store.timePerKey());
      store.write(key(B_TO_A, Role.SERVICE, kvno));
    }
    assertEquals(timesItsChanges(), store.timePerKey().isPresent());
    assertFalse(store.timePerKey().orElse(Duration.ofNanos(1)).isZero());
  }

  @Test
  void keysAreStoredAsTheyAre() throws Exception {
    if (takesKeys(B_TO_A)) {
      CrossoverKey first = derived(B_TO_A, Role.SERVICE, 3, 1);
      assertEquals(Map.of(3, first.validity()), store.write(first).keys());
      assertHas(B_TO_A, 3, 1);
      store.write(derived(B_TO_A, Role.SERVICE, 4, 2));
      assertHas(B_TO_A, 3, 1);
      assertHas(B_TO_A, 4, 2);
      assertEquals(Set.of(3, 4), store.find(B_TO_A).orElseThrow().keys().keySet());
      store.write(derived(A_TO_B, Role.CLIENT, 7, 3));
      store.write(derived(A_TO_B, Role.CLIENT, 8, 4));
      assertHas(A_TO_B, 8, 4);
      assertFalse(
          store.key(A_TO_B, 7, TestKeys.AES_SHA1.get(0)).isPresent(), "the old one is gone");
      store.write(derived(A_TO_B, Role.CLIENT, 2, 5));
      assertHas(A_TO_B, 2, 5);
      assertEquals(Set.of(2), store.find(A_TO_B).orElseThrow().keys().keySet());
    }
  }

  @Test
  void keysAndPasswordsFollowEachOther() throws Exception {
    if (takesKeys(B_TO_A)) {
      store.write(key(B_TO_A, Role.SERVICE, 1));
      store.write(derived(B_TO_A, Role.SERVICE, 2, 1));
      store.write(key(B_TO_A, Role.SERVICE, 3));
      assertHas(B_TO_A, 2, 1);
      assertEquals(Set.of(1, 2, 3), store.find(B_TO_A).orElseThrow().keys().keySet());
    }
  }
}
