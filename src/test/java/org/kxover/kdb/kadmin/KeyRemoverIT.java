package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.PASSWORD;
import static org.kxover.kdb.TestKeys.key;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.TestKeys;
import org.kxover.kdb.principal.StringAttributes;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.slf4j.LoggerFactory;

/**
 * What is removed from a real KDB, when, and what stays. The keys of these tests last thirty days.
 */
class KeyRemoverIT {
  private static final Duration LIFETIME = Duration.ofDays(30);

  @TempDir Path folder;
  private TestKdb kdb;
  private KadminStore store;
  private KerberosTime now = NOW;

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    store = new KadminStore(A, kdb.settings(), () -> now.instant());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(PrincipalName name, Role role, int kvno, KerberosTime from) throws Exception {
    now = from;
    store.write(key(name, role, kvno, from, PASSWORD));
  }

  /** Writes three keys of a service, ten days apart. */
  private void threeKeys() throws Exception {
    for (int kvno = 1; kvno <= 3; kvno++) {
      write(B_TO_A, Role.SERVICE, kvno, NOW.plus(Duration.ofDays(10L * kvno)));
    }
  }

  private Set<Integer> kvnos(PrincipalName name) throws Exception {
    String output = kdb.kadmin("getprinc " + name);
    Set<Integer> kvnos = new HashSet<>();
    output
        .lines()
        .filter(line -> line.startsWith("Key: vno "))
        .forEach(line -> kvnos.add(Integer.valueOf(line.replaceAll("Key: vno ([0-9]+),.*", "$1"))));
    return kvnos;
  }

  private boolean exists(PrincipalName name) throws Exception {
    return kdb.kadmin("listprincs").contains(name + "\n");
  }

  private void assertUntouched(PrincipalName name) throws Exception {
    String before = kdb.dump();
    now = NOW.plus(LIFETIME.multipliedBy(100));
    assertTrue(store.removeExpired(name).isPresent());
    assertEquals(before, kdb.dump());
  }

  @Test
  void serviceKeysGoOneByOneAtTheirTill() throws Exception {
    threeKeys();
    KerberosTime till = NOW.plus(Duration.ofDays(10)).plus(LIFETIME);
    now = till.minus(Duration.ofSeconds(1));
    store.removeExpired(B_TO_A);
    assertEquals(Set.of(1, 2, 3), kvnos(B_TO_A));
    now = till;
    StoredCrossover left = store.removeExpired(B_TO_A).orElseThrow();
    assertEquals(Set.of(2, 3), left.keys().keySet());
    assertEquals(Set.of(2, 3), kvnos(B_TO_A));
    String strings = kdb.kadmin("getstrs " + B_TO_A);
    assertFalse(strings.contains("kxover.1:"), strings);
    assertTrue(strings.contains("kxover.2:"), strings);
  }

