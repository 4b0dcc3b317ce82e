package org.kxover.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kxover.guard.KdcFinding;
import org.kxover.kdcsocket.KdcProcess;
import org.kxover.watch.OwnRecord;

/** Gauges of what the daemon looks for by itself. What is not known has no sample. */
final class WatchMeters {
  private final ReadMeters meters;
  private final DaemonState state;

  WatchMeters(PrometheusRegistry registry, DaemonState state, EventMeters events) {
    this.meters = new ReadMeters(registry);
    this.state = state;
    ownRecords();
    eachRealm(
        "kxover_own_records_signed_until_timestamp_seconds",
        "When the first signature of our own records in DNS ends.",
        realm ->
            realm.ownRecords().flatMap(found -> found.signedUntil()).map(WatchMeters::seconds));
    eachRealm(
        "kxover_database_writable",
        "1 if the last change of the realm's database succeeded, 0 if it failed.",
        realm -> realm.writable().map(WatchMeters::flag));
    eachRealm(
        "kxover_oldest_unconfirmed_key_timestamp_seconds",
        "When the oldest newest key was made of those that the other realm has not confirmed.",
        realm -> realm.unconfirmedSince().map(WatchMeters::seconds));
    eachRealm(
        "kxover_last_question_timestamp_seconds",
        "When a KDC of the realm asked last.",
        realm -> events.lastQuestion(realm.realm()).map(WatchMeters::seconds));
    attached();
    clocks();
  }

  private void ownRecords() {
    meters.gauge(
        "kxover_own_records",
        "1 if our record is in secure DNS, seen through the resolver, and others can use it.",
        call -> {
          for (RealmState realm : state.realms()) {
            realm
                .ownRecords()
                .ifPresent(
                    found -> {
                      for (OwnRecord one : OwnRecord.values()) {
                        call.call(flag(found.isUsable(one)), realm.realm().name(), one.toString());
                      }
                    });
          }
        },
        "realm",
        "record");
  }

  private void attached() {
    meters.gauge(
        "kxover_kdc_processes_attached",
        "KDC processes that are connected and have asked for the realm.",
        call ->
            state
                .realms()
                .forEach(realm -> call.call(processes(realm).count(), realm.realm().name())),
        "realm");
    eachRealm(
        "kxover_kdc_attached_since_timestamp_seconds",
        "When the oldest connection of these processes was opened.",
        realm ->
            processes(realm)
                .map(KdcProcess::since)
                .min(Instant::compareTo)
                .map(WatchMeters::seconds));
  }

  private Stream<KdcProcess> processes(RealmState realm) {
    return state.kdcProcesses().stream().filter(one -> one.realms().contains(realm.realm()));
  }

  private void clocks() {
    meters.gauge(
        "kxover_clock_synchronized",
        "1 if the kernel says that this machine's clock is synchronised, else 0.",
        call -> state.clockSynchronised().ifPresent(yes -> call.call(flag(yes))));
    meters.gauge(
        "kxover_kdc_clock_ahead_seconds",
        "How far the clock of that KDC was ahead of ours when it last refused the probe.",
        call -> {
          for (RealmState realm : state.realms()) {
            for (KdcFinding one : realm.kdcs()) {
              one.clockAhead()
                  .ifPresent(
                      ahead -> call.call(ahead.toSeconds(), realm.realm().name(), one.kdc()));
            }
          }
        },
        "realm",
        "kdc");
  }

  private static double flag(boolean yes) {
    return yes ? 1 : 0;
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond();
  }

  private void eachRealm(String name, String help, Function<RealmState, Optional<Double>> figure) {
    meters.gauge(
        name,
        help,
        call ->
            state
                .realms()
                .forEach(
                    realm ->
                        figure
                            .apply(realm)
                            .ifPresent(value -> call.call(value, realm.realm().name()))),
        "realm");
  }
}
