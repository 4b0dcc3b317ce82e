package org.kxover.daemon;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.ListenSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.PeerTrust;
import org.kxover.exchange.Responder;
import org.kxover.kerberos.Realm;
import org.kxover.serving.ExchangeService;
import org.kxover.serving.ReverseCrossing;

/** Creates the service that answers other realms' requests for a key. */
final class ServingModule {
  private ServingModule() {}

  /**
   * @param guardObjection why no other realm may have a key now
   * @param first makes the first key for our users at another realm, if there is none
   */
  static ExchangeService service(
      LocalRealm realm,
      PeerTrust trust,
      Supplier<Optional<String>> guardObjection,
      Function<Realm, CompletableFuture<?>> first,
      DaemonContext context) {
    return new ExchangeService(
        realm,
        NetworkParts.discovery(
            realm.settings(), context.dns().forUnverifiedPeers(), context.random()),
        trust,
        new Responder(realm.termsOfService(), realm.clock(), context.random()),
        context.random(),
        context.settings().get(ListenSettings.CONNECTION_TIMEOUT),
        guardObjection,
        new ReverseCrossing(realm, first)::offer);
  }
}
