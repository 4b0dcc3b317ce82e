package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.key;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.StoreException.Reason;

/** The whole contract, with the part about keys that only one of the two realms may have. */
public abstract class ConfirmationContract extends WalkContract {
  @Test
  void whetherAKeyCanBeWrittenIsTriedWithoutEffect() throws Exception {
    String empty = everything();
    store.requireWritable(A_TO_B, Optional.empty());
    assertEquals(empty, everything());
    assertEquals(List.of(), store.list());
    store.write(key(A_TO_B, Role.CLIENT, 1));
    Optional<StoredCrossover> written = store.find(A_TO_B);
    store.requireWritable(A_TO_B, written);
    assertEquals(written, store.find(A_TO_B));
    closeByHand(A_TO_B);
    assertRefused(Reason.REFUSED, () -> store.requireWritable(A_TO_B, written));
    keyByHand(B_TO_A);
    Optional<StoredCrossover> byHand = store.find(B_TO_A);
    assertRefused(Reason.REFUSED, () -> store.requireWritable(B_TO_A, byHand));
  }

  @Test
  void aConfirmationIsOfOneKeyAndSurvivesARollover() throws Exception {
    assertFalse(store.confirm(B_TO_A, 1, any -> true));
    assertEquals(Optional.empty(), store.find(B_TO_A));
    store.write(key(A_TO_B, Role.CLIENT, 1));
    store.write(key(B_TO_A, Role.SERVICE, 1, password(1)));
    store.write(key(B_TO_A, Role.SERVICE, 2, password(2)));
    Optional<StoredCrossover> client = store.find(A_TO_B);
    Optional<StoredCrossover> before = store.find(B_TO_A);
    assertFalse(store.confirm(A_TO_B, 1, any -> true));
    assertFalse(store.confirm(B_TO_A, 3, any -> true));
    assertFalse(store.confirm(B_TO_A, 2, stored -> stored.highestKvno() != 2));
    assertEquals(client, store.find(A_TO_B));
    assertEquals(before, store.find(B_TO_A));
    assertTrue(store.confirm(B_TO_A, 2, stored -> stored.highestKvno() == 2));
    assertFalse(store.confirm(B_TO_A, 2, any -> true), "it is confirmed already");
    assertFails(
        Reason.OVERTAKEN, () -> store.write(key(B_TO_A, Role.SERVICE, 3, password(3)), before));
    store.write(key(B_TO_A, Role.SERVICE, 3, password(3)));
    Map<Integer, KeyValidity> keys = store.find(B_TO_A).orElseThrow().keys();
    assertEquals(
        List.of(false, true, false), keys.values().stream().map(KeyValidity::confirmed).toList());
    closeByHand(B_TO_A);
    String closed = everything();
    assertFalse(store.confirm(B_TO_A, 3, any -> true));
    assertEquals(closed, everything());
  }
}
