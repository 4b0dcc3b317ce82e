package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.KerberosTime;

/** A change that may have reached the database marks its principal as changed. */
class TrackingStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static final StoredCrossover WRITTEN =
      new StoredCrossover(A_TO_B, true, Optional.of(Role.CLIENT), 1, new TreeMap<>());

  private final Schedule schedule = new Schedule(() -> NOW);
  private final CrossoverCache cache = new CrossoverCache(new Random(1));

  /** The methods of the store that change a crossover. */
  private enum Change {
    WRITE(true, CrossoverStore::write),
    WRITE_AFTER(true, (store, key) -> store.write(key, Optional.empty())),
    NOTE_USE(false, (store, key) -> store.noteUse(key.name(), key.from())),
    DELETE(true, (store, key) -> store.delete(key.name()));

    private interface Call {
      void make(CrossoverStore store, CrossoverKey key) throws StoreException;
    }

    private final boolean schedulesCheck;
    private final Call call;

    Change(boolean schedulesCheck, Call call) {
      this.schedulesCheck = schedulesCheck;
      this.call = call;
    }

    void make(CrossoverStore store) throws StoreException {
      try (CrossoverKey key =
          TestKeys.key(A_TO_B, Role.CLIENT, 1, new KerberosTime(NOW), TestKeys.PASSWORD)) {
        call.make(store, key);
      }
    }
  }

  /** A store that works, or fails all calls but {@code find} for this reason. */
  private TrackingStore trackingStore(Optional<StoreException.Reason> failure) {
    return trackingStore(failure, false);
  }

  private TrackingStore trackingStore(
      Optional<StoreException.Reason> failure, boolean readingFails) {
    CrossoverStore store =
        (CrossoverStore)
            Proxy.newProxyInstance(
                CrossoverStore.class.getClassLoader(),
                new Class<?>[] {CrossoverStore.class},
                (proxy, method, arguments) -> {
                  if (failure.isPresent() && (readingFails || !method.getName().equals("find"))) {
                    throw new StoreException(failure.get(), "played");
                  }
                  Class<?> type = method.getReturnType();
                  if (type == StoredCrossover.class) {
                    return WRITTEN;
                  }
                  if (type == boolean.class) {
                    return true;
                  }
                  return type == Optional.class ? Optional.empty() : null;
                });
    return new TrackingStore(store, schedule, cache, () -> NOW);
  }

  @Test
  void whatWasListedOrReadIsKnownUntilItIsReadToBeAbsent() throws Exception {
    TrackingStore store = trackingStore(Optional.empty());
    assertFalse(store.isKnown(A_TO_B));
    cache.beginListing().add(A_TO_B);
    assertTrue(store.isKnown(A_TO_B), "listed");
    assertEquals(Optional.empty(), store.find(A_TO_B));
    assertFalse(store.isKnown(A_TO_B));
    Change.WRITE.make(store);
    assertTrue(store.isKnown(A_TO_B), "written");
  }

  /** A write returns the new content. After other changes it must be read. */
  @ParameterizedTest
  @EnumSource
  void aChangeIsMarked(Change change) throws Exception {
    change.make(trackingStore(Optional.empty()));
    boolean written = change == Change.WRITE || change == Change.WRITE_AFTER;
    assertEquals(written ? List.of() : List.of(A_TO_B), cache.changed(10));
    assertEquals(
        written ? List.of(new CrossoverCache.Entry(WRITTEN, NOW)) : List.of(), cache.entries());
    assertEquals(change.schedulesCheck, schedule.next().isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void aChangeWithUncertainResultIsMarked(Change change) {
    TrackingStore store = trackingStore(Optional.of(StoreException.Reason.UNCERTAIN));
    assertThrows(StoreException.class, () -> change.make(store));
    assertEquals(List.of(A_TO_B), cache.changed(10));
    assertEquals(change.schedulesCheck, schedule.next().isPresent());
  }

  @Test
  void anIncompleteRemovalOfKeysIsMarked() throws Exception {
    TrackingStore failing = trackingStore(Optional.of(StoreException.Reason.FAILED));
    assertThrows(StoreException.class, () -> failing.removeExpired(A_TO_B));
    assertEquals(List.of(A_TO_B), cache.changed(10));
    trackingStore(Optional.empty()).removeExpired(A_TO_B);
    assertEquals(List.of(), cache.changed(10), "it was read");
  }

  @Test
  void aFailedReadIsNoChange() {
    TrackingStore failing = trackingStore(Optional.of(StoreException.Reason.FAILED), true);
    assertThrows(StoreException.class, () -> failing.find(A_TO_B));
    assertEquals(List.of(), cache.changed(10));
  }
}
