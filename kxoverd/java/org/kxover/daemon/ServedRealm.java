package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.administration.Administration;
import org.kxover.administration.RealmAdministration;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.DaemonThreads;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.Crossing;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.PeerTrust;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Terms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.KeyUse;
import org.kxover.lifecycle.LastRead;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;
import org.kxover.metrics.RealmFigures;
import org.kxover.policy.Policy;
import org.kxover.referral.Answer;
import org.kxover.referral.Propagation;
import org.kxover.referral.Question;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.serving.ReverseCrossing;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;

/** The rooms, wired together for one realm whose KDC is beside this daemon. */
final class ServedRealm implements AutoCloseable {
  /**
   * As a silent peer holds a crossing for as long as a connection may last, there are more than a
   * KDC needs. Nothing queues: whoever finds them all in work is told so at once.
   */
  private static final int MAX_CROSSINGS = 64;

  private static final int CLOSE_SECONDS = 3;

  /** A key that a peer would hold for less than this is refused. */
  private static final Duration LEAST_LIFETIME = Duration.ofSeconds(30);

  private final ResourceStack parts = new ResourceStack();
  private final Realm realm;
  private final Instant certificateEnd;
  private final CrossoverStore store;
  private final Duration databaseLimit;
  private final Semaphore share;
  private final ThreadPoolExecutor crossings;
  private final ReferralService outgoing;
  private final ExchangeService incoming;
  private final KeyMaintenance upkeep;
  private final Administration administration;

  /**
   * @throws IOException where a file of authorities cannot be read or understood
   */
  ServedRealm(RealmSettings settings, TlsCredential credential, DaemonContext common)
      throws IOException {
    realm = settings.realm();
    certificateEnd = credential.notAfter();
    share = new Semaphore(common.requestsOfOneRealm());
    PeerTrust trust = NetworkParts.trust(settings, common.clock());
    Policy policy = new Policy(settings, common.clock());
    Discovery discovery = NetworkParts.discovery(settings, common.dns(), common.random());
    Schedule agenda = new Schedule(common.clock());
    databaseLimit = settings.get(DatabaseSettings.KADMIN_TIMEOUT);
    CrossoverStore database = Databases.open(settings, common);
    CrossoverStore measured =
        common.metrics().map(all -> all.measured(realm, database)).orElse(database);
    LastRead lastRead = new LastRead();
    store = parts.add(new TrackingStore(measured, agenda, lastRead, common.clock()));
    Optional<CrossoverStore> copy = Databases.copy(settings, common).map(parts::add);
    crossings = newCrossings();
    // Only a realm whose users hold tickets under the key needs it to outlive those.
    Terms asking =
        terms(settings, store, settings.get(KeySettings.MAX_TICKET_LIFE).plus(LEAST_LIFETIME));
    Terms asked = terms(settings, store, LEAST_LIFETIME);
    Crossing crossing =
        new Crossing(
            settings,
            policy,
            discovery,
            new TlsConnector(credential, common.random(), common.limits()),
            trust,
            new Initiator(asking, common.clock(), common.random()),
            store,
            common.clock(),
            common.settings().get(ListenSettings.CONNECTION_TIMEOUT),
            common.events());
    KeyUse use = new KeyUse(settings.get(KeySettings.MAX_TICKET_LIFE), common.clock());
    OutgoingExchanges exchanges =
        new OutgoingExchanges(realm, policy, store, crossing, crossings, use);
    outgoing =
        new ReferralService(
            settings,
            policy,
            discovery,
            exchanges,
            use,
            agenda,
            common.clock(),
            common.patience(),
            common.events(),
            copy.map(c -> new Propagation(c, crossings, common.clock(), common.patience())),
            Math.max(1, common.requestsOfOneRealm() / 2));
    upkeep =
        parts.add(
            new KeyMaintenance(
                settings,
                store,
                agenda,
                exchanges,
                common.clock(),
                common.random(),
                common.events()));
    Responder responder = new Responder(asked, common.clock(), common.random());
    ReverseCrossing other = new ReverseCrossing(settings, policy, exchanges::first, common.clock());
    incoming =
        new ExchangeService(
            settings,
            policy,
            NetworkParts.discovery(settings, common.dns().forStrangers(), common.random()),
            trust,
            responder,
            store,
            other::offer,
            common.clock(),
            common.events());
    Duration exchange = common.settings().get(ListenSettings.CONNECTION_TIMEOUT);
    administration =
        new RealmAdministration(
            settings,
            store,
            lastRead,
            agenda,
            exchanges,
            incoming,
            upkeep,
            common.clock(),
            exchange.plus(settings.get(DatabaseSettings.KADMIN_TIMEOUT).multipliedBy(2)));
  }

  /** Makes the database ready, and waits for it no longer than {@code limit}. */
  void awaitDatabase(Duration limit) throws InterruptedException {
    store.await(limit);
  }

  /** How long one of the database's answers may take. */
  Duration databaseLimit() {
    return databaseLimit;
  }

  /** Begins to look after the keys that the database holds. */
  void start() {
    upkeep.start();
  }

  /** Leaves the keys to another table of realms, which looks after them from now on. */
  void stop() throws InterruptedException {
    upkeep.close();
  }

  /** Answers the realm's KDC, unless the realm has its share of all requests in work already. */
  Answer answer(Question question) {
    if (!share.tryAcquire()) {
      return outgoing.busy(question);
    }
    try {
      return outgoing.answer(question);
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
        realm, certificateEnd, upkeep.keys(), upkeep.overdue(), store.requests());
  }

  /** Answers the daemons of other realms. */
  ExchangeService incoming() {
    return incoming;
  }

  private static Terms terms(RealmSettings settings, CrossoverStore store, Duration leastLifetime) {
    return new Terms(
        settings.realm(),
        () -> store.possible(settings.get(KeySettings.ENCRYPTION_TYPES)),
        settings.get(KeySettings.KEY_LIFETIME),
        leastLifetime,
        settings.get(KeySettings.CLOCK_SKEW));
  }

  private ThreadPoolExecutor newCrossings() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0,
            MAX_CROSSINGS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("crossing"));
    parts.add(() -> end(pool));
    return pool;
  }

  /**
   * A crossing that writes its key shall finish: to interrupt it would kill kadmin in the middle.
   */
  private static void end(ThreadPoolExecutor crossings) throws InterruptedException {
    crossings.shutdown();
    if (!crossings.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      crossings.shutdownNow();
    }
  }

  /** Waits for the crossings that are in work; new ones are refused. */
  void finish(Duration limit) throws InterruptedException {
    crossings.shutdown();
    crossings.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the crossings first, and kadmin after them. */
  @Override
  public void close() {
    parts.close();
  }
}
