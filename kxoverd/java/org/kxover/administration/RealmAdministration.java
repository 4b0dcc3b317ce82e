package org.kxover.administration;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.Schedule;
import org.kxover.serving.ExchangeService;
import org.kxover.tls.RollProgress;

/** Applies the locks and the policy that hold for all other exchanges too. */
public final class RealmAdministration implements Administration {
  private final RealmSettings settings;
  private final CrossoverStore store;
  private final OutgoingExchanges exchanges;
  private final ExchangeService exchangeService;
  private final CrossoverCache cache;
  private final KeyMaintenance maintenance;
  private final CrossoverReport report;
  private final Supplier<List<KdcFinding>> kdcs;
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
    this.exchanges = exchanges;
    this.exchangeService = exchangeService;
    this.cache = cache;
    this.maintenance = maintenance;
    this.report = new CrossoverReport(realm, cache, schedule, maintenance);
    this.kdcs = kdcs;
    this.exchangeLimit = exchangeLimit;
  }

  @Override
  public Realm realm() {
    return settings.realm();
  }

  @Override
  public Optional<Realm> crossovers(CrossoverPage page, Sink<CrossoverState> sink)
      throws IOException {
    return report.remembered(page, sink);
  }

  @Override
  public Optional<Realm> readCrossovers(CrossoverPage page, Sink<CrossoverState> sink)
      throws IOException, CrossingException {
    return report.read(page, sink);
  }

  @Override
  public void readCrossovers(Realm peer, Sink<CrossoverState> sink)
      throws IOException, CrossingException {
    PrincipalName probe = ProbeNames.crossover(settings.realm());
    for (Role direction : Role.values()) {
      PrincipalName name = name(peer, direction);
      // The probe's is not a crossover with another realm.
      Optional<CrossoverState> found = name.equals(probe) ? Optional.empty() : report.find(name);
      if (found.isPresent()) {
        sink.take(found.get());
      }
    }
  }

  private PrincipalName name(Realm peer, Role direction) {
    return direction == Role.CLIENT
        ? PrincipalName.crossover(peer, settings.realm())
        : PrincipalName.crossover(settings.realm(), peer);
  }

  @Override
  public long unread() {
    return maintenance.unread();
  }

  @Override
  public boolean isPartial() {
    return cache.isFull();
  }

  @Override
  public OptionalLong listed() {
    return maintenance.listed();
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
    inWork.forEach(
        (name, age) -> all.add(new ExchangeState(report.peer(name), report.direction(name), age)));
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