  @Test
  void servicePrincipalGoesWithItsLastKey() throws Exception {
    threeKeys();
    now = NOW.plus(Duration.ofDays(30)).plus(LIFETIME).minus(Duration.ofSeconds(1));
    store.removeExpired(B_TO_A);
    assertEquals(Set.of(3), kvnos(B_TO_A));
    now = now.plus(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), store.removeExpired(B_TO_A));
    assertFalse(exists(B_TO_A));
    assertEquals(Optional.empty(), store.removeExpired(B_TO_A));
  }

  @Test
  void clientPrincipalGoesAtTheTillOfItsKey() throws Exception {
    write(A_TO_B, Role.CLIENT, 7, NOW);
    now = NOW.plus(LIFETIME).minus(Duration.ofSeconds(1));
    assertTrue(store.removeExpired(A_TO_B).isPresent());
    now = NOW.plus(LIFETIME);
    assertEquals(Optional.empty(), store.removeExpired(A_TO_B));
    assertFalse(exists(A_TO_B));
  }

  /** As after a stop between the removal of the keys and of their attributes. */
  @Test
  void attributesOfRemovedKeysAreRemoved() throws Exception {
    threeKeys();
    kdb.kadmin("purgekeys -keepkvno 3 " + B_TO_A);
    now = NOW.plus(Duration.ofDays(10)).plus(LIFETIME);
    assertEquals(Set.of(3), store.removeExpired(B_TO_A).orElseThrow().keys().keySet());
    String strings = kdb.kadmin("getstrs " + B_TO_A);
    assertFalse(strings.contains("kxover.1:"), strings);
    assertTrue(strings.contains("kxover.2:"), "before its till the key may still be written");
  }

  @Test
  void halfMadePrincipalGoes() throws Exception {
    kdb.kadmin(
        "addprinc -kvno 40 -expire \"1970-01-02 03:04:05 UTC\" -allow_tix -clearpolicy -pw x "
            + A_TO_B);
    assertEquals(List.of(A_TO_B), store.list());
    assertEquals(Optional.empty(), store.removeExpired(A_TO_B));
    assertFalse(exists(A_TO_B));
  }

  @Test
  void keyedByHandIsNeverTouched() throws Exception {
    kdb.kadmin("addprinc -clearpolicy -pw x " + A_TO_B);
    kdb.kadmin("setstr " + A_TO_B + " kxover.1 \"" + validityOf(1) + "\"");
    assertUntouched(A_TO_B);
    write(B_TO_A, Role.SERVICE, 1, NOW);
    kdb.kadmin("delstr " + B_TO_A + " kxover");
    assertUntouched(B_TO_A);
  }

  private String validityOf(int kvno) {
    return StringAttributes.format(key(B_TO_A, Role.SERVICE, kvno).validity());
  }

  @Test
  void closedByAnAdministratorIsNeverTouched() throws Exception {
    threeKeys();
    kdb.kadmin("modprinc -allow_tix " + B_TO_A);
    assertUntouched(B_TO_A);
    kdb.kadmin("modprinc +allow_tix " + B_TO_A);
    assertEquals(Optional.empty(), store.removeExpired(B_TO_A));
  }

  @Test
  void keyMadeByHandInAPrincipalOfOursIsNeverTouched() throws Exception {
    threeKeys();
    kdb.kadmin("cpw -keepold -pw byhand " + B_TO_A);
    now = NOW.plus(LIFETIME.multipliedBy(100));
    store.removeExpired(B_TO_A);
    assertEquals(Set.of(4), kvnos(B_TO_A));
    assertUntouched(B_TO_A);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kxover.2 nonsense",
        "kxover.3 \"from=0 till=0 etypes=17 peer=x:1 group=x\"",
        "kxover \"1 role=client\"",
        "kxover \"2 role=service\"",
        "kxover nonsense"
      })
  void invalidAttributesAreReportedOnceAndNotChanged(String edit) throws Exception {
    threeKeys();
    kdb.kadmin("setstr " + B_TO_A + " " + edit);
    Logger logger = (Logger) LoggerFactory.getLogger("org.kxover.kdb.principal");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
    try {
      assertUntouched(B_TO_A);
      assertUntouched(B_TO_A);
      store.find(B_TO_A);
    } finally {
      logger.setLevel(null);
      logger.detachAppender(log);
    }
    assertEquals(1, log.list.size(), log.list.toString());
    String told = log.list.get(0).getFormattedMessage();
    assertTrue(told.startsWith(B_TO_A + ": string attribute kxover"), told);
    kdb.kadmin("setstr " + B_TO_A + " kxover \"1 role=service\"");
    kdb.kadmin("delstr " + B_TO_A + " kxover.2");
    kdb.kadmin("setstr " + B_TO_A + " kxover.2 \"" + validityOf(2) + "\"");
    kdb.kadmin("setstr " + B_TO_A + " kxover.3 \"" + validityOf(3) + "\"");
    assertEquals(
        Optional.empty(), store.removeExpired(B_TO_A), "after the correction it is removed");
  }

  @Test
  void realmsOwnKrbtgtAndForeignCrossoversAreNeitherListedNorTouched() throws Exception {
    PrincipalName foreign = PrincipalName.crossover(new Realm("B.EXAMPLE"), new Realm("C.EXAMPLE"));
    kdb.kadmin("addprinc -clearpolicy -pw x " + foreign);
    kdb.kadmin("addprinc -clearpolicy -pw x krbtgt/a.example");
    kdb.kadmin("addprinc -clearpolicy -pw x krbtgt/x/y");
    kdb.kadmin("addprinc -clearpolicy -pw x krbtgt/x\\@y@B.EXAMPLE");
    kdb.kadmin("addprinc -clearpolicy -pw x \"krbtgt/a space\"");
    assertEquals(List.of(), store.list());
    write(A_TO_B, Role.CLIENT, 1, NOW);
    write(B_TO_A, Role.SERVICE, 1, NOW);
    assertEquals(Set.of(A_TO_B, B_TO_A), Set.copyOf(store.list()));
    String before = kdb.dump();
    for (PrincipalName name : List.of(PrincipalName.ticketGrantingService(A), foreign)) {
      StoreException e =
          assertThrows(StoreException.class, () -> store.removeExpired(name), name.toString());
      assertEquals(StoreException.Reason.REFUSED, e.reason());
    }
    assertEquals(before, kdb.dump());
  }

  @Test
  void aFailedListingIsReported() throws Exception {
    try (KadminStore broken =
        new KadminStore(
            A,
            new KadminSettings(List.of("/bin/false"), kdb.environment(), Duration.ofSeconds(30), 0),
            TestKeys.CLOCK)) {
      StoreException e = assertThrows(StoreException.class, broken::list);
      assertEquals(StoreException.Reason.FAILED, e.reason());
    }
  }
}
