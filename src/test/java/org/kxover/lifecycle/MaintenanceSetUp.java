package org.kxover.lifecycle;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** What tests of key maintenance begin with. */
final class MaintenanceSetUp {
  private MaintenanceSetUp() {}

  /**
   * Key maintenance whose peers renew each key at once.
   *
   * @param renewed gets the name of each crossover that is renewed
   */
  static KeyMaintenance maintenance(
      RealmSettings settings,
      CrossoverStore store,
      InstantSource clock,
      Schedule schedule,
      Consumer<PrincipalName> renewed) {
    return new KeyMaintenance(
        LocalRealm.of(settings, store, clock, Events.none(), address -> false),
        schedule,
        new KeyRenewer() {
          @Override
          public Optional<String> objection(Realm service) {
            return Optional.empty();
          }

          @Override
          public CompletableFuture<?> renew(PrincipalName name, int kvno) {
            renewed.accept(name);
            return CompletableFuture.completedFuture(null);
          }
        },
        new Random(1));
  }

  /** A crossover with one key. */
  static StoredCrossover crossover(PrincipalName name, Role role, Instant from, Instant till) {
    KeyValidity key =
        new KeyValidity(
            new KerberosTime(from),
            new KerberosTime(till),
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            "kx.b.example:4088",
            "x25519");
    return new StoredCrossover(name, true, Optional.of(role), 1, new TreeMap<>(Map.of(1, key)));
  }
}
