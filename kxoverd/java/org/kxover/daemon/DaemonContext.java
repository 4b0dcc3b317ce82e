package org.kxover.daemon;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.DnsSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.EcdsaSignatures;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.TrustedResolverDns;
import org.kxover.dns.ValidatingDns;
import org.kxover.event.Events;
import org.kxover.kdb.StoreLocks;
import org.kxover.metrics.Metrics;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsLimits;

/**
 * What the realms of one daemon have in context: it has one clock, one resolver, one network.
 *
 * @param secrets says which files may hold the realms' private keys
 * @param uncounted the same DNS where metrics are not to count what it is asked
 */
record DaemonContext(
    Settings settings,
    SecretFiles secrets,
    SecureDns dns,
    SecureDns uncounted,
    TlsLimits limits,
    Clock clock,
    SecureRandom random,
    Events events,
    Optional<Metrics> metrics,
    StoreLocks turns) {
  static DaemonContext of(
      Settings settings,
      SecretFiles secrets,
      Clock clock,
      SecureRandom random,
      Events events,
      Optional<Metrics> metrics)
      throws TrustAnchorException {
    SecureDns dns = dns(settings, clock);
    return new DaemonContext(
        settings,
        secrets,
        metrics.map(all -> all.measured(dns)).orElse(dns),
        dns,
        NetworkParts.limits(settings),
        clock,
        random,
        events,
        metrics,
        new StoreLocks());
  }

  /** The network's DNS, with validation as the settings have it. */
  static SecureDns dns(Settings settings, Clock clock) throws TrustAnchorException {
    EcdsaSignatures.install();
    return settings.get(DnsSettings.TRUST_AD)
        ? new TrustedResolverDns(
            settings.get(DnsSettings.RESOLVER), settings.get(DnsSettings.TIMEOUT), clock)
        : new ValidatingDns(
            settings.get(DnsSettings.RESOLVER),
            TrustAnchors.load(settings.get(DnsSettings.TRUST_ANCHORS)),
            settings.get(DnsSettings.TIMEOUT),
            clock);
  }

  /** The same for other realms, which share their databases with these for a while. */
  DaemonContext with(List<RealmSettings> realms) {
    return new DaemonContext(
        settings.with(realms),
        secrets,
        dns,
        uncounted,
        limits,
        clock,
        random,
        events,
        metrics,
        turns);
  }

  /** A little less than the request's own limit, so that the KDC hears what there is to say. */
  Duration patience() {
    return settings.get(KdcSocketSettings.REQUEST_TIMEOUT).multipliedBy(9).dividedBy(10);
  }

  /** How long an administrator's order for one exchange may take, its database's part included. */
  Duration patienceForOrders(RealmSettings realm) {
    return settings
        .get(ListenSettings.CONNECTION_TIMEOUT)
        .plus(realm.get(DatabaseSettings.KADMIN_TIMEOUT).multipliedBy(2));
  }

  /**
   * The KDC's requests that one realm may have in work: an equal share, so that a realm whose
   * database hangs does not hold up the others.
   */
  int requestsOfOneRealm() {
    return Math.max(1, settings.get(KdcSocketSettings.MAX_REQUESTS) / settings.realms().size());
  }
}
