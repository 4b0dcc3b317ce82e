package org.kxover.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

@Timeout(60)
class PropagationTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final MemoryStore copy = new MemoryStore(() -> START);
  private final List<Runnable> waits = new ArrayList<>();

  private Propagation propagation(Duration timeout) {
    return new Propagation(copy, waits::add, () -> START, timeout);
  }

  private static StoredCrossover key(int kvno) {
    KeyValidity validity =
        new KeyValidity(
            new KerberosTime(START),
            new KerberosTime(START).plus(Duration.ofDays(30)),
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            "kx.b.example:4088",
            "x25519");
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    keys.put(kvno, validity);
    return new StoredCrossover(A_TO_B, true, Optional.of(Role.CLIENT), kvno, keys);
  }

  private static CrossingException failure(CompletableFuture<?> arrival) {
    return (CrossingException) assertThrows(ExecutionException.class, arrival::get).getCause();
  }

  @Test
  void theWaitEndsWhenTheKeyArrives() throws Exception {
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ofSeconds(30)).arrival(key(1), any -> true);
    copy.holding(key(1));
    waits.forEach(Runnable::run);
    assertEquals(1, arrival.get().highestKvno());
  }

  @Test
  void aNewerKeyEndsTheWaitToo() throws Exception {
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ofSeconds(30)).arrival(key(1), any -> true);
    copy.holding(key(2));
    waits.forEach(Runnable::run);
    assertEquals(2, arrival.get().highestKvno());
  }

  @Test
  void allCallersShareOneWait() {
    Propagation propagation = propagation(Duration.ofSeconds(30));
    assertSame(propagation.arrival(key(1), any -> true), propagation.arrival(key(1), any -> true));
    assertEquals(1, waits.size());
  }

  @Test
  void aKeyThatDoesNotArriveInTimeIsNotPropagated() {
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ZERO).arrival(key(1), any -> true);
    waits.forEach(Runnable::run);
    CrossingException e = failure(arrival);
    assertEquals(FailureReason.NOT_PROPAGATED, e.failureReason());
    assertTrue(e.getMessage().contains("kprop"), e.getMessage());
  }

  /** The replica may still have the prior key, under which the KDC issues no tickets. */
  @Test
  void anUnusableKeyDoesNotEndTheWait() {
    copy.holding(key(1));
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ZERO).arrival(key(2), stored -> stored.highestKvno() == 2);
    waits.forEach(Runnable::run);
    assertEquals(FailureReason.NOT_PROPAGATED, failure(arrival).failureReason());
  }

  /** A clock that is set back must not prolong the wait. Here the clock stands still. */
  @Test
  void aWrongClockDoesNotProlongTheWait() {
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ofMillis(100)).arrival(key(1), any -> true);
    waits.forEach(Runnable::run);
    assertEquals(FailureReason.NOT_PROPAGATED, failure(arrival).failureReason());
  }

  @Test
  void anUnreadableReplicaIsAFailedDatabase() {
    copy.failReads(StoreException.Reason.FAILED);
    CompletableFuture<StoredCrossover> arrival =
        propagation(Duration.ofSeconds(30)).arrival(key(1), any -> true);
    waits.forEach(Runnable::run);
    assertEquals(FailureReason.DATABASE, failure(arrival).failureReason());
  }
}
