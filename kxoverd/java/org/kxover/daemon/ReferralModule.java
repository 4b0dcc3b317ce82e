package org.kxover.daemon;

import java.time.Duration;
import java.util.Optional;
import org.kxover.crossover.LocalRealm;
import org.kxover.referral.KeySource;
import org.kxover.referral.Propagation;
import org.kxover.referral.ReferralService;

/** Creates the service that answers the questions of a realm's KDC. */
final class ReferralModule {
  private ReferralModule() {}

  static ReferralService service(
      DatabaseModule database, CrossingModule crossing, DaemonContext context) {
    LocalRealm realm = database.realm();
    Duration patience = context.questionLimit();
    Optional<Propagation> replica =
        database
            .copy()
            .map(copy -> new Propagation(copy, crossing.threads(), realm.clock(), patience));
    KeySource keys =
        new KeySource(
            realm, crossing.exchanges(), replica, Math.max(1, context.maxRequestsOfOneRealm() / 2));
    return new ReferralService(
        realm,
        crossing.discovery(),
        keys,
        database.schedule(),
        patience,
        context.maxRequestsOfOneRealm());
  }
}
