package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.kxover.administration.Administration;
import org.kxover.administration.RealmAdministration;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.PeerTrust;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.metrics.RealmState;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.RollProgress;
import org.kxover.tls.TlsCredential;

/** All services of the daemon for one local realm. */
final class ServedRealm implements AutoCloseable {
  private final ResourceStack resources = new ResourceStack();
  private final RealmSettings settings;
  private final Instant certificateEnd;
  private final DatabaseModule database;
  private final CrossingModule crossing;
  private final ReferralService referrals;
  private final ExchangeService exchanges;
  private final KeyMaintenance maintenance;
  private final Administration administration;

  /**
   * @throws IOException if a file of authorities cannot be read or parsed
   */
  ServedRealm(RealmSettings settings, TlsCredential credential, DaemonContext context)
      throws IOException {
    this.settings = settings;
    certificateEnd = credential.notAfter();
    PeerTrust trust = NetworkParts.trust(settings, context.clock());
    database = resources.add(new DatabaseModule(settings, context));
    LocalRealm realm = database.realm();
    crossing = resources.add(new CrossingModule(realm, credential, trust, context));
    referrals = ReferralModule.service(database, crossing, context);
    maintenance =
        resources.add(
            new KeyMaintenance(realm, database.schedule(), crossing.exchanges(), context.random()));
    exchanges = ServingModule.service(realm, trust, crossing.exchanges()::beginFirst, context);
    administration =
        new RealmAdministration(
            realm,
            database.cache(),
            database.schedule(),
            crossing.exchanges(),
            exchanges,
            maintenance,
            context.commandLimit(settings));
  }

  /** Makes the database ready, and waits for this at most {@code limit}. */
  void awaitDatabase(Duration limit) throws InterruptedException {
    database.realm().store().await(limit);
  }

  /** The longest time for one answer of the database. */
  Duration databaseLimit() {
    return settings.get(DatabaseSettings.KADMIN_TIMEOUT);
  }

  /** Begins key maintenance, and logs at once if the KDC cannot use all our encryption types. */
  void start() {
    database.realm().store().possible(settings.get(KeySettings.ENCRYPTION_TYPES));
    maintenance.start();
  }

  /** Ends key maintenance. After a reload, the new realms do it. */
  void stop() throws InterruptedException {
    maintenance.close();
  }

  /** Answers the realm's KDC. */
  ReferralService referrals() {
    return referrals;
  }

  Administration administration() {
    return administration;
  }

  RealmState state() {
    return new RealmState(
        settings.realm(),
        certificateEnd,
        maintenance.keys(),
        maintenance.overdue(),
        database.realm().store().requests(),
        administration.keyChange().flatMap(RollProgress::stuck).isPresent());
  }

  /** Answers the daemons of other realms. */
  ExchangeService exchanges() {
    return exchanges;
  }

  /** Refuses new crossings, and waits for crossings in work. */
  void finish(Duration limit) throws InterruptedException {
    crossing.finish(limit);
  }

  /** Ends crossings first and kadmin last. */
  @Override
  public void close() {
    resources.close();
  }
}
