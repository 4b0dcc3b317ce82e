package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kxover.event.Event;
import org.kxover.event.Events;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/** Counts events. */
final class EventMeters implements Events {
  private final Histogram questions;
  private final Histogram crossings;
  private final Histogram requests;
  private final Counter keys;
  private final Counter rolloverFailures;
  private final Counter kadminStarts;
  private final Counter reloads;
  private final Gauge reloadWorked;
  private final Map<Realm, Boolean> kadminUp = new ConcurrentHashMap<>();
  private final Map<Realm, Instant> lastQuestion = new ConcurrentHashMap<>();

  EventMeters(PrometheusRegistry registry) {
    questions =
        DurationHistograms.histogram(
            registry,
            "kxover_question_duration_seconds",
            "Questions of a realm's KDC, by outcome.",
            "realm",
            "outcome");
    crossings =
        DurationHistograms.histogram(
            registry,
            "kxover_crossing_duration_seconds",
            "Exchanges that we began, from the look-up of peers to the key in the database.",
            "realm",
            "outcome");
    requests =
        DurationHistograms.histogram(
            registry,
            "kxover_request_duration_seconds",
            "Other realms' requests for a key, from the message to the key or the refusal.",
            "realm",
            "outcome");
    keys =
        counter(
            registry,
            "kxover_keys_total",
            "Crossover keys that were made, rolled, used or ended.",
            "realm",
            "role",
            "event");
    rolloverFailures =
        counter(
            registry, "kxover_rollover_failures_total", "Failed renewals of keys in use.", "realm");
    kadminStarts =
        counter(
            registry,
            "kxover_kadmin_starts_total",
            "Starts of kadmin, by outcome; repeated failures for one reason count once.",
            "realm",
            "outcome");
    reloads = counter(registry, "kxover_reloads_total", "Reloads of the settings.", "outcome");
    reloads.initLabelValues("success");
    reloads.initLabelValues("failed");
    reloadWorked =
        Gauge.builder()
            .name("kxover_last_reload_successful")
            .help("0 if the last reload failed, else 1.")
            .register(registry);
    reloadWorked.set(1);
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  /** True if the realm's kadmin worked at its last start; empty before the first start. */
  Optional<Boolean> kadminUp(Realm realm) {
    return Optional.ofNullable(kadminUp.get(realm));
  }

  /** When the realm's KDC asked last; empty if it has not asked yet. */
  Optional<Instant> lastQuestion(Realm realm) {
    return Optional.ofNullable(lastQuestion.get(realm));
  }

  @Override
  public void happened(Event event) {
    String realm = event.realm().map(Realm::name).orElse("");
    switch (event.type()) {
      case QUESTION_ANSWERED -> {
        observe(questions, event, realm);
        event.realm().ifPresent(own -> lastQuestion.put(own, event.when()));
      }
      case CROSSING_FAILED -> observe(crossings, event, realm);
      case KEY_MADE, KEY_ROLLED -> {
        observe(event.role().equals(Optional.of(Role.CLIENT)) ? crossings : requests, event, realm);
        count(event, realm);
      }
      case KEY_REFUSED -> observe(requests, event, realm);
      case KEY_USED, KEY_ENDED -> count(event, realm);
      case ROLLOVER_FAILED -> rolloverFailures.labelValues(realm).inc();
      case KADMIN_READY -> kadmin(event, realm, true);
      case KADMIN_FAILED -> kadmin(event, realm, false);
      case RELOADED -> reloaded("success", 1);
      case RELOAD_FAILED -> reloaded("failed", 0);
      // The state of each KDC is read from the daemon's state.
      case KDC_GUARDED, KDC_UNGUARDED, KDC_UNKNOWN, DAEMON_READY, START_FAILED -> {}
    }
  }

  private static void observe(Histogram times, Event event, String realm) {
    Duration took = event.took().orElse(Duration.ZERO);
    times.labelValues(realm, event.outcome()).observe(took.toNanos() / 1e9);
  }

  private void count(Event event, String realm) {
    String what = event.type().toString().substring("key-".length());
    keys.labelValues(realm, event.role().map(Role::word).orElse(""), what).inc();
  }

  private void kadmin(Event event, String realm, boolean up) {
    kadminStarts.labelValues(realm, up ? "success" : "failed").inc();
    kadminUp.put(event.realm().orElseThrow(), up);
  }

  private void reloaded(String outcome, int worked) {
    reloads.labelValues(outcome).inc();
    reloadWorked.set(worked);
  }
}
