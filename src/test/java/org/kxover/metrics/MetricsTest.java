package org.kxover.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

@Timeout(60)
class MetricsTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final Metrics metrics = new Metrics("1.2.3");
  private InetSocketAddress address;

  @BeforeEach
  void serve() throws Exception {
    metrics.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), FixedState.ONE);
    address = metrics.address();
  }

  @AfterEach
  void end() {
    metrics.close();
  }

  private HttpResponse<String> http(String method, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private String scrape() throws Exception {
    HttpResponse<String> answer = http("GET", "/metrics");
    assertEquals(200, answer.statusCode());
    return answer.body();
  }

  private void assertLine(String line) throws Exception {
    String text = scrape();
    assertTrue(text.contains("\n" + line + "\n"), line + " is not in:\n" + text);
  }

  private static Event event(EventType type, Role role) {
    return Event.of(type, NOW, A, "")
        .about(Optional.of(new Realm("STRANGER.EXAMPLE")))
        .in(role)
        .with(Optional.of("kx.stranger.example:4088"))
        .since(NOW.minusMillis(300));
  }

  @Test
  void eachEventCountsOnceWhereItBelongs() throws Exception {
    metrics.events().happened(event(EventType.QUESTION_ANSWERED, Role.CLIENT));
    metrics.events().happened(event(EventType.KEY_MADE, Role.CLIENT));
    metrics.events().happened(event(EventType.KEY_ROLLED, Role.SERVICE));
    metrics
        .events()
        .happened(
            event(EventType.CROSSING_FAILED, Role.CLIENT).failed(Optional.of(FailureReason.BOGUS)));
    metrics
        .events()
        .happened(
            event(EventType.KEY_REFUSED, Role.SERVICE)
                .failed(Optional.of(FailureReason.REFUSED_BY_POLICY)));
    metrics.events().happened(event(EventType.ROLLOVER_FAILED, Role.CLIENT));
    String realm = "realm=\"A.EXAMPLE\"";
    assertLine("kxover_question_duration_seconds_count{outcome=\"success\"," + realm + "} 1");
    assertLine("kxover_crossing_duration_seconds_count{outcome=\"success\"," + realm + "} 1");
    assertLine("kxover_crossing_duration_seconds_count{outcome=\"bogus\"," + realm + "} 1");
    assertLine(
        "kxover_crossing_duration_seconds_bucket{outcome=\"bogus\"," + realm + ",le=\"0.25\"} 0");
    assertLine(
        "kxover_crossing_duration_seconds_bucket{outcome=\"bogus\"," + realm + ",le=\"0.5\"} 1");
    assertLine("kxover_request_duration_seconds_count{outcome=\"success\"," + realm + "} 1");
    assertLine(
        "kxover_request_duration_seconds_count{outcome=\"refused by policy\"," + realm + "} 1");
    assertLine("kxover_keys_total{event=\"made\"," + realm + ",role=\"client\"} 1.0");
    assertLine("kxover_keys_total{event=\"rolled\"," + realm + ",role=\"service\"} 1.0");
    assertLine("kxover_rollover_failures_total{" + realm + "} 1.0");
  }

  @Test
  void whatTheGuardRefused() throws Exception {
    assertLine("kxover_guard_refusals_total{mode=\"enforce\",reason=\"closed\"} 11.0");
    assertLine("kxover_guard_datagrams_dropped_total{reason=\"malformed\"} 12.0");
    assertLine("kxover_guard_datagrams_dropped_total{reason=\"limit\"} 13.0");
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void noKindOfEventHasTheNameOfAStranger(EventType type) throws Exception {
    for (Role role : Role.values()) {
      for (FailureReason failureReason : FailureReason.values()) {
        metrics.events().happened(event(type, role).failed(Optional.of(failureReason)));
      }
    }
    assertFalse(scrape().toUpperCase(Locale.ROOT).contains("STRANGER"), scrape());
  }

  @Test
  void kadminIsUpIfItsLastStartWorked() throws Exception {
    assertFalse(
        scrape().contains("\nkxover_kadmin_up{"), "there is no value before the first start");
    metrics.events().happened(Event.of(EventType.KADMIN_FAILED, NOW, A, ""));
    assertLine("kxover_kadmin_up{realm=\"A.EXAMPLE\"} 0.0");
    metrics.events().happened(Event.of(EventType.KADMIN_READY, NOW, A, ""));
    assertLine("kxover_kadmin_up{realm=\"A.EXAMPLE\"} 1.0");
    assertLine("kxover_kadmin_starts_total{outcome=\"failed\",realm=\"A.EXAMPLE\"} 1.0");
  }

  @Test
  void aFailedReloadShowsUntilOneWorks() throws Exception {
    assertLine("kxover_last_reload_successful 1.0");
    metrics.events().happened(Event.of(EventType.RELOAD_FAILED, NOW, ""));
    assertLine("kxover_last_reload_successful 0.0");
    metrics.events().happened(Event.of(EventType.RELOADED, NOW, ""));
    assertLine("kxover_last_reload_successful 1.0");
    assertLine("kxover_reloads_total{outcome=\"failed\"} 1.0");
  }

  @Test
  void theStateIsReadAtEachScrape() throws Exception {
    assertLine("kxover_crossover_keys{realm=\"A.EXAMPLE\",role=\"client\"} 3.0");
    assertLine("kxover_crossover_keys{realm=\"A.EXAMPLE\",role=\"service\"} 0.0");
    assertLine("kxover_rollovers_overdue{realm=\"A.EXAMPLE\"} 2.0");
    assertLine("kxover_connections_refused_total{limit=\"max_connections\"} 4.0");
    assertLine("kxover_connections_refused_total{limit=\"max_connections_per_network\"} 5.0");
    assertLine("kxover_tls_handshakes_total{outcome=\"failed\"} 3.0");
    assertLine("kxover_tls_handshakes_total{outcome=\"timeout\"} 7.0");
    assertLine("kxover_sessions_ended_total{reason=\"broken\"} 8.0");
    assertLine("kxover_sessions_ended_total{reason=\"timeout\"} 9.0");
    assertLine("kxover_kdc_refusals_total{reason=\"malformed\"} 6.0");
    assertLine("kxover_build_info{version=\"1.2.3\"} 1");
  }

  @Test
  void whatTheDaemonLooksForByItself() throws Exception {
    String realm = "realm=\"A.EXAMPLE\"";
    assertLine("kxover_own_records{" + realm + ",record=\"srv\"} 0.0");
    assertLine("kxover_own_records{" + realm + ",record=\"tlsa\"} 1.0");
    assertLine("kxover_own_records_signed_until_timestamp_seconds{" + realm + "} 1000.0");
    assertLine("kxover_database_writable{" + realm + "} 1.0");
    assertLine("kxover_oldest_unconfirmed_key_timestamp_seconds{" + realm + "} 2000.0");
    assertLine("kxover_kdc_processes_attached{" + realm + "} 2.0");
    assertLine("kxover_kdc_attached_since_timestamp_seconds{" + realm + "} 4000.0");
    assertFalse(scrape().contains("B.EXAMPLE"), "KDCs ask for a realm that is not served");
    assertLine("kxover_clock_synchronized 0.0");
    assertLine(
        "kxover_kdc_clock_ahead_seconds{kdc=\"kdc.a.example:88 (192.0.2.1)\"," + realm + "} -3.0");
    assertFalse(scrape().contains("\nkxover_last_question_timestamp_seconds{"), "no question yet");
    metrics.events().happened(event(EventType.QUESTION_ANSWERED, Role.CLIENT));
    assertLine(
        "kxover_last_question_timestamp_seconds{" + realm + "} " + (double) NOW.getEpochSecond());
  }

  @ParameterizedTest
  @EnumSource(DnsOutcome.class)
  void lookUpsCountByOutcome(DnsOutcome outcome) throws Exception {
    Name name = Name.fromConstantString("stranger.example.");
    DnsAnswer answer =
        outcome == DnsOutcome.SECURE
            ? DnsAnswer.secure(name, List.of(new TXTRecord(name, DClass.IN, 1, "x")), Duration.ZERO)
            : DnsAnswer.unusable(outcome, name, "played");
    SecureDns dns =
        new SecureDns() {
          @Override
          public DnsAnswer lookup(Name asked, int type, Deadline deadline) {
            return answer;
          }

          @Override
          public List<InetAddress> addresses(Name host, Deadline deadline) {
            return List.of();
          }
        };
    assertEquals(
        answer, metrics.measured(dns).lookup(name, Type.TXT, Deadline.in(Duration.ofSeconds(1))));
    for (DnsOutcome other : DnsOutcome.values()) {
      assertLine(
          "kxover_dns_lookup_duration_seconds_count{outcome=\"%s\"} %d"
              .formatted(other.name().toLowerCase(Locale.ROOT), other == outcome ? 1 : 0));
    }
  }

  @ParameterizedTest
  @CsvSource({"POST,/metrics,405", "PUT,/metrics,405", "GET,/,404", "GET,/metrics/x,404"})
  void nothingElseIsAnswered(String method, String path, int status) throws Exception {
    assertEquals(status, http(method, path).statusCode());
    assertEquals("", http("HEAD", "/metrics").body());
  }

  @Test
  void whoDoesNotFinishARequestHoldsUpOthersForAWhileOnly() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < MetricsServer.THREADS; i++) {
      Socket socket = new Socket(address.getAddress(), address.getPort());
      slow.add(socket);
      socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nX".getBytes(US_ASCII));
    }
    scrape();
    for (Socket socket : slow) {
      assertEquals(-1, socket.getInputStream().read(), "the server closed the connection");
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "::"})
  void onlyLoopbackAddressesAreAccepted(String other) throws IOException {
    InetSocketAddress outside = new InetSocketAddress(InetAddress.getByName(other), 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> MetricsServer.start(outside, new PrometheusRegistry()));
  }
}
