package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;

/** Registers meters whose figures are read when somebody asks for the metrics. */
final class ReadMeters {
  private final PrometheusRegistry registry;

  ReadMeters(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param callback tells the present figures, each with a value for every label
   * @param labels the names of the labels
   */
  void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback)
        .register(registry);
  }

  /** As {@link #gauge}, for figures that never fall. */
  void counter(
      String name, String help, Consumer<CounterWithCallback.Callback> callback, String... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback)
        .register(registry);
  }
}
