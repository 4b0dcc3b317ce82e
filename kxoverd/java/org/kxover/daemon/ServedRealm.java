package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.kxover.administration.Administration;
import org.kxover.administration.RealmAdministration;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.PeerTrust;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.metrics.RealmFigures;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.TlsCredential;

/** The ways through the daemon, wired together for one realm whose KDC is beside it. */
final class ServedRealm implements AutoCloseable {
  private final ResourceStack parts = new ResourceStack();
  private final RealmSettings settings;
  private final Instant certificateEnd;
  private final Semaphore share;
  private final DatabaseModule database;
  private final CrossingModule crossing;
  private final ReferralService referrals;
  private final ExchangeService exchanges;
  private final KeyMaintenance maintenance;
  private final Administration administration;

  /**
   * @throws IOException where a file of authorities cannot be read or understood
   */
  ServedRealm(RealmSettings settings, TlsCredential credential, DaemonContext context)
      throws IOException {
    this.settings = settings;
    certificateEnd = credential.notAfter();
    share = new Semaphore(context.requestsOfOneRealm());
    PeerTrust trust = NetworkParts.trust(settings, context.clock());
    database = parts.add(new DatabaseModule(settings, context));
    LocalRealm realm = database.realm();
    crossing = parts.add(new CrossingModule(realm, credential, trust, context));
    referrals = ReferralModule.service(database, crossing, context);
    maintenance =
        parts.add(
            new KeyMaintenance(realm, database.schedule(), crossing.exchanges(), context.random()));
    exchanges = ServingModule.service(realm, trust, crossing.exchanges()::beginFirst, context);
    administration =
        new RealmAdministration(
            realm,
            database.lastRead(),
            database.schedule(),
            crossing.exchanges(),
            exchanges,
            maintenance,
            context.patienceForOrders(settings));
  }

  /** Makes the database ready, and waits for it no longer than {@code limit}. */
  void awaitDatabase(Duration limit) throws InterruptedException {
    database.realm().store().await(limit);
  }

  /** How long one of the database's answers may take. */
  Duration databaseLimit() {
    return settings.get(DatabaseSettings.KADMIN_TIMEOUT);
  }

  /** Begins to look after the keys that the database holds. */
  void start() {
    maintenance.start();
  }

  /** Leaves the keys to another table of realms, which looks after them from now on. */
  void stop() throws InterruptedException {
    maintenance.close();
  }

  /** Answers the realm's KDC, unless the realm has its share of all requests in work already. */
  Answer answer(Question question) {
    if (!share.tryAcquire()) {
      return referrals.busy(question);
    }
    try {
      return referrals.answer(question);
    } finally {
      share.release();
    }
  }

  /** What an administrator may ask and order of it. */
  Administration administration() {
    return administration;
  }

  /** The state at this moment. */
  RealmFigures figures() {
    return new RealmFigures(
        settings.realm(),
        certificateEnd,
        maintenance.keys(),
        maintenance.overdue(),
        database.realm().store().requests());
  }

  /** Answers the daemons of other realms. */
  ExchangeService incoming() {
    return exchanges;
  }

  /** Waits for the crossings that are in work; new ones are refused. */
  void finish(Duration limit) throws InterruptedException {
    crossing.finish(limit);
  }

  /** Ends the crossings first, and kadmin after them. */
  @Override
  public void close() {
    parts.close();
  }
}
