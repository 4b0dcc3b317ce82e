package org.kxover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads a daemon's metrics in Prometheus' text format. */
final class MetricsPage {
  private MetricsPage() {}

  /**
   * A map from a sample's name with labels to its value.
   *
   * @param address host and port
   */
  static Map<String, Double> read(String address) throws IOException {
    Map<String, Double> samples = new TreeMap<>();
    try (InputStream in = new URL("http://" + address + "/metrics").openStream()) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                int space = line.lastIndexOf(' ');
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
              });
    }
    return samples;
  }
}
