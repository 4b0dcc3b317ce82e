package org.kxover.administration;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.KeyPlan;
import org.kxover.lifecycle.Schedule;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.RollProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the locks and the policy that hold for all other exchanges too. */
public final class RealmAdministration implements Administration {
  private static final Logger LOG = LoggerFactory.getLogger(RealmAdministration.class);

  /** Crossovers that we changed and that {@link #crossovers} reads again. */
  private static final int MAX_REREAD = 64;

  private final RealmSettings settings;
  private final CrossoverStore store;
  private final CrossoverCache cache;
  private final Schedule schedule;
  private final OutgoingExchanges exchanges;
  private final ExchangeService exchangeService;
  private final KeyMaintenance maintenance;
  private final Supplier<List<KdcFinding>> kdcs;
  private final InstantSource clock;
  private final Duration exchangeLimit;

  /**
   * @param realm whose store updates {@code cache}
   * @param kdcs what was seen at each KDC
   * @param exchangeLimit how long to wait for one exchange
   */
  public RealmAdministration(
      LocalRealm realm,
      CrossoverCache cache,
      Schedule schedule,
      OutgoingExchanges exchanges,
      ExchangeService exchangeService,
      KeyMaintenance maintenance,
      Supplier<List<KdcFinding>> kdcs,
      Duration exchangeLimit) {
    this.settings = realm.settings();
    this.store = realm.store();
    this.cache = cache;
    this.schedule = schedule;
    this.exchanges = exchanges;
    this.exchangeService = exchangeService;
    this.maintenance = maintenance;
    this.kdcs = kdcs;
    this.clock = realm.clock();
    this.exchangeLimit = exchangeLimit;
  }

  @Override
  public Realm realm() {
    return settings.realm();
  }

  @Override
  public void crossovers(Sink<CrossoverState> sink) throws IOException {
    try {
      for (PrincipalName name : cache.changed(MAX_REREAD)) {
        store.find(name);
      }
    } catch (StoreException e) {
      LOG.debug("cannot read changed crossovers; reporting them as they were before", e);
    }
    for (CrossoverCache.Entry entry : cache.entries()) {
      sink.take(state(entry.crossover(), entry.at()));
    }
  }

