package org.kxover.kdb.principal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.KerberosTime;

/** Claims of two daemons in one real database, with a fake clock. */
@Timeout(120)
class SharedClaimsIT {
  private static final String CLAIM = "krbtgt/kxover:client:B.EXAMPLE@A.EXAMPLE";
  private static final Duration COMMAND = Duration.ofSeconds(10);
  private static final Duration ABANDONED = SharedClaims.MAX_HOLD.plus(COMMAND).plusSeconds(5);

  @TempDir Path folder;
  private TestKdb kdb;
  private Principals principals;
  private Instant now = NOW.instant();
  private SharedClaims one;
  private SharedClaims other;

  @BeforeEach
  void twoDaemons() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    principals = kdb.principals();
    one = claims(1);
    other = claims(2);
  }

  private SharedClaims claims(long seed) {
    return new SharedClaims(principals, () -> now, new Random(seed), COMMAND);
  }

  @AfterEach
  void end() throws Exception {
    principals.close();
    kdb.close();
  }

  private boolean isClaimed() throws Exception {
    return kdb.kadmin("listprincs").contains(CLAIM);
  }

  @Test
  void aHeldClaimIsNotGrantedUntilItIsReleased() throws Exception {
    try (Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow()) {
      assertTrue(isClaimed());
      assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
      held.requireHeld();
      other.tryAcquire(B_TO_A).orElseThrow().close();
    }
    assertFalse(isClaimed());
    other.tryAcquire(A_TO_B).orElseThrow().close();
  }

  @Test
  void theClaimOfADeadDaemonIsRemovedAfterATime() throws Exception {
    assertTrue(one.tryAcquire(A_TO_B).isPresent());
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    now = now.plus(ABANDONED).minusSeconds(1);
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    assertTrue(isClaimed());
    now = now.plusSeconds(1);
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    assertFalse(isClaimed());
    other.tryAcquire(A_TO_B).orElseThrow().close();
  }

  /** Another daemon may have acquired it after the first look. */
  @Test
  void aClaimWithANewTokenIsNotAbandoned() throws Exception {
    Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow();
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    held.close();
    assertTrue(one.tryAcquire(A_TO_B).isPresent());
    now = now.plus(ABANDONED);
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    assertTrue(isClaimed());
  }

  private static void assertLost(String why, Claims.Claim held) {
    StoreException e = assertThrows(StoreException.class, held::requireHeld);
    assertEquals(Reason.UNCERTAIN, e.reason());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void aClaimHeldTooLongIsLost() throws Exception {
    try (Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow()) {
      now = now.plus(SharedClaims.MAX_HOLD).minusSeconds(1);
      held.requireHeld();
      now = now.plusSeconds(1);
      assertLost("took too long", held);
    }
  }

  @Test
  void aLostClaimDoesNotReleaseTheClaimOfAnother() throws Exception {
    Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow();
    kdb.kadmin("delprinc -force " + CLAIM);
    try (Claims.Claim others = other.tryAcquire(A_TO_B).orElseThrow()) {
      assertLost("another daemon took it", held);
      held.close();
      others.requireHeld();
    }
  }

  /** As after a kadmin that ended before it answered, or a failed release. */
  @Test
  void anUnreleasedClaimIsAcquiredAgain() throws Exception {
    assertTrue(one.tryAcquire(A_TO_B).isPresent());
    one.tryAcquire(A_TO_B).orElseThrow().close();
    assertFalse(isClaimed());
  }

  /** As when another daemon got the claim, too, and changed it around our release. */
  @Test
  void aReleasedClaimThatAnotherDaemonWroteAgainIsAcquiredAgain() throws Exception {
    Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow();
    KerberosTime token = principals.claim(A_TO_B).orElseThrow();
    held.close();
    assertTrue(principals.addClaim(A_TO_B, token));
    assertEquals(Optional.empty(), other.tryAcquire(A_TO_B));
    one.tryAcquire(A_TO_B).orElseThrow().close();
    assertFalse(isClaimed());
    other.tryAcquire(A_TO_B).orElseThrow().close();
  }

  /** As the real ones, but another daemon deletes the claim as the given change of it begins. */
  private Principals withoutClaimAt(String change) {
    return (Principals)
        Proxy.newProxyInstance(
            Principals.class.getClassLoader(),
            new Class<?>[] {Principals.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(change)) {
                principals.deleteClaim(A_TO_B);
              }
              try {
                return method.invoke(principals, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private boolean tried(Principals some, boolean last) throws Exception {
    WriteTest test = new WriteTest(some, new KeyReader(some), true, () -> now);
    try (Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow()) {
      return test.run(A_TO_B, Role.CLIENT, false, "testing", held, last);
    }
  }

  @Test
  void aFailureAfterAnotherDaemonTookTheClaimIsTriedAgain() throws Exception {
    assertTrue(tried(principals, false));
    Principals taken = withoutClaimAt("changeClaim");
    assertFalse(tried(taken, false));
    StoreException e = assertThrows(StoreException.class, () -> tried(taken, true));
    assertTrue(e.getMessage().contains("Principal does not exist"), e.getMessage());
    assertFalse(isClaimed());
  }

  @Test
  void aStoreIsBusyWhileAnotherDaemonHoldsTheClaim() throws Exception {
    KadminSettings usual = kdb.settings();
    KadminSettings hasty =
        new KadminSettings(
            usual.command(), usual.environment(), Duration.ofSeconds(2), usual.maxQueued());
    try (KadminStore store =
        new KadminStore(
            A,
            hasty,
            () -> now,
            StoreListener.none(),
            new StoreLocks(),
            Optional.of(new Random(3)))) {
      Claims.Claim held = one.tryAcquire(A_TO_B).orElseThrow();
      StoreException e =
          assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 1)));
      assertEquals(Reason.BUSY, e.reason(), e.getMessage());
      assertEquals(Optional.empty(), store.find(A_TO_B));
      held.close();
      store.write(key(A_TO_B, Role.CLIENT, 1));
      assertTrue(store.find(A_TO_B).isPresent());
    }
  }
}
