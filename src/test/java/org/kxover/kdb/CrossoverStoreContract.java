package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.AES_SHA1;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Tests of the contract of {@link CrossoverStore}, for every implementation. */
@Timeout(300)
public abstract class CrossoverStoreContract extends StoreFixture {
  /** The crossover in which A.EXAMPLE has that role. */
  private static PrincipalName name(Role role) {
    return role == Role.CLIENT ? A_TO_B : B_TO_A;
  }

  private Set<Integer> kvnos(PrincipalName name) throws StoreException {
    return store.find(name).orElseThrow().keys().keySet();
  }

  @Test
  void anEmptyDatabaseHasNothing() throws Exception {
    assertEquals(Optional.empty(), store.find(A_TO_B));
    assertEquals(List.of(), store.list());
    assertEquals(Optional.empty(), store.removeExpired(A_TO_B));
    assertFalse(store.delete(A_TO_B));
  }

  @Test
  void aFirstKeyIsFoundAsItWasWrittenByAnotherStoreToo() throws Exception {
    for (Role role : Role.values()) {
      CrossoverKey key = key(name(role), role, 7);
      StoredCrossover written = store.write(key, Optional.empty());
      assertEquals(
          new StoredCrossover(
              key.name(), true, Optional.of(role), 7, new TreeMap<>(Map.of(7, key.validity()))),
          written);
      assertEquals(Optional.of(written), store.find(key.name()));
    }
    assertEquals(Set.of(A_TO_B, B_TO_A), Set.copyOf(store.list()));
    Optional<StoredCrossover> before = store.find(A_TO_B);
    try (CrossoverStore opened = open(() -> now.instant())) {
      assertEquals(before, opened.find(A_TO_B));
    }
  }

  @Test
  void aServiceKeepsItsOlderKeysAndTakesTheNextKvnoOnly() throws Exception {
    store.write(key(B_TO_A, Role.SERVICE, 3));
    for (int kvno : new int[] {1, 3, 5}) {
      assertRefused(Reason.OVERTAKEN, () -> store.write(key(B_TO_A, Role.SERVICE, kvno)));
    }
    StoredCrossover written = store.write(key(B_TO_A, Role.SERVICE, 4, password(4)));
    assertEquals(4, written.highestKvno());
    assertEquals(Set.of(3, 4), written.keys().keySet());
    assertEquals(Optional.of(written), store.find(B_TO_A));
  }

  @Test
  void aClientDropsItsOlderKeysAndTakesAnyKvno() throws Exception {
    for (int kvno : new int[] {1, 2, 9, 5, CrossoverKey.MAX_KVNO}) {
      StoredCrossover written = store.write(key(A_TO_B, Role.CLIENT, kvno));
      assertEquals(kvno, written.highestKvno());
      assertEquals(Set.of(kvno), written.keys().keySet());
      assertEquals(Optional.of(written), store.find(A_TO_B));
    }
  }

  @Test
  void aKeyThatWasAgreedBeforeAnotherCameIsOvertaken() throws Exception {
    for (Role role : Role.values()) {
      PrincipalName name = name(role);
      store.write(key(name, role, 1));
      assertRefused(Reason.OVERTAKEN, () -> store.write(key(name, role, 2), Optional.empty()));
      Optional<StoredCrossover> before = store.find(name);
      store.write(key(name, role, 2), before);
      assertRefused(Reason.OVERTAKEN, () -> store.write(key(name, role, 3), before));
      assertEquals(2, store.find(name).orElseThrow().highestKvno());
    }
  }

  @Test
  void aKeyAfterADeletionIsWrittenAsAFirstKey() throws Exception {
    for (Role role : Role.values()) {
      PrincipalName name = name(role);
      StoredCrossover before = store.write(key(name, role, 7));
      assertTrue(store.delete(name));
      store.write(key(name, role, 8, password(8)), Optional.of(before));
      assertEquals(Set.of(8), kvnos(name));
    }
  }

