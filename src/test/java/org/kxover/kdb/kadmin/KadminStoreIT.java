package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.TestKeys;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kdb.principal.StringAttributes;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Patience;

/** The store's rules, with a real kadmin.local and KDB of realm A.EXAMPLE. */
class KadminStoreIT {
  @TempDir Path folder;
  private TestKdb kdb;
  private KadminStore store;

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    store = new KadminStore(A, kdb.settings(), CLOCK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void createsClient() throws Exception {
    CrossoverKey key = key(A_TO_B, Role.CLIENT, 7);
    store.write(key);
    StoredCrossover stored = store.find(A_TO_B).orElseThrow();
    assertEquals(
        new StoredCrossover(
            A_TO_B, true, Optional.of(Role.CLIENT), 7, new TreeMap<>(Map.of(7, key.validity()))),
        stored);
    PrincipalEntry entry = entry();
    KerberosTime last = key.till().minus(TestKeys.TICKET_LIFE).minus(Duration.ofSeconds(10));
    assertEquals(Optional.of(last), entry.expiration());
    assertEquals(TestKeys.TICKET_LIFE, entry.maxTicketLife());
    assertEquals(Duration.ZERO, entry.maxRenewableLife());
    assertEquals(Optional.empty(), entry.policy());
    assertEquals(Set.of("DISALLOW_POSTDATED"), entry.attributes());
    assertEquals(
        List.of("aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96"), entry.keys().get(7));
  }

  /** Deletes keys in force too, but no principal that an administrator changed. */
  @Test
  void deletesWhatIsOursAlone() throws Exception {
    assertFalse(store.delete(A_TO_B));
    store.write(key(A_TO_B, Role.CLIENT, 7));
    store.write(key(B_TO_A, Role.SERVICE, 3));
    assertTrue(store.delete(A_TO_B));
    assertTrue(store.delete(B_TO_A));
    assertEquals(List.of(), store.list());
    store.write(key(A_TO_B, Role.CLIENT, 1));
    for (String[] hand :
        new String[][] {
          {"setstr " + A_TO_B + " theirs said", "delstr " + A_TO_B + " theirs", "attributes of"},
          {"modprinc -allow_tix " + A_TO_B, "modprinc +allow_tix " + A_TO_B, "closed it"},
          {
            "delstr " + A_TO_B + " kxover",
            "setstr " + A_TO_B + " kxover \"1 role=client\"",
            "by hand"
          }
        }) {
      kdb.kadmin(hand[0]);
      StoreException e = assertThrows(StoreException.class, () -> store.delete(A_TO_B));
      assertEquals(StoreException.Reason.REFUSED, e.reason());
      assertTrue(e.getMessage().contains(hand[2]), e.getMessage());
      kdb.kadmin(hand[1]);
    }
    assertTrue(store.delete(A_TO_B));
    StoreException e =
        assertThrows(
            StoreException.class, () -> store.delete(PrincipalName.ticketGrantingService(A)));
    assertEquals(StoreException.Reason.REFUSED, e.reason());
    assertTrue(kdb.kadmin("listprincs krbtgt/*").contains("krbtgt/A.EXAMPLE@A.EXAMPLE"));
  }

  @Test
  void createsServiceThatIssuesNothing() throws Exception {
    store.write(key(B_TO_A, Role.SERVICE, 3));
    assertEquals(Optional.of(Role.SERVICE), store.find(B_TO_A).orElseThrow().role());
    assertTrue(
        kdb.kadmin("getprinc " + B_TO_A).contains("Expiration date: Sat Jan 03 03:04:05 UTC 1970"));
  }

  @Test
  void rolloversLeaveNoPileOfAttributes() throws Exception {
    for (int kvno = 1; kvno <= 5; kvno++) {
      store.write(key(A_TO_B, Role.CLIENT, kvno, NOW.plus(Duration.ofDays(kvno)), password(kvno)));
    }
    String strings = kdb.kadmin("getstrs " + A_TO_B);
    assertFalse(strings.contains("kxover.3"), strings);
    assertTrue(strings.contains("kxover.5"), strings);
  }

  private static String password(int n) {
    return String.valueOf((char) ('a' + n)).repeat(64);
  }

  @Test
  void useIsNotedOnOpenClientsOfOursOnly() throws Exception {
    store.noteUse(A_TO_B, NOW);
    store.write(key(B_TO_A, Role.SERVICE, 1));
    kdb.kadmin("addprinc -clearpolicy -pw secret " + A_TO_B);
    String before = kdb.dump();
    store.noteUse(A_TO_B, NOW);
    store.noteUse(B_TO_A, NOW);
    assertEquals(before, kdb.dump());
    kdb.kadmin("delprinc -force " + A_TO_B);
    store.write(key(A_TO_B, Role.CLIENT, 1));
    store.noteUse(A_TO_B, NOW);
    assertEquals(Optional.of(NOW), store.find(A_TO_B).orElseThrow().used());
  }

  @Test
  void crossoverKeyedByHandIsFoundAndNeverTouched() throws Exception {
    kdb.kadmin("addprinc -clearpolicy -pw secret " + A_TO_B);
    kdb.kadmin("setstr " + A_TO_B + " kxover.1 \"from=20260101000000Z\"");
    kdb.kadmin("addprinc -clearpolicy -pw secret " + B_TO_A);
    String before = kdb.dump();
    StoredCrossover stored = store.find(A_TO_B).orElseThrow();
    assertFalse(stored.managed());
    assertEquals(Optional.empty(), stored.role());
    assertEquals(1, stored.highestKvno());
    assertEquals(Map.of(), stored.keys());
    assertRefused(key(A_TO_B, Role.CLIENT, 2), "keyed by hand");
    assertRefused(key(B_TO_A, Role.SERVICE, 2), "keyed by hand");
    assertEquals(before, kdb.dump());
  }

  @Test
  void realmsOwnKrbtgtAndForeignOnesAreNeverTouched() throws Exception {
    String before = kdb.dump();
    PrincipalName own = PrincipalName.ticketGrantingService(A);
    StoreException e = assertThrows(StoreException.class, () -> store.find(own));
    assertEquals(StoreException.Reason.REFUSED, e.reason());
    assertThrows(IllegalArgumentException.class, () -> key(own, Role.CLIENT, 2));
    PrincipalName foreign = PrincipalName.crossover(B, new Realm("C.EXAMPLE"));
    assertThrows(StoreException.class, () -> store.find(foreign));
    assertRefused(key(foreign, Role.CLIENT, 1), "neither of its realms is");
    assertRefused(key(A_TO_B, Role.SERVICE, 1), "is not its service realm");
    assertEquals(before, kdb.dump());
    store.write(key(A_TO_B, Role.CLIENT, 2));
  }

  @Test
  void halfMadeIsAbsentAndMadeAnew() throws Exception {
    for (String marker : new String[] {"", "setstr " + A_TO_B + " kxover \"1 role=client\""}) {
      kdb.kadmin(
          "addprinc -kvno 40 -expire \"1970-01-02 03:04:05 UTC\" -allow_tix -clearpolicy -pw x "
              + A_TO_B);
      if (!marker.isEmpty()) {
        kdb.kadmin(marker);
      }
      assertEquals(Optional.empty(), store.find(A_TO_B));
      store.write(key(A_TO_B, Role.CLIENT, 3));
      assertEquals(3, store.find(A_TO_B).orElseThrow().highestKvno());
      kdb.kadmin("delprinc -force " + A_TO_B);
    }
  }

  @Test
  void closedByAnAdministratorStaysClosed() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1));
    kdb.kadmin("modprinc -allow_tix " + A_TO_B);
    assertRefused(key(A_TO_B, Role.CLIENT, 2), "an administrator closed");
    kdb.kadmin("modprinc +allow_tix " + A_TO_B);
    store.write(key(A_TO_B, Role.CLIENT, 2));
  }

  @Test
  void nonsenseInTheAttributesIsIgnoredButManaged() throws Exception {
    store.write(key(B_TO_A, Role.SERVICE, 1));
    store.write(key(B_TO_A, Role.SERVICE, 2));
    kdb.kadmin("setstr " + B_TO_A + " kxover.1 nonsense");
    kdb.kadmin("setstr " + B_TO_A + " kxover.9 \"" + validity() + "\"");
    StoredCrossover stored = store.find(B_TO_A).orElseThrow();
    assertEquals(Set.of(2), stored.keys().keySet());
    kdb.kadmin("setstr " + B_TO_A + " kxover \"1 role=client\"");
    stored = store.find(B_TO_A).orElseThrow();
    assertTrue(stored.managed());
    assertEquals(Optional.empty(), stored.role());
    assertRefused(key(B_TO_A, Role.SERVICE, 3), "does not say 1 role=service");
  }

  private static String validity() {
    return StringAttributes.format(key(B_TO_A, Role.SERVICE, 9).validity());
  }

  @Test
  void keyChangedByHandIsNoKeyOfOurs() throws Exception {
    store.write(key(B_TO_A, Role.SERVICE, 1));
    kdb.kadmin("cpw -keepold -pw byhand " + B_TO_A);
    StoredCrossover stored = store.find(B_TO_A).orElseThrow();
    assertEquals(2, stored.highestKvno());
    assertEquals(Set.of(1), stored.keys().keySet());
    store.write(key(B_TO_A, Role.SERVICE, 3));
  }

  @Test
  void stopBeforeTheLimitsOfANewClientKeyEndsItWithTheOldOnes() throws Exception {
    CrossoverKey first = key(A_TO_B, Role.CLIENT, 1);
    store.write(first);
    CrossoverKey second = key(A_TO_B, Role.CLIENT, 2, NOW.plus(Duration.ofDays(20)), password(2));
    kdb.kadmin(
        "setstr " + A_TO_B + " kxover.2 \"" + StringAttributes.format(second.validity()) + "\"");
    kdb.kadmin(
        "cpw -e aes256-cts-hmac-sha1-96:normal,aes128-cts-hmac-sha1-96:normal -pw x " + A_TO_B);
    KeyValidity found = store.find(A_TO_B).orElseThrow().keys().get(2);
    assertEquals(first.till(), found.till());
    assertEquals(second.from(), found.from());
    CrossoverKey third = key(A_TO_B, Role.CLIENT, 3, second.from(), password(3));
    store.write(third);
    assertEquals(third.validity(), store.find(A_TO_B).orElseThrow().keys().get(3));
  }

  @Test
  void withALineEditorThatRepeatsWhatItReads() throws Exception {
    Map<String, String> environment = new HashMap<>(kdb.environment());
    environment.put("SS_READLINE_PATH", "libreadline.so.8:libedit.so.2");
    PrincipalName longName =
        PrincipalName.crossover(new Realm(("b".repeat(60) + ".").repeat(4) + "EXAMPLE"), A);
    try (KadminStore editing =
        new KadminStore(
            A,
            new KadminSettings(kdb.settings().command(), environment, Duration.ofSeconds(30), 0),
            CLOCK)) {
      for (PrincipalName name : List.of(A_TO_B, longName)) {
        assertEquals(Optional.empty(), editing.find(name));
        editing.write(key(name, Role.CLIENT, 1));
        editing.write(key(name, Role.CLIENT, 2));
        editing.write(key(name, Role.CLIENT, 1));
        assertEquals(Set.of(1), editing.find(name).orElseThrow().keys().keySet());
      }
    }
  }

  /**
   * After a reload two stores exist for a while, and the key maintenance of the new one starts at
   * once.
   */
  @Test
  void whatOneStoreIsMakingAnotherDoesNotEndAsHalfMade() throws Exception {
    StoreLocks locks = new StoreLocks();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    AtomicBoolean written = new AtomicBoolean();
    try (KadminStore old =
            new KadminStore(
                A, kdb.settings(), CLOCK, StoreListener.none(), locks, Optional.empty());
        KadminStore fresh =
            new KadminStore(
                A, kdb.settings(), CLOCK, StoreListener.none(), locks, Optional.empty())) {
      Future<Integer> looking =
          executor.submit(
              () -> {
                int looks = 0;
                for (; !written.get(); looks++) {
                  fresh.removeExpired(A_TO_B);
                }
                return looks;
              });
      try {
        for (int i = 0; i < 20; i++) {
          old.write(key(A_TO_B, Role.CLIENT, 1));
          assertTrue(old.delete(A_TO_B));
        }
      } finally {
        written.set(true);
      }
      assertTrue(looking.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS) >= 20);
    } finally {
      executor.shutdown();
    }
  }

  private void assertRefused(CrossoverKey key, String why) {
    assertRefused(StoreException.Reason.REFUSED, key, why);
  }

  private void assertRefused(StoreException.Reason reason, CrossoverKey key, String why) {
    StoreException e = assertThrows(StoreException.class, () -> store.write(key));
    assertEquals(reason, e.reason(), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private PrincipalEntry entry() throws Exception {
    return kdb.entry(A_TO_B);
  }
}
