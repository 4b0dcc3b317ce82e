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
import org.kxover.dns.ZoneAlgorithms;
import org.kxover.event.Events;
import org.kxover.kdb.StoreLocks;
import org.kxover.metrics.Metrics;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsLimits;

/**
 * What all realms of one daemon share.
 *
 * @param secrets decides which files may hold the realms' private keys
 * @param dns counted by the metrics
 * @param unmeasuredDns {@code dns} without metrics
 */
record DaemonContext(
    Settings settings,
    SecretFiles secrets,
    SecureDns dns,
    SecureDns unmeasuredDns,
    TlsLimits limits,
    Clock clock,
    SecureRandom random,
    Events events,
    Optional<Metrics> metrics,
    StoreLocks storeLocks) {
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

  /** A DNS client that validates, or trusts the resolver, as the settings say. */
  static SecureDns dns(Settings settings, Clock clock) throws TrustAnchorException {
    EcdsaSignatures.install();
    return settings.get(DnsSettings.TRUST_AD)
        ? new TrustedResolverDns(
            settings.get(DnsSettings.RESOLVER), settings.get(DnsSettings.TIMEOUT), clock)
        : new ValidatingDns(
            settings.get(DnsSettings.RESOLVER),
            TrustAnchors.load(settings.get(DnsSettings.TRUST_ANCHORS)),
            settings.get(DnsSettings.RSA_SHA1)
                ? ZoneAlgorithms.WITH_RSA_SHA1
                : ZoneAlgorithms.WITHOUT_SHA1,
            settings.get(DnsSettings.TIMEOUT),
            clock);
  }

  /**
   * A copy with other realms. The store locks stay: old and new realms use one database for a
   * while.
   */
  DaemonContext with(List<RealmSettings> realms) {
    return new DaemonContext(
        settings.with(realms),
        secrets,
        dns,
        unmeasuredDns,
        limits,
        clock,
        random,
        events,
        metrics,
        storeLocks);
  }

  /**
   * The limit for one question of the KDC: a little less than request_timeout, so that a reply is
   * in time.
   */
  Duration questionLimit() {
    return settings.get(KdcSocketSettings.REQUEST_TIMEOUT).multipliedBy(9).dividedBy(10);
  }

  /**
   * The limit for one exchange that an administrator begins, including the work in the database.
   */
  Duration commandLimit(RealmSettings realm) {
    return settings
        .get(ListenSettings.CONNECTION_TIMEOUT)
        .plus(realm.get(DatabaseSettings.KADMIN_TIMEOUT).multipliedBy(2));
  }

  /**
   * How many requests of the KDC one realm may have in work: an equal share of the total, so that a
   * realm whose database hangs does not delay the others.
   */
  int maxRequestsOfOneRealm() {
    return Math.max(1, settings.get(KdcSocketSettings.MAX_REQUESTS) / settings.realms().size());
  }
}
