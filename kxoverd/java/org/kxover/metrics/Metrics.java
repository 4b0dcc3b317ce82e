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

/** All figures of one daemon, and who serves them. */
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
        Times.histogram(
            registry,
            "kxover_kadmin_duration_seconds",
            "Requests to a realm's database, the wait for their turn included.",
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

  /** Counts what it hears. */
  public Events events() {
    return events;
  }

  /** The same, measured; to be called once. */
  public SecureDns measured(SecureDns dns) {
    return new MeasuredDns(dns, registry);
  }

  /** The same, measured. */
  public CrossoverStore measured(Realm realm, CrossoverStore store) {
    return new MeasuredStore(store, kadmin, realm.name());
  }

  /**
   * Answers {@code GET /metrics} there, from now on; to be called once.
   *
   * @param address on loopback
   */
  public void serve(InetSocketAddress address, Figures figures) throws IOException {
    new StateMeters(registry, figures, events);
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
