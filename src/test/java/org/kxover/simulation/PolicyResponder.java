package org.kxover.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.event.CrossingException;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;

/** Gives each realm a key that the policy allows, and is away now and then. */
final class PolicyResponder implements Responding {
  private static final Realm SERVICE = new Realm("POPULAR.EXAMPLE");

  private final VirtualClock clock;
  private final RealmSettings settings;
  private final Policy policy;
  private final Outage outage;
  private final KerberosTime[] ends;

  PolicyResponder(int realms, RealmSettings settings, Outage outage, VirtualClock clock) {
    this.clock = clock;
    this.settings = settings;
    this.policy = new Policy(settings, clock, address -> false);
    this.outage = outage;
    this.ends = new KerberosTime[realms];
    Arrays.fill(ends, new KerberosTime(VirtualClock.START));
  }

  @Override
  public Outcome exchange(int realm, Optional<StoredCrossover> before) {
    Optional<Outcome> away = outage.at(clock.nanos());
    if (away.isPresent()) {
      return away.get();
    }
    KerberosTime now = new KerberosTime(clock.instant());
    try {
      Realm peer = World.realm(realm);
      policy.requirePeer(peer);
      if (!now.isBefore(ends[realm])) {
        policy.countNewClientRealm(peer);
      }
    } catch (CrossingException e) {
      return Outcome.failed(e.failureReason());
    }
    ends[realm] = now.plus(settings.get(KeySettings.KEY_LIFETIME));
    return Outcome.of(key(realm, before, now));
  }

  private StoredCrossover key(int realm, Optional<StoredCrossover> before, KerberosTime now) {
    int kvno = before.map(StoredCrossover::highestKvno).orElse(0) + 1;
    KeyValidity validity =
        new KeyValidity(
            now,
            ends[realm],
            List.of(EncryptionType.AES256_CTS_HMAC_SHA384_192),
            "kx.popular.example:4088",
            "x25519");
    return new StoredCrossover(
        PrincipalName.crossover(SERVICE, World.realm(realm)),
        true,
        Optional.of(Role.CLIENT),
        kvno,
        new TreeMap<>(Map.of(kvno, validity)),
        false,
        before.flatMap(StoredCrossover::used));
  }
}
