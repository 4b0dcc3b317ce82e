package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kxover.administration.Administration;
import org.kxover.administration.RealmAdministration;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.PeerTrust;
import org.kxover.guard.GuardState;
import org.kxover.guard.GuardWatch;
import org.kxover.guard.NetworkKdc;
import org.kxover.kerberos.ProbeNames;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.metrics.RealmState;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.RollProgress;
import org.kxover.tls.TlsCredential;
import org.kxover.watch.OwnRecordsLook;
import org.kxover.watch.RealmWatch;

/** All services of the daemon for one local realm. */
final class ServedRealm implements RealmStarts.Startable, AutoCloseable {
  /** How long another realm waits for the first look for the guard. Its KDC waits no longer. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private final ResourceStack resources = new ResourceStack();
  private final RealmSettings settings;
  private final Instant certificateEnd;
  private final DatabaseModule database;
  private final CrossingModule crossing;
  private final ReferralService referrals;
  private final ExchangeService exchanges;
  private final KeyMaintenance maintenance;
  private final GuardState guard;
  private final GuardWatch guardWatch;
  private final Optional<RealmWatch> watch;
  private final Administration administration;
  private final CountDownLatch started = new CountDownLatch(1);
  private boolean closed;

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
    guard = new GuardState(realm);
    guardWatch =
        resources.add(
            new GuardWatch(
                realm,
                database.untracked(),
                guard,
                context.dns(),
                new NetworkKdc(),
                context.random()));
    watch = context.metrics().map(any -> resources.add(watch(credential, trust, context)));
    exchanges =
        ServingModule.service(
            realm, trust, this::guardObjection, crossing.exchanges()::beginFirst, context);
    administration =
        new RealmAdministration(
            realm,
            database.cache(),
            database.schedule(),
            crossing.exchanges(),
            exchanges,
            maintenance,
            guard::findings,
            context.commandLimit(settings));
  }

  /** Watches for the metrics only, so its look-ups are not counted among those of requests. */
  private RealmWatch watch(TlsCredential credential, PeerTrust trust, DaemonContext context) {
    int port = context.settings().get(ListenSettings.ADDRESS).getPort();
    return new RealmWatch(
        settings.realm(),
        new OwnRecordsLook(settings, port, credential.chainDer(), trust, context.unmeasuredDns()),
        database.writes(),
        () ->
            database
                .untracked()
                .requireWritable(ProbeNames.crossover(settings.realm()), Optional.empty()));
  }

  /** Makes the database ready, and waits for this at most {@code limit}. */
  void awaitDatabase(Duration limit) throws InterruptedException {
    database.realm().store().await(limit);
  }

  /** The longest time for one answer of the database. */
  Duration databaseLimit() {
    return settings.get(DatabaseSettings.KADMIN_TIMEOUT);
  }

  /** Takes over what this realm knew of the guard before a reload, and the key of the probe. */
  void takeOver(ServedRealm before) {
    guardWatch.takeOver(before.guardWatch);
  }

  /** For a reload that leaves this realm as it is. */
  void goOn() {
    database.realm().store().forgetTypes();
  }

  /**
   * Begins key maintenance, and to look for the guard. Logs at once if the KDC cannot use all our
   * encryption types.
   */
  @Override
  public void start() {
    if (!isClosed()) {
      database.realm().store().possible(settings.get(KeySettings.ENCRYPTION_TYPES));
    }
    synchronized (this) {
      if (!closed) {
        maintenance.start();
        guardWatch.start();
        watch.ifPresent(RealmWatch::start);
      }
    }
    started.countDown();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void awaitBegun(Duration limit) throws InterruptedException {
    if (!isClosed()) {
      long end = System.nanoTime() + limit.toNanos();
      maintenance.awaitFirst(limit);
      guardWatch.awaitFirst(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  /** Waits until the KDCs have been tried for the guard once, at most {@code limit}. */
  void awaitGuard(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    if (started.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      guardWatch.awaitFirst(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  /**
   * Why no other realm may have a key now. Right after the start, waits until the KDCs have been
   * tried: otherwise each restart would refuse realms that the daemon before it served.
   */
  private Optional<String> guardObjection() {
    if (guard.objection().isPresent()) {
      try {
        awaitGuard(FIRST_LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return guard.objection();
  }

  /** Looks for the guard again, because a KDC may have been restarted without it. */
  void kdcLost() {
    guardWatch.kdcLost();
  }

  /** Ends key maintenance and the look for the guard. After a reload, the new realms do it. */
  void stop() throws InterruptedException {
    markClosed();
    maintenance.close();
    guardWatch.close();
    if (watch.isPresent()) {
      watch.get().close();
    }
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
        guard.findings(),
        database.realm().store().requests(),
        administration.keyChange().flatMap(RollProgress::stuck).isPresent(),
        watch.flatMap(RealmWatch::ownRecords),
        database.writes().lastSucceeded(),
        maintenance.unconfirmedSince(),
        exchanges.keysPerSecond());
  }

  /** Answers the daemons of other realms. */
  ExchangeService exchanges() {
    return exchanges;
  }

  private synchronized void markClosed() {
    closed = true;
  }

  /** Refuses new crossings, and waits for crossings in work. */
  void finish(Duration limit) throws InterruptedException {
    crossing.finish(limit);
  }

  /** Ends crossings first and kadmin last. */
  @Override
  public void close() {
    markClosed();
    resources.close();
  }
}
