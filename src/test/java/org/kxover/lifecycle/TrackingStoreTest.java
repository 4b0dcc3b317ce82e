package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

/** Whatever may have changed the database is known to have done so, and is looked at soon. */
class TrackingStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static final StoredCrossover WRITTEN =
      new StoredCrossover(A_TO_B, true, Optional.of(Role.CLIENT), 1, new TreeMap<>());

  private final Schedule agenda = new Schedule(() -> NOW);
  private final LastRead lastRead = new LastRead();

  /** A change of a crossover, by a method of the store that makes one. */
  private enum Change {
    WRITE(true, CrossoverStore::write),
    WRITE_AFTER(true, (store, key) -> store.write(key, Optional.empty())),
    NOTE_USE(false, (store, key) -> store.noteUse(key.name(), key.from())),
    DELETE(true, (store, key) -> store.delete(key.name()));

    private interface Call {
      void make(CrossoverStore store, CrossoverKey key) throws StoreException;
    }

    private final boolean wantsALook;
    private final Call call;

    Change(boolean wantsALook, Call call) {
      this.wantsALook = wantsALook;
      this.call = call;
    }

    void make(CrossoverStore store) throws StoreException {
      try (CrossoverKey key =
          TestKeys.key(A_TO_B, Role.CLIENT, 1, new KerberosTime(NOW), TestKeys.PASSWORD)) {
        call.make(store, key);
      }
    }
  }

  /** A store in which everything comes out so: well, or, but for reading, that exception. */
  private TrackingStore noting(Optional<StoreException.Reason> failure) {
    return noting(failure, false);
  }

  private TrackingStore noting(Optional<StoreException.Reason> failure, boolean readingFails) {
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
    return new TrackingStore(store, agenda, lastRead, () -> NOW);
  }

  /** A write tells what there is now; of other changes that has to be read. */
  @ParameterizedTest
  @EnumSource
  void aChangeIsToldOf(Change change) throws Exception {
    change.make(noting(Optional.empty()));
    boolean written = change == Change.WRITE || change == Change.WRITE_AFTER;
    assertEquals(written ? List.of() : List.of(A_TO_B), lastRead.changed(10));
    assertEquals(
        written ? List.of(new LastRead.Entry(WRITTEN, NOW)) : List.of(), lastRead.entries());
    assertEquals(change.wantsALook, agenda.next().isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void aChangeOfWhichNobodyKnowsWhatBecameOfItIsToldOf(Change change) {
    TrackingStore store = noting(Optional.of(StoreException.Reason.UNCERTAIN));
    assertThrows(StoreException.class, () -> change.make(store));
    assertEquals(List.of(A_TO_B), lastRead.changed(10));
    assertEquals(change.wantsALook, agenda.next().isPresent());
  }

  @Test
  void anEndOfKeysThatStopsHalfwayIsToldOf() throws Exception {
    TrackingStore failing = noting(Optional.of(StoreException.Reason.FAILED));
    assertThrows(StoreException.class, () -> failing.endWhatIsOver(A_TO_B));
    assertEquals(List.of(A_TO_B), lastRead.changed(10));
    noting(Optional.empty()).endWhatIsOver(A_TO_B);
    assertEquals(List.of(), lastRead.changed(10), "it was read");
  }

  @Test
  void whatCannotBeReadHasNotChangedForThat() {
    TrackingStore failing = noting(Optional.of(StoreException.Reason.FAILED), true);
    assertThrows(StoreException.class, () -> failing.find(A_TO_B));
    assertEquals(List.of(), lastRead.changed(10));
  }
}
