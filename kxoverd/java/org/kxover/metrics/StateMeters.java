package org.kxover.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToLongFunction;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.Role;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.RefusalCounts;
import org.kxover.tls.ListenerCounts;

/** Metrics that are read from the daemon's state at each scrape. */
final class StateMeters {
  private final ReadMeters meters;
  private final DaemonState state;
  private final EventMeters events;

  StateMeters(PrometheusRegistry registry, DaemonState state, EventMeters events) {
    this.meters = new ReadMeters(registry);
    this.state = state;
    this.events = events;
    realms();
    listener();
    kdcSocket();
    refusals();
  }

  private void realms() {
    meters.gauge(
        "kxover_crossover_keys",
        "Keys of kxoverd in the database, as key maintenance last read them.",
        call -> {
          for (RealmState realm : state.realms()) {
            for (Role role : Role.values()) {
              call.call(realm.keys().getOrDefault(role, 0L), realm.realm().name(), role.word());
            }
          }
        },
        "realm",
        "role");
    eachRealm(
        "kxover_rollovers_overdue",
        "Keys in use whose renewal is due and has failed so far.",
        RealmState::overdue);
    eachRealm(
        "kxover_certificate_not_after_timestamp_seconds",
        "When the realm's certificate expires.",
        realm -> realm.certificateEnd().getEpochSecond());
    eachRealm(
        "kxover_certificate_roll_stuck",
        "1 if a step of the timer's change to a new key cannot be done, else 0.",
        realm -> realm.keyChangeStuck() ? 1 : 0);
    eachRealm(
        "kxover_kadmin_requests",
        "Requests to kadmin in progress or waiting.",
        RealmState::kadminRequests);
    eachRealm(
        "kxover_peer_keys_per_second_limit",
        "Keys that other realms may get in a second.",
        RealmState::keysPerSecond);
    meters.gauge(
        "kxover_kdc_guard",
        "1 for what kxoverd saw last when it looked for the guard in that KDC, else 0.",
        call -> {
          for (RealmState realm : state.realms()) {
            for (KdcFinding one : realm.kdcs()) {
              for (KdcFinding.Verdict verdict : KdcFinding.Verdict.values()) {
                call.call(
                    verdict == one.verdict() ? 1 : 0,
                    realm.realm().name(),
                    one.kdc(),
                    verdict.toString());
              }
            }
          }
        },
        "realm",
        "kdc",
        "guard");
    meters.gauge(
        "kxover_kadmin_up",
        "1 if kadmin took requests at its last start, else 0.",
        call ->
            state
                .realms()
                .forEach(
                    realm ->
                        events
                            .kadminUp(realm.realm())
                            .ifPresent(up -> call.call(up ? 1 : 0, realm.realm().name()))),
        "realm");
  }

  private void eachRealm(String name, String help, ToLongFunction<RealmState> figure) {
    meters.gauge(
        name,
        help,
        call ->
            state
                .realms()
                .forEach(realm -> call.call(figure.applyAsLong(realm), realm.realm().name())),
        "realm");
  }

  private void listener() {
    meters.gauge(
        "kxover_connections_open",
        "Open connections of other realms' daemons.",
        call -> call.call(state.listener().open()));
    meters.counter(
        "kxover_tls_handshakes_total",
        "TLS handshakes that others began, by outcome.",
        call -> {
          ListenerCounts counts = state.listener();
          call.call(counts.sessions(), "success");
          call.call(counts.failed(), "failed");
          call.call(counts.slow(), "timeout");
          call.call(counts.dropped(), "dropped");
        },
        "outcome");
    meters.counter(
        "kxover_sessions_ended_total",
        "TLS sessions that we ended at a time limit, and sessions that broke.",
        call -> {
          ListenerCounts counts = state.listener();
          call.call(counts.sessionsSlow(), "timeout");
          call.call(counts.sessionsBroken(), "broken");
        },
        "reason");
    meters.counter(
        "kxover_connections_refused_total",
        "Connections refused at once, by the setting that limits them.",
        call -> {
          ListenerCounts counts = state.listener();
          call.call(counts.refusedFull(), "max_connections");
          call.call(counts.refusedNetwork(), "max_connections_per_network");
        },
        "limit");
    meters.counter(
        "kxover_accept_errors_total",
        "Failures to accept a connection, for example without a free file descriptor.",
        call -> call.call(state.listener().acceptErrors()));
  }

  private void kdcSocket() {
    meters.gauge(
        "kxover_kdc_connections_open",
        "Connected KDC processes.",
        call -> call.call(state.kdcSocket().open()));
    meters.counter(
        "kxover_kdc_refusals_total",
        "Connections and questions that the KDC's socket refused, by reason.",
        call -> {
          KdcCounts counts = state.kdcSocket();
          call.call(counts.refused(), "connection");
          call.call(counts.broken(), "protocol");
          call.call(counts.busy(), "busy");
          call.call(counts.late(), "late");
          call.call(counts.malformed(), "malformed");
        },
        "reason");
  }

  private void refusals() {
    meters.counter(
        "kxover_guard_refusals_total",
        "Requests that the guard refused, or would refuse, as the KDCs told; it may be fewer.",
        call ->
            state.refused().forEach((kind, count) -> call.call(count, kind.reason(), kind.mode())),
        "reason",
        "mode");
    meters.counter(
        "kxover_guard_datagrams_dropped_total",
        "Datagrams at the socket for refusals that were passed over, by reason.",
        call -> {
          RefusalCounts counts = state.refusalDatagrams();
          call.call(counts.malformed(), "malformed");
          call.call(counts.surplus(), "limit");
        },
        "reason");
  }
}
