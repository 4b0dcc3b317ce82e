package org.kxover.crossing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.config.PolicySettings;
import org.kxover.config.PriorKeyPolicy;
import org.kxover.config.RealmSettings;
import org.kxover.config.RenewalSettings;
import org.kxover.config.ReplicationSettings;
import org.kxover.kerberos.Realm;

/** Settings of a realm, without a file: those that a test does not name are as usual. */
public final class TestSettings {
  private TestSettings() {}

  public static RealmSettings of(Realm realm, PolicySettings policy, RenewalSettings renewal) {
    return of(realm, policy, renewal, false);
  }

  public static RealmSettings of(
      Realm realm, PolicySettings policy, RenewalSettings renewal, boolean offer) {
    return of(realm, policy, renewal, offer, PriorKeyPolicy.IF_POSSIBLE);
  }

  public static RealmSettings of(
      Realm realm,
      PolicySettings policy,
      RenewalSettings renewal,
      boolean offer,
      PriorKeyPolicy priorKey) {
    return of(realm, policy, renewal, offer, priorKey, new ReplicationSettings(false, List.of()));
  }

  /** Of a realm whose KDC here is a replica. */
  public static RealmSettings replica(Realm realm, PolicySettings policy, RenewalSettings renewal) {
    return of(
        realm,
        policy,
        renewal,
        false,
        PriorKeyPolicy.IF_POSSIBLE,
        new ReplicationSettings(true, List.of("false")));
  }

  private static RealmSettings of(
      Realm realm,
      PolicySettings policy,
      RenewalSettings renewal,
      boolean offer,
      PriorKeyPolicy priorKey,
      ReplicationSettings replication) {
    Path nowhere = Path.of("/nonexistent");
    return new RealmSettings(
        realm,
        "kx." + realm.dnsName(),
        nowhere,
        nowhere,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of("false"),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        0,
        TwoRealms.ENCRYPTION_TYPES,
        TwoRealms.KEY_LIFETIME,
        TwoRealms.TICKET_LIFE,
        Duration.ofMinutes(5),
        policy,
        renewal,
        offer,
        priorKey,
        replication);
  }
}
