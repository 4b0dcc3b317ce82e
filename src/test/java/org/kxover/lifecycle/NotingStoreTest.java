package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.KerberosTime;

/** Whatever may have changed the database is known to have done so, and is looked at soon. */
class NotingStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final Agenda agenda = new Agenda(() -> NOW);
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

  /** A store in which everything comes out so: empty and well, or that exception. */
  private NotingStore noting(Optional<StoreException.Reason> failure) {
    CrossoverStore store =
        (CrossoverStore)
            Proxy.newProxyInstance(
                CrossoverStore.class.getClassLoader(),
                new Class<?>[] {CrossoverStore.class},
                (proxy, method, arguments) -> {
                  if (failure.isPresent()) {
                    throw new StoreException(failure.get(), "played");
                  }
                  Class<?> type = method.getReturnType();
                  return type == boolean.class
                      ? Boolean.TRUE
                      : type == Optional.class ? Optional.empty() : null;
                });
    return new NotingStore(store, agenda, lastRead, () -> NOW);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeIsToldOf(Change change) throws Exception {
    change.make(noting(Optional.empty()));
    assertToldOf(change);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeOfWhichNobodyKnowsWhatBecameOfItIsToldOf(Change change) {
    NotingStore store = noting(Optional.of(StoreException.Reason.UNCERTAIN));
    assertThrows(StoreException.class, () -> change.make(store));
    assertToldOf(change);
  }

  private void assertToldOf(Change change) {
    assertEquals(List.of(A_TO_B), lastRead.changed(10));
    assertEquals(change.wantsALook, agenda.next().isPresent());
  }

  @Test
  void anEndOfKeysThatStopsHalfwayIsToldOf() throws Exception {
    NotingStore failing = noting(Optional.of(StoreException.Reason.FAILED));
    assertThrows(StoreException.class, () -> failing.endWhatIsOver(A_TO_B));
    assertEquals(List.of(A_TO_B), lastRead.changed(10));
    noting(Optional.empty()).endWhatIsOver(A_TO_B);
    assertEquals(List.of(), lastRead.changed(10), "it was read");
  }

  @Test
  void whatCannotBeReadHasNotChangedForThat() {
    NotingStore failing = noting(Optional.of(StoreException.Reason.FAILED));
    assertThrows(StoreException.class, () -> failing.find(A_TO_B));
    assertEquals(List.of(), lastRead.changed(10));
  }
}
