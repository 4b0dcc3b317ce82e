package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.kxover.kdb.Role;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.tls.ListenerCounts;

/** What is asked at each scrape. */
final class StateMeters {
  private final PrometheusRegistry registry;
  private final Figures figures;
  private final EventMeters events;

  StateMeters(PrometheusRegistry registry, Figures figures, EventMeters events) {
    this.registry = registry;
    this.figures = figures;
    this.events = events;
    realms();
    listener();
    kdcSocket();
  }

  private void realms() {
    gauge(
        "kxover_crossover_keys",
        "Keys of ours in the database, as the upkeep saw them last.",
        call -> {
          for (RealmFigures realm : figures.realms()) {
            for (Role role : Role.values()) {
              call.call(realm.keys().getOrDefault(role, 0L), realm.realm().name(), role.word());
            }
          }
        },
        "realm",
        "role");
    eachRealm(
        "kxover_rollovers_overdue",
        "Keys in use whose renewal was due and has failed so far.",
        RealmFigures::overdue);
    eachRealm(
        "kxover_certificate_not_after_timestamp_seconds",
        "When the realm's certificate ends.",
        realm -> realm.certificateEnd().getEpochSecond());
    eachRealm(
        "kxover_kadmin_requests",
        "Requests to kadmin that are served or wait.",
        RealmFigures::kadminRequests);
    gauge(
        "kxover_kadmin_up",
        "1 where kadmin took requests when it was started last, else 0.",
        call ->
            figures
                .realms()
                .forEach(
                    realm ->
                        events
                            .kadminUp(realm.realm())
                            .ifPresent(up -> call.call(up ? 1 : 0, realm.realm().name()))),
        "realm");
  }

  private void eachRealm(String name, String help, ToLongFunction<RealmFigures> figure) {
    gauge(
        name,
        help,
        call ->
            figures
                .realms()
                .forEach(realm -> call.call(figure.applyAsLong(realm), realm.realm().name())),
        "realm");
  }

  private void listener() {
    gauge(
        "kxover_connections_open",
        "Connections of other realms' daemons.",
        call -> call.call(figures.listener().open()));
    counter(
        "kxover_tls_handshakes_total",
        "TLS handshakes that others began, by what came of them.",
        call -> {
          ListenerCounts counts = figures.listener();
          call.call(counts.sessions(), "success");
          call.call(counts.failed(), "failed");
          call.call(counts.slow(), "timeout");
        },
        "outcome");
    counter(
        "kxover_sessions_ended_total",
        "TLS sessions with others that we ended, or that broke: a time limit, or no message.",
        call -> {
          ListenerCounts counts = figures.listener();
          call.call(counts.sessionsSlow(), "timeout");
          call.call(counts.sessionsBroken(), "broken");
        },
        "reason");
    counter(
        "kxover_connections_refused_total",
        "Connections closed at once: max_connections, or max_connections_per_network.",
        call -> {
          ListenerCounts counts = figures.listener();
          call.call(counts.refusedFull(), "max_connections");
          call.call(counts.refusedNetwork(), "max_connections_per_network");
        },
        "limit");
    counter(
        "kxover_accept_errors_total",
        "Failures to accept a connection, such as no free descriptor.",
        call -> call.call(figures.listener().acceptErrors()));
  }

  private void kdcSocket() {
    gauge(
        "kxover_kdc_connections_open",
        "KDC processes that are connected.",
        call -> call.call(figures.kdcSocket().open()));
    counter(
        "kxover_kdc_refusals_total",
        "What the KDC's socket refused before it was a question for a realm.",
        call -> {
          KdcCounts counts = figures.kdcSocket();
          call.call(counts.refused(), "connection");
          call.call(counts.broken(), "protocol");
          call.call(counts.busy(), "busy");
          call.call(counts.late(), "late");
          call.call(counts.malformed(), "malformed");
        },
        "reason");
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback)
        .register(registry);
  }

  private void counter(
      String name, String help, Consumer<CounterWithCallback.Callback> callback, String... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback)
        .register(registry);
  }
}
