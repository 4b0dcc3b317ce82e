package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.PolicySettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Events;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** A.EXAMPLE counts new realms from its database after a start. */
@Timeout(60)
class CountsAfterRestartTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Realm NEW = new Realm("NEW.EXAMPLE");

  private static final KeyRenewer NOTHING_IS_RENEWED =
      new KeyRenewer() {
        @Override
        public Optional<String> objection(Realm service) {
          return Optional.empty();
        }

        @Override
        public CompletableFuture<?> renew(PrincipalName name, int kvno) {
          throw new IllegalStateException("no key is due");
        }
      };

  private final MemoryStore store = new MemoryStore(() -> NOW);
  private final LocalRealm realm =
      LocalRealm.of(
          TestSettings.of(TwoRealms.A)
              .with(PolicySettings.NEW_REALMS, 1)
              .with(PolicySettings.NEW_REALMS_WINDOW, Duration.ofHours(1)),
          store,
          () -> NOW,
          Events.none(),
          address -> false);

  private static KeyValidity key(Duration age, OptionalInt prior) {
    return new KeyValidity(
        new KerberosTime(NOW.minus(age)),
        new KerberosTime(NOW.plus(Duration.ofDays(30))),
        List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
        "kx.b.example:4088",
        "x25519",
        prior);
  }

  private void holds(Role role, Map<Integer, KeyValidity> keys) {
    PrincipalName name =
        role == Role.CLIENT ? TwoRealms.A_TO_B : PrincipalName.crossover(TwoRealms.A, TwoRealms.B);
    store.holding(new StoredCrossover(name, true, Optional.of(role), 2, new TreeMap<>(keys)));
  }

  private void start() {
    Schedule schedule = new Schedule(() -> NOW);
    new KeyMaintenance(realm, schedule, NOTHING_IS_RENEWED, new Random(1)).turn();
  }

  private void assertFull(Role role) {
    CrossingException e =
        assertThrows(
            CrossingException.class,
            () -> {
              if (role == Role.SERVICE) {
                realm.policy().countNewClientRealm(NEW);
              } else {
                realm.policy().countNewServiceRealm(NEW);
              }
            });
    assertTrue(e.getMessage().contains("new_realms = 1"), e.getMessage());
  }

  @Test
  void aFirstKeyOfThisWindowCountsInItsDirection() throws Exception {
    holds(Role.SERVICE, Map.of(1, key(Duration.ofMinutes(59), OptionalInt.empty())));
    start();
    assertFull(Role.SERVICE);
    realm.policy().countNewServiceRealm(NEW);
  }

  /** The peer's clock is ahead, so that the key's use begins after it was written. */
  @Test
  void aFirstKeyCountsFromTheTimeOfWriting() throws Exception {
    KerberosTime made = new KerberosTime(NOW.minus(Duration.ofMinutes(61)));
    holds(Role.SERVICE, Map.of(1, key(Duration.ofMinutes(57), OptionalInt.empty()).madeAt(made)));
    start();
    realm.policy().countNewClientRealm(NEW);
  }

  @Test
  void aFirstKeyThatWeGoOutWithCounts() throws Exception {
    holds(Role.CLIENT, Map.of(2, key(Duration.ofMinutes(1), OptionalInt.empty())));
    start();
    assertFull(Role.CLIENT);
    realm.policy().countNewClientRealm(NEW);
  }

  @Test
  void aRealmWithAnOlderKeyIsNotNew() throws Exception {
    holds(
        Role.SERVICE,
        Map.of(
            1, key(Duration.ofHours(1), OptionalInt.empty()),
            2, key(Duration.ofMinutes(1), OptionalInt.of(1))));
    start();
    realm.policy().countNewClientRealm(NEW);
  }

  @Test
  void aKeyThatFollowedAnotherIsOfNoNewRealm() throws Exception {
    holds(Role.CLIENT, Map.of(2, key(Duration.ofMinutes(1), OptionalInt.of(1))));
    start();
    realm.policy().countNewServiceRealm(NEW);
    assertEquals(1, store.list().size());
  }
}
