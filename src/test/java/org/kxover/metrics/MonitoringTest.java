package org.kxover.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dns.SecureDns;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.watch.DatabaseWrites;

/** The documents, the alert rules and the dashboard name metrics that exist. */
@Timeout(60)
class MonitoringTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final DatabaseWrites WRITES = new DatabaseWrites(System::nanoTime);
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(kxover_[a-z_]+)` \\| (\\w+) \\|([^|]*)\\| [^|]{5,} \\|$");

  /** Maps each metric to its type and labels. */
  private static Map<String, String> served() throws Exception {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    String text;
    try (Metrics metrics = new Metrics("1")) {
      metrics.measured((SecureDns) null);
      metrics.measured(A, new MemoryStore(() -> Instant.EPOCH), WRITES).list();
      for (EventType type : EventType.values()) {
        metrics.events().happened(Event.of(type, Instant.EPOCH, A, "").in(Role.CLIENT));
        metrics.events().happened(Event.of(type, Instant.EPOCH, A, "").in(Role.SERVICE));
      }
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      metrics.serve(any, FixedState.ONE);
      int port = metrics.address().getPort();
      try (InputStream in = new URL("http://127.0.0.1:" + port + "/metrics").openStream()) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    Matcher type = Pattern.compile("(?m)^# TYPE (kxover_[a-z_]+) (\\w+)$").matcher(text);
    while (type.find()) {
      types.put(type.group(1), type.group(2));
    }
    Matcher sample = Pattern.compile("(?m)^(kxover_[a-z_]+)(?:\\{(.*)\\})? ").matcher(text);
    while (sample.find()) {
      Set<String> names =
          Pattern.compile("([a-z]+)=\"")
              .matcher(Optional.ofNullable(sample.group(2)).orElse(""))
              .results()
              .map(label -> label.group(1))
              .filter(label -> !label.equals("le"))
              .collect(Collectors.toCollection(TreeSet::new));
      labels.computeIfAbsent(metric(sample.group(1)), any -> new TreeSet<>()).addAll(names);
    }
    types.replaceAll((name, what) -> what + " " + labels.get(name));
    return types;
  }

  private static String metric(String sample) {
    return sample.replaceFirst("_seconds_(count|sum|bucket)$", "_seconds");
  }

  @Test
  void theTableListsTheServedMetrics() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("doc/MONITORING.md")));
    while (row.find()) {
      Set<String> labels =
          Pattern.compile("`([a-z]+)`")
              .matcher(row.group(3))
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      documented.put(row.group(1), row.group(2) + " " + labels);
    }
    assertEquals(served(), documented);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxoverd.rules.yml", "kxoverd.rules.test.yml", "kxoverd-dashboard.json"})
  void queriedMetricsAreServed(String file) throws Exception {
    Set<String> asked =
        Pattern.compile("kxover_[a-z_]+")
            .matcher(Files.readString(Path.of("monitoring", file)))
            .results()
            .map(MatchResult::group)
            .map(MonitoringTest::metric)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(asked.size() >= 5, asked.toString());
    Set<String> served = served().keySet();
    asked.removeAll(served);
    assertEquals(Set.of(), asked);
  }

  @Test
  void everyAlertSaysWhatToDo() throws Exception {
    String[] alerts =
        Files.readString(Path.of("monitoring/kxoverd.rules.yml")).split("(?m)^ +- alert: ");
    assertTrue(alerts.length > 10);
    for (int i = 1; i < alerts.length; i++) {
      assertTrue(alerts[i].matches("(?s)Kxover\\w+\n.*summary: .+\n +action: .{30,}"), alerts[i]);
    }
  }

  @Test
  void everyAlertHasARowInTheDocument() throws Exception {
    assertEquals(
        alerts(),
        Pattern.compile("(?m)^\\| `(Kxover\\w+)` \\| [^|]{15,} \\| [^|]{12,} \\|$")
            .matcher(Files.readString(Path.of("doc/MONITORING.md")))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Set<String> alerts() throws Exception {
    return Pattern.compile("- alert: (\\w+)")
        .matcher(Files.readString(Path.of("monitoring/kxoverd.rules.yml")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@link AlertRulesTest} runs these tests. */
  @Test
  void everyAlertHasATestThatRaisesIt() throws Exception {
    String tests = Files.readString(Path.of("monitoring/kxoverd.rules.test.yml"));
    Set<String> raised =
        Pattern.compile("alertname=\"(\\w+)\"[^\n]* value: |alertname: (\\w+)\n +exp_alerts:\n")
            .matcher(tests)
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(alerts(), raised);
  }
}