  @Test
  void onlyOneOfManyConcurrentWritersSucceeds() throws Exception {
    StoredCrossover before = store.write(key(B_TO_A, Role.SERVICE, 1));
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<StoredCrossover>> work = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        CrossoverKey next = key(B_TO_A, Role.SERVICE, 2, password(i));
        work.add(() -> store.write(next, Optional.of(before)));
      }
      int written = 0;
      for (Future<StoredCrossover> done : writers.invokeAll(work)) {
        try {
          assertEquals(Set.of(1, 2), done.get().keys().keySet());
          written++;
        } catch (ExecutionException e) {
          assertEquals(Reason.OVERTAKEN, ((StoreException) e.getCause()).reason());
        }
      }
      assertEquals(1, written);
      assertEquals(Set.of(1, 2), kvnos(B_TO_A));
    } finally {
      writers.shutdownNow();
    }
    assertEquals(0, store.requests());
  }

  @Test
  void aCrossoverKeyedByHandIsFoundAndNeverChanged() throws Exception {
    keyByHand(A_TO_B);
    keyByHand(B_TO_A);
    StoredCrossover stored = store.find(A_TO_B).orElseThrow();
    assertFalse(stored.managed());
    assertEquals(Optional.empty(), stored.role());
    assertEquals(1, stored.highestKvno());
    assertEquals(Map.of(), stored.keys());
    assertNeverChanged();
  }

  private void assertNeverChanged() throws Exception {
    String before = everything();
    for (Role role : Role.values()) {
      PrincipalName name = name(role);
      assertFails(Reason.REFUSED, () -> store.write(key(name, role, 2)));
      assertFails(Reason.OVERTAKEN, () -> store.write(key(name, role, 2), Optional.empty()));
      assertFails(Reason.REFUSED, () -> store.delete(name));
      store.noteUse(name, NOW);
      now = NOW.plus(LIFETIME.multipliedBy(100));
      assertTrue(store.removeExpired(name).isPresent());
      now = NOW;
    }
    assertEquals(before, everything());
    assertEquals(Set.of(A_TO_B, B_TO_A), Set.copyOf(store.list()));
  }

  @Test
  void aCrossoverThatAnAdministratorClosedIsNeverChanged() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1));
    store.write(key(B_TO_A, Role.SERVICE, 1));
    closeByHand(A_TO_B);
    closeByHand(B_TO_A);
    assertTrue(store.find(A_TO_B).orElseThrow().closed());
    assertNeverChanged();
  }

  @Test
  void aBlockedCrossoverIsNeverChanged() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1));
    store.write(key(B_TO_A, Role.SERVICE, 1));
    assertFalse(store.find(A_TO_B).orElseThrow().blocked());
    block(A_TO_B);
    block(B_TO_A);
    assertTrue(store.find(A_TO_B).orElseThrow().blocked());
    assertTrue(store.find(B_TO_A).orElseThrow().closed());
    assertNeverChanged();
  }

  @Test
  void otherNamesAndOtherRolesAreRefused() throws Exception {
    PrincipalName foreign = PrincipalName.crossover(B, new Realm("C.EXAMPLE"));
    for (PrincipalName name :
        List.of(
            PrincipalName.ticketGrantingService(A),
            PrincipalName.crossover(new Realm("a.example"), A),
            foreign)) {
      assertRefused(Reason.REFUSED, () -> store.find(name));
      assertRefused(Reason.REFUSED, () -> store.removeExpired(name));
      assertRefused(Reason.REFUSED, () -> store.delete(name));
      assertRefused(Reason.REFUSED, () -> store.noteUse(name, NOW));
      assertRefused(Reason.REFUSED, () -> store.key(name, 1, TYPE));
    }
    for (CrossoverKey key :
        List.of(
            key(foreign, Role.CLIENT, 1),
            key(A_TO_B, Role.SERVICE, 1),
            key(B_TO_A, Role.CLIENT, 1))) {
      assertRefused(Reason.REFUSED, () -> store.write(key, Optional.empty()));
    }
  }

  @Test
  void aHalfMadeCrossoverCountsAsAbsentAndIsRebuilt() throws Exception {
    leaveHalfMade(A_TO_B);
    leaveHalfMade(B_TO_A);
    assertEquals(Optional.empty(), store.find(A_TO_B));
    assertEquals(Set.of(A_TO_B, B_TO_A), Set.copyOf(store.list()));
    CrossoverKey key = key(A_TO_B, Role.CLIENT, 3);
    assertEquals(Map.of(3, key.validity()), store.write(key, Optional.empty()).keys());
    assertEquals(Map.of(3, key.validity()), store.find(A_TO_B).orElseThrow().keys());
    store.write(key(B_TO_A, Role.SERVICE, 2), Optional.empty());
    assertEquals(Set.of(2), kvnos(B_TO_A));
  }

  @Test
  void aHalfMadeCrossoverIsRemoved() throws Exception {
    leaveHalfMade(A_TO_B);
    assertEquals(Optional.empty(), store.removeExpired(A_TO_B));
    assertEquals(List.of(), store.list());
    leaveHalfMade(A_TO_B);
    assertTrue(store.delete(A_TO_B));
    assertEquals(List.of(), store.list());
  }

  @Test
  void keysEndAtTheirTillAndThePrincipalWithTheLast() throws Exception {
    for (int kvno = 1; kvno <= 3; kvno++) {
      now = NOW.plus(Duration.ofDays(10L * kvno));
      store.write(key(B_TO_A, Role.SERVICE, kvno, now, password(kvno)));
    }
    KerberosTime till = NOW.plus(Duration.ofDays(10)).plus(LIFETIME);
    now = till.minus(SECOND);
    assertEquals(Set.of(1, 2, 3), store.removeExpired(B_TO_A).orElseThrow().keys().keySet());
    now = till;
    assertEquals(Set.of(2, 3), store.removeExpired(B_TO_A).orElseThrow().keys().keySet());
    assertEquals(Set.of(2, 3), kvnos(B_TO_A));
    now = NOW.plus(Duration.ofDays(30)).plus(LIFETIME);
    assertEquals(Optional.empty(), store.removeExpired(B_TO_A));
    assertEquals(List.of(), store.list());
  }

  @Test
  void anExpiredKeyIsRefused() throws Exception {
    CrossoverKey client = key(A_TO_B, Role.CLIENT, 1);
    now = client.lastIssue();
    assertRefused(Reason.REFUSED, () -> store.write(client, Optional.empty()));
    now = client.lastIssue().minus(SECOND);
    store.write(client, Optional.empty());
    CrossoverKey service = key(B_TO_A, Role.SERVICE, 1);
    now = service.till();
    assertRefused(Reason.REFUSED, () -> store.write(service, Optional.empty()));
    now = service.till().minus(SECOND);
    store.write(service, Optional.empty());
  }

  @Test
  void aDeletedCrossoverIsAbsentAndCanBeWrittenAgain() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 7));
    assertTrue(store.delete(A_TO_B));
    assertFalse(store.delete(A_TO_B));
    assertEquals(Optional.empty(), store.find(A_TO_B));
    assertEquals(List.of(), store.list());
    store.write(key(A_TO_B, Role.CLIENT, 1), Optional.empty());
    assertEquals(Set.of(1), kvnos(A_TO_B));
  }

  @Test
  void useIsRecordedForClientsOnlyAndSurvivesARollover() throws Exception {
    store.noteUse(A_TO_B, NOW);
    assertEquals(Optional.empty(), store.find(A_TO_B));
    store.write(key(A_TO_B, Role.CLIENT, 1));
    store.write(key(B_TO_A, Role.SERVICE, 1));
    store.noteUse(A_TO_B, NOW);
    store.noteUse(B_TO_A, NOW);
    assertEquals(Optional.of(NOW), store.find(A_TO_B).orElseThrow().used());
    assertEquals(Optional.empty(), store.find(B_TO_A).orElseThrow().used());
    assertEquals(Optional.of(NOW), store.write(key(A_TO_B, Role.CLIENT, 2, password(2))).used());
  }

  @Test
  void aKeyIsGivenOutByItsKvnoAndType() throws Exception {
    store.write(key(B_TO_A, Role.SERVICE, 1, password(1)));
    store.write(key(B_TO_A, Role.SERVICE, 2, password(2)));
    try (EncryptionKey first = store.key(B_TO_A, 1, TYPE).orElseThrow();
        EncryptionKey second = store.key(B_TO_A, 2, TYPE).orElseThrow();
        EncryptionKey again = store.key(B_TO_A, 2, TYPE).orElseThrow()) {
      assertEquals(TYPE, first.type());
      assertArrayEquals(second.octets(), again.octets());
      assertFalse(Arrays.equals(first.octets(), second.octets()));
    }
    assertEquals(Optional.empty(), store.key(B_TO_A, 3, TYPE));
    assertEquals(Optional.empty(), store.key(B_TO_A, 1, EncryptionType.AES256_CTS_HMAC_SHA384_192));
    store.write(key(A_TO_B, Role.CLIENT, 1, password(1)));
    store.write(key(A_TO_B, Role.CLIENT, 2, password(2)));
    assertEquals(Optional.empty(), store.key(A_TO_B, 1, TYPE));
    assertTrue(store.key(A_TO_B, 2, TYPE).isPresent());
  }

  @Test
  void possibleTypesKeepTheirOrder() throws Exception {
    assertTrue(store.await(Duration.ofSeconds(60)));
    List<EncryptionType> listed = List.of(AES_SHA1.get(1), AES_SHA1.get(0));
    assertEquals(listed, store.possible(listed));
  }

  @Test
  void aReadFailureIsNotReportedAsAbsent() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1));
    breakReading();
    assertFails(Reason.FAILED, () -> store.find(A_TO_B));
    assertFails(Reason.FAILED, () -> store.find(B_TO_A));
    assertFails(Reason.FAILED, () -> store.removeExpired(A_TO_B));
    assertFails(Reason.FAILED, () -> store.list());
  }

  @Test
  void aClosedStoreRefusesEveryCall() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1));
    String before = everything();
    store.close();
    assertFails(Reason.REFUSED, () -> store.find(A_TO_B));
    assertFails(Reason.REFUSED, () -> store.write(key(A_TO_B, Role.CLIENT, 2)));
    assertFails(Reason.REFUSED, () -> store.delete(A_TO_B));
    assertFails(Reason.REFUSED, () -> store.list());
    assertEquals(before, everything());
  }
}