  @Override
  public void readCrossovers(Optional<Realm> peer, Sink<CrossoverState> sink)
      throws IOException, CrossingException {
    try {
      List<PrincipalName> names =
          peer.isPresent()
              ? List.of(name(peer.get(), Role.CLIENT), name(peer.get(), Role.SERVICE))
              : store.list();
      PrincipalName probe = ProbeNames.crossover(settings.realm());
      for (PrincipalName name : names) {
        if (name.equals(probe)) {
          // Not a crossover with another realm.
          continue;
        }
        Optional<StoredCrossover> found = store.find(name);
        if (found.isPresent()) {
          sink.take(state(found.get(), clock.instant()));
        }
      }
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private PrincipalName name(Realm peer, Role direction) {
    return direction == Role.CLIENT
        ? PrincipalName.crossover(peer, settings.realm())
        : PrincipalName.crossover(settings.realm(), peer);
  }

  private Role direction(PrincipalName name) {
    return name.realm().equals(settings.realm()) ? Role.CLIENT : Role.SERVICE;
  }

  private Realm peer(PrincipalName name) {
    return direction(name) == Role.CLIENT ? new Realm(name.components().get(1)) : name.realm();
  }

  private CrossoverState state(StoredCrossover stored, Instant read) {
    PrincipalName name = stored.name();
    Role direction = direction(name);
    Optional<Instant> lastUse =
        direction == Role.CLIENT
            ? schedule.lastAsked(name).or(() -> stored.used().map(KerberosTime::instant))
            : Optional.empty();
    KeyPlan plan = maintenance.plan(stored);
    return new CrossoverState(
        peer(name), direction, stored, condition(stored, plan), plan, lastUse, read);
  }

  private CrossoverState.Condition condition(StoredCrossover stored, KeyPlan plan) {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (!stored.managed()) {
      return CrossoverState.Condition.BY_HAND;
    }
    if (stored.closed()) {
      return CrossoverState.Condition.CLOSED;
    }
    if (stored.role().isEmpty() || newest == null) {
      return CrossoverState.Condition.UNREADABLE;
    }
    Instant now = clock.instant();
    if (!now.isBefore(newest.till().instant())) {
      return CrossoverState.Condition.ENDED;
    }
    return plan.isExpiring(now)
        ? CrossoverState.Condition.EXPIRING
        : CrossoverState.Condition.IN_FORCE;
  }

  @Override
  public int unread() {
    return cache.unread().size();
  }

  @Override
  public Optional<RollProgress> keyChange() {
    return RollProgress.read(settings.get(CertificateSettings.CERTIFICATE));
  }

  @Override
  public List<ExchangeState> inWork() {
    List<ExchangeState> all = new ArrayList<>();
    add(all, exchanges.inWork());
    add(all, exchangeService.inWork());
    return all;
  }

  @Override
  public List<KdcFinding> kdcs() {
    return kdcs.get();
  }

  private void add(List<ExchangeState> all, Map<PrincipalName, Duration> inWork) {
    inWork.forEach((name, age) -> all.add(new ExchangeState(peer(name), direction(name), age)));
  }

  @Override
  public String cross(Realm peer) throws CrossingException {
    CompletableFuture<StoredCrossover> exchange;
    Optional<StoredCrossover> before;
    try {
      exchanges.requireAllowed(peer);
      before = store.find(name(peer, Role.CLIENT));
      exchange = exchanges.begin(peer);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
    StoredCrossover after = result(exchange, peer);
    return after.hasSameKeysAs(before)
        ? "nothing to do, there is " + describe(after)
        : "wrote " + describe(after);
  }

  @Override
  public String renew(Realm peer) throws CrossingException {
    exchanges.requireAllowed(peer);
    PrincipalName name = name(peer, Role.CLIENT);
    StoredCrossover before = find(name);
    if (!before.managed()) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          name + " was keyed by hand; kxoverd does not renew it, use kadmin");
    }
    StoredCrossover after = result(exchanges.renew(name, before.highestKvno()), peer);
    // A peer whose database was restored gives out numbers again, so the kvno tells nothing.
    if (after == null || after.hasSameKeysAs(Optional.of(before))) {
      throw new CrossingException(
          FailureReason.BUSY,
          name
              + " was changed by somebody else at the same time, and not renewed; see \"kxover"
              + " status\"");
    }
    return "wrote " + describe(after);
  }

  private StoredCrossover find(PrincipalName name) throws CrossingException {
    try {
      return store
          .find(name)
          .orElseThrow(
              () ->
                  new CrossingException(
                      FailureReason.ABSENT,
                      "there is no principal " + name + " to renew; \"kxover cross\" makes it"));
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover result(CompletableFuture<StoredCrossover> exchange, Realm peer)
      throws CrossingException {
    try {
      return exchange.get(exchangeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw CrossingException.ofFlight(e.getCause());
    } catch (TimeoutException e) {
      throw new CrossingException(
          FailureReason.BUSY,
          "the exchange with " + peer + " is still in progress; see \"kxover status\"");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CrossingException(FailureReason.BUSY, "kxoverd is stopping");
    }
  }

  private static String describe(StoredCrossover stored) {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest == null) {
      return stored.name() + ", which was keyed by hand";
    }
    return stored.name()
        + " kvno "
        + stored.highestKvno()
        + ", in force till "
        + newest.till()
        + ", etypes "
        + newest.etypes()
        + ", agreed with "
        + newest.peer()
        + " over "
        + newest.namedGroup();
  }

  @Override
  public boolean drop(Realm peer, Role direction) throws CrossingException {
    if (peer.sameDomain(settings.realm())) {
      throw new CrossingException(
          FailureReason.INVALID,
          peer + " is " + settings.realm() + " itself, or another spelling of it");
    }
    PrincipalName name = name(peer, direction);
    return direction == Role.CLIENT ? exchanges.drop(name) : exchangeService.drop(name);
  }
}
