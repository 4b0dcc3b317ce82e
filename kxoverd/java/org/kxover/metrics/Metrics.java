package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.kxover.dns.SecureDns;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.Realm;
import org.kxover.watch.DatabaseWrites;

/** The metrics of one daemon, and their HTTP server. */
public final class Metrics implements AutoCloseable {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final EventMeters events = new EventMeters(registry);
  private final Histogram kadmin;
  private MetricsServer server;

  /**
   * @param version of kxoverd
   */
  public Metrics(String version) {
    kadmin =
        DurationHistograms.histogram(
            registry,
            "kxover_kadmin_duration_seconds",
            "Requests to a realm's database, including the wait for their turn.",
            "realm",
            "operation",
            "outcome");
    Info.builder()
        .name("kxover_build_info")
        .help("The version of kxoverd.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
    JvmMetrics.builder().register(registry);
  }

  /** Counts the events that it receives. */
  public Events events() {
    return events;
  }

  /** Wraps {@code dns} to measure it. Call this once. */
  public SecureDns measured(SecureDns dns) {
    return new MeasuredDns(dns, registry);
  }

  /**
   * Wraps {@code store} to measure it.
   *
   * @param writes hears of each change of the database
   */
  public CrossoverStore measured(Realm realm, CrossoverStore store, DatabaseWrites writes) {
    return new MeasuredStore(store, kadmin, realm.name(), writes);
  }

  /**
   * Begins to answer {@code GET /metrics} on the address. Call this once.
   *
   * @param address on loopback, else {@link IllegalArgumentException}
   */
  public void serve(InetSocketAddress address, DaemonState state) throws IOException {
    new StateMeters(registry, state, events);
    new WatchMeters(registry, state, events);
    server = MetricsServer.start(address, registry);
  }

  InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
