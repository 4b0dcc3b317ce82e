package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;

/** Measures the duration and outcome of each look-up in secure DNS. */
final class MeasuredDns implements SecureDns {
  private final SecureDns dns;
  private final Histogram times;

  MeasuredDns(SecureDns dns, PrometheusRegistry registry) {
    this.dns = dns;
    this.times =
        DurationHistograms.histogram(
            registry,
            "kxover_dns_lookup_duration_seconds",
            "Look-ups in secure DNS, including those answered from the cache.",
            "outcome");
    for (DnsOutcome outcome : DnsOutcome.values()) {
      times.initLabelValues(word(outcome));
    }
  }

  private MeasuredDns(SecureDns dns, Histogram times) {
    this.dns = dns;
    this.times = times;
  }

  @Override
  public void startThreads() {
    dns.startThreads();
  }

  @Override
  public SecureDns forUnverifiedPeers() {
    return new MeasuredDns(dns.forUnverifiedPeers(), times);
  }

  private static String word(DnsOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    long start = System.nanoTime();
    DnsAnswer answer = dns.lookup(name, type, deadline);
    times
        .labelValues(word(answer.outcome()))
        .observe(Unit.nanosToSeconds(System.nanoTime() - start));
    return answer;
  }

  /** Not measured: addresses need not be secure, and have other outcomes. */
  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    return dns.addresses(host, deadline);
  }
}
