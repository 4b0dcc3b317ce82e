package org.kxover;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.config.DnsSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.crossover.Events;
import org.kxover.dns.EcdsaSignatures;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.TrustedResolverDns;
import org.kxover.dns.ValidatingDns;
import org.kxover.kdb.KeyFolder;
import org.kxover.kdb.StoreTurns;
import org.kxover.metrics.Metrics;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsLimits;

/**
 * What the realms of one daemon have in common: it has one clock, one resolver, one network.
 *
 * @param secrets says which files may hold the realms' private keys
 * @param uncounted the same DNS where metrics are not to count what it is asked
 */
record Common(
    Settings settings,
    SecretFiles secrets,
    SecureDns dns,
    SecureDns uncounted,
    TlsLimits limits,
    Clock clock,
    SecureRandom random,
    Events events,
    Optional<Metrics> metrics,
    StoreTurns turns) {
  private static final int MAX_MESSAGE = 64 * 1024;

  static Common of(
      Settings settings,
      SecretFiles secrets,
      Clock clock,
      SecureRandom random,
      Events events,
      Optional<Metrics> metrics)
      throws TrustAnchorException {
    SecureDns dns = dns(settings.dns(), clock);
    return new Common(
        settings,
        secrets,
        metrics.map(all -> all.measured(dns)).orElse(dns),
        dns,
        limits(settings.listen()),
        clock,
        random,
        events,
        metrics,
        new StoreTurns());
  }

  /** The network's DNS, with validation as the settings have it. */
  static SecureDns dns(DnsSettings dns, Clock clock) throws TrustAnchorException {
    EcdsaSignatures.prefer();
    return dns.trustAd()
        ? new TrustedResolverDns(dns.resolver(), dns.timeout(), clock)
        : new ValidatingDns(
            dns.resolver(), TrustAnchors.load(dns.trustAnchors()), dns.timeout(), clock);
  }

  /** The same for other realms, which share their databases with these for a while. */
  Common with(List<RealmSettings> realms) {
    Settings other =
        new Settings(
            settings.kdcSocket(),
            settings.listen(),
            settings.dns(),
            settings.control(),
            settings.metrics(),
            realms);
    return new Common(
        other, secrets, dns, uncounted, limits, clock, random, events, metrics, turns);
  }

  /** Through which keys are read: beside the KDC's socket, where others are kept out. */
  KeyFolder keyFolder() {
    return new KeyFolder(settings.kdcSocket().socket().toAbsolutePath().resolveSibling("keys"));
  }

  /** A little less than the request's own limit, so that the KDC hears what there is to say. */
  Duration patience() {
    return settings.kdcSocket().requestTimeout().multipliedBy(9).dividedBy(10);
  }

  /**
   * The KDC's requests that one realm may have in work: an equal share, so that a realm whose
   * database hangs does not hold up the others.
   */
  int requestsOfOneRealm() {
    return Math.max(1, settings.kdcSocket().maxRequests() / settings.realms().size());
  }

  private static TlsLimits limits(ListenSettings listen) {
    return new TlsLimits(
        listen.connectTimeout(),
        listen.handshakeTimeout(),
        listen.messageTimeout(),
        listen.connectionTimeout(),
        MAX_MESSAGE,
        listen.maxConnections(),
        listen.maxConnectionsPerNetwork());
  }
}
