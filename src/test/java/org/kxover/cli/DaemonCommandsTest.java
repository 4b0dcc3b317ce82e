package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.administration.Administration;
import org.kxover.administration.ExchangeState;
import org.kxover.config.ControlSettings;
import org.kxover.config.TestSettings;
import org.kxover.control.ControlRequest;
import org.kxover.control.ControlSocket;
import org.kxover.control.DaemonReport;
import org.kxover.control.FakeAdministration;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.event.RecentFailures;
import org.kxover.guard.RefusalTable;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.RenewalPlan;
import org.kxover.tls.RollProgress;

/** The commands that talk to a daemon, over a real control socket. */
@Timeout(60)
class DaemonCommandsTest {
  private static final Instant NOW = FakeAdministration.NOW;
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  private final RecentFailures failures = new RecentFailures(() -> NOW);
  private final List<String> questions = new ArrayList<>();
  private List<Administration> realms = List.of(a);
  private Optional<String> typed = Optional.empty();
  private Path config;
  private Path path;
  private ControlSocket socket;

  @BeforeEach
  void daemon() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    path = folder.resolve("control.sock");
    config =
        Files.writeString(
            folder.resolve("kxoverd.conf"),
            "[realm A.EXAMPLE]\nhost = kx.a.example\n[control]\nsocket = " + path + "\n");
    socket =
        new ControlSocket(
            TestSettings.daemon()
                .with(ControlSettings.SOCKET, path)
                .with(ControlSettings.UIDS, Set.of())
                .with(ControlSettings.TIMEOUT, Duration.ofSeconds(30))
                .with(ControlSettings.MAX_CONNECTIONS, 8),
            (Integer) Files.getAttribute(folder, "unix:uid"),
            () -> realms,
            failures,
            () ->
                new DaemonReport(
                    new DaemonReport.User(0, 0, List.of()), List.of(), Optional.empty()),
            new RefusalTable(),
            () -> NOW);
    socket.start();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return KxoverCommand.create(
            Clock.fixed(NOW, ZoneOffset.UTC),
            new SecureRandom(),
            settings -> null,
            realm -> null,
            question -> {
              questions.add(question);
              return typed;
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private static RenewalPlan plan(RenewalPlan.State state) {
    Optional<Instant> at =
        state == RenewalPlan.State.PLANNED || state == RenewalPlan.State.RETRY
            ? Optional.of(NOW.plus(Duration.ofDays(20)))
            : Optional.empty();
    int tries = state == RenewalPlan.State.RETRY ? 2 : 0;
    return new RenewalPlan(state, at, tries, tries > 0 ? "unreachable: no \"peer\"" : "");
  }

  private void world() {
    a.with("C.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.RETRY))
        .with("B.EXAMPLE", Role.SERVICE, plan(RenewalPlan.State.BY_PEER))
        .with("B.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.PLANNED))
        .with("QUITE.LONG.NAME.OF.A.REALM.D.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.NONE));
    a.inWork.add(new ExchangeState(B, Role.CLIENT, Duration.ofSeconds(7)));
    failures.happened(
        Event.of(EventType.KEY_REFUSED, NOW, a.realm(), "refused 192.0.2.1: " + "words ".repeat(60))
            .about(Optional.of(new Realm("EVIL.EXAMPLE")))
            .in(Role.SERVICE)
            .failed(Optional.of(FailureReason.UNAUTHENTICATED)));
  }

  @Test
  void theTableIsSortedAndFitsTheWidth() {
    world();
    a.unread = 3;
    assertEquals(0, run("status"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        "Realm A.EXAMPLE: 4 crossovers, 1 exchange in progress, 1 recent failure", lines.get(0));
    assertEquals(
        List.of(
            "DIR  PEER        KVNO  STATE       ETYPES          GROUP            AGE  TILL (UTC)"
                + "        RENEWAL   USED",
            "out  B.EXAMPLE      3  in force    aes256-sha2 +1  X25519MLKEM768   48h  2026-12-21"
                + " 12:00  in 20d      5m",
            "in   B.EXAMPLE      3  in force    aes256-sha2 +1  X25519MLKEM768   48h  2026-12-21"
                + " 12:00  by peer",
            "out  C.EXAMPLE      3  in force    aes256-sha2 +1  X25519MLKEM768   48h  2026-12-21"
                + " 12:00  in 20d      5m",
            "out  QUITE.LONG.NAME.OF.A.REALM.D.EXAMPLE"),
        lines.subList(2, 7).stream().map(line -> line.replace(" 2d  2026", "48h  2026")).toList());
    assertTrue(lines.contains("out  B.EXAMPLE, for 7s"), out.toString());
    assertTrue(lines.contains("out  C.EXAMPLE, kvno 3: failed 2 times, next try in 20d"));
    assertTrue(lines.contains("     unreachable: no \"peer\""));
    assertTrue(lines.contains("in   EVIL.EXAMPLE, 1 time, 0s ago"));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("3 more principals")));
    assertTrue(lines.stream().allMatch(line -> line.length() <= 120), out.toString());
  }

  @Test
  void aChangeToANewKeyThatIsStuckIsShown() throws Exception {
    a.keyChange =
        Optional.of(
            new RollProgress(
                "remove the old record",
                NOW.minus(Duration.ofHours(3)),
                Optional.of("ns.a.example does not answer")));
    assertEquals(0, run("status"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        List.of(
            "Change to a new key: stuck for 3h at: remove the old record",
            "     ns.a.example does not answer"),
        lines.subList(1, 3));
    assertEquals(0, run("status", "--json"), err.toString());
    JsonNode realm = STRICT.readTree(out.toString()).get("realms").get(0);
    assertEquals("ns.a.example does not answer", realm.get("key_change_stuck").textValue());
    assertEquals("2026-11-23T09:00:00Z", realm.get("key_change_since").textValue());
  }

  @Test
  void anEmptyStatusIsExplained() {
    assertEquals(0, run("status"), err.toString());
    assertTrue(out.toString().contains("kxoverd has not listed the database yet."), out + "");
    assertEquals(0, run("status", "--read"), err.toString());
    assertTrue(out.toString().contains("No crossovers: no user of A.EXAMPLE"), out.toString());
    a.listed = OptionalLong.of(0);
    assertEquals(0, run("status"), err.toString());
    assertTrue(out.toString().contains("No crossovers: no user of A.EXAMPLE"), out.toString());
    assertEquals(0, run("status", "B.EXAMPLE"), err.toString());
    assertTrue(out.toString().contains("No key with B.EXAMPLE"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 120));
  }

  @Test
  void theTableIsAPage() {
    world();
    assertEquals(0, run("status", "--limit", "2"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(0).startsWith("Realm A.EXAMPLE: 2 crossovers and more, 1 exchange"));
    assertTrue(lines.contains("For the next crossovers add --after B.EXAMPLE."), out.toString());
    assertFalse(out.toString().contains("out  C.EXAMPLE"), out.toString());
    assertEquals(0, run("status", "--limit", "2", "--after", "B.EXAMPLE"), err.toString());
    lines = out.toString().lines().toList();
    assertTrue(lines.get(0).startsWith("Realm A.EXAMPLE: 2 crossovers, "), out.toString());
    assertTrue(out.toString().contains("out  C.EXAMPLE"), out.toString());
    assertFalse(out.toString().contains("--after"), out.toString());
    assertEquals(List.of(), a.orders, "nothing was read for it");
    assertEquals(0, run("status", "--peer", "c.*", "--read"), err.toString());
    assertTrue(out.toString().contains("out  C.EXAMPLE"), out.toString());
    assertFalse(out.toString().contains("B.EXAMPLE"), out.toString());
    assertEquals(List.of("read all"), a.orders);
    assertEquals(0, run("status", "--peer", "z*"), err.toString());
    assertTrue(out.toString().contains("No such crossover."), out.toString());
  }

  @Test
  void aStatusThatMayLackCrossoversSaysSo() throws Exception {
    world();
    a.partial = true;
    a.listed = OptionalLong.of(1_000_000);
    assertEquals(0, run("status"), err.toString());
    assertTrue(out.toString().contains("The database has about 1000000 crossovers."), out + "");
    assertEquals(0, run("status", "--json"), err.toString());
    JsonNode realm = STRICT.readTree(out.toString()).get("realms").get(0);
    assertEquals(1_000_000, realm.get("database").intValue());
    assertEquals("yes", realm.get("partial").asText());
    assertEquals(0, run("status", "--read"), err.toString());
    assertFalse(out.toString().contains("The database has about"), out.toString());
  }

  @Test
  void keysThatEndSoonCanBeAskedFor() {
    world();
    for (String late : List.of("28d", "2026-12-21", "2026-12-21T12:00:00Z")) {
      assertEquals(0, run("status", "--ending-before", late), err.toString());
      assertTrue(out.toString().startsWith("Realm A.EXAMPLE: 0 crossovers, "), late);
    }
    for (String soon : List.of("29d", "2026-12-22", "2026-12-21T12:00:01Z")) {
      assertEquals(0, run("status", "--ending-before", soon), err.toString());
      assertTrue(out.toString().startsWith("Realm A.EXAMPLE: 4 crossovers, "), soon);
    }
  }

  /** More than one page of the daemon, in the order of the names. */
  @Test
  void jsonHasAllCrossoversOfAllRealms() throws Exception {
    FakeAdministration z = new FakeAdministration("Z.EXAMPLE");
    realms = List.of(a, z);
    int count = ControlRequest.MAX_LIMIT + 1;
    for (int i = 0; i < count; i++) {
      a.with(String.format("P%05d.EXAMPLE", i), Role.SERVICE, plan(RenewalPlan.State.BY_PEER));
    }
    z.with("B.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.NONE));
    assertEquals(0, run("status", "--json"), err.toString());
    JsonNode all = STRICT.readTree(out.toString()).get("realms");
    assertEquals(count, all.get(0).get("crossovers").size());
    assertEquals("P10000.EXAMPLE", all.get(0).get("crossovers").get(10_000).get("peer").asText());
    assertFalse(all.get(0).has("after"));
    assertEquals(1, all.get(1).get("crossovers").size());
    assertEquals(0, run("status", "--json", "--limit", "3"), err.toString());
    all = STRICT.readTree(out.toString()).get("realms");
    assertEquals(3, all.get(0).get("crossovers").size());
    assertEquals("P00002.EXAMPLE", all.get(0).get("after").asText());
  }

  @Test
  void jsonHasStableNamesAndTypes() throws Exception {
    world();
    realms = List.of(a, new FakeAdministration("Z.EXAMPLE"));
    assertEquals(0, run("status", "--json"), err.toString());
    JsonNode whole = STRICT.readTree(out.toString());
    assertEquals("2026-11-23T12:00:00Z", whole.get("time").textValue());
    assertEquals(2, whole.get("realms").size());
    JsonNode realm = whole.get("realms").get(0);
    assertEquals("A.EXAMPLE", realm.get("realm").textValue());
    assertTrue(realm.get("unread").isInt());
    assertEquals(4, realm.get("crossovers").size());
    JsonNode first = realm.get("crossovers").get(0);
    List<String> names = new ArrayList<>();
    first.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of(
            "realm",
            "direction",
            "peer",
            "principal",
            "state",
            "read",
            "kvno",
            "etypes",
            "group",
            "daemon",
            "from",
            "till",
            "age",
            "older_keys",
            "renewal",
            "renewal_at",
            "last_use"),
        names);
    assertEquals(3, first.get("kvno").intValue());
    assertEquals(172_800, first.get("age").intValue());
    assertEquals("aes256-cts-hmac-sha384-192", first.get("etypes").get(1).textValue());
    assertEquals("2026-12-21T12:00:00Z", first.get("till").textValue());
    JsonNode retry = realm.get("crossovers").get(2);
    assertEquals(2, retry.get("attempts").intValue());
    assertEquals("unreachable: no \"peer\"", retry.get("reason").textValue());
    assertEquals(7, realm.get("exchanges").get(0).get("age").intValue());
    assertEquals("unauthenticated", realm.get("failures").get(0).get("outcome").textValue());
    assertEquals(1, realm.get("failures").get(0).get("count").intValue());
    assertEquals(0, whole.get("realms").get(1).get("crossovers").size());
    assertEquals(0, run("status", "--json", "--realm", "Z.EXAMPLE"));
    assertEquals(1, STRICT.readTree(out.toString()).get("realms").size());
  }

  @Test
  void ordersPrintTheirResult() throws Exception {
    assertEquals(0, run("cross", "B.EXAMPLE"), err.toString());
    assertEquals("wrote krbtgt/B.EXAMPLE@A.EXAMPLE\n", out.toString());
    assertEquals(0, run("cross", "B.EXAMPLE", "--json"), err.toString());
    assertEquals("done", STRICT.readTree(out.toString()).get("result").textValue());
    assertEquals(1, run("renew", "B.EXAMPLE"));
    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("kxover renew: internal error"), err.toString());
    assertEquals(1, run("renew", "B.EXAMPLE", "--json"));
    assertEquals("failed", STRICT.readTree(out.toString()).get("result").textValue());
    assertEquals(2, run("cross", "B.EXAMPLE", "--realm", "Q.EXAMPLE"));
    assertTrue(err.toString().contains("Q.EXAMPLE is not served here"), err.toString());
    assertEquals(0, run("cross", "B.EXAMPLE", "--realm", "A.EXAMPLE"));
  }

  @Test
  void dropExplainsAndAsksFirst() {
    world();
    typed = Optional.of("n");
    assertEquals(1, run("drop", "B.EXAMPLE"));
    assertTrue(err.toString().contains("krbtgt/B.EXAMPLE@A.EXAMPLE, kvno 3: "), err.toString());
    assertTrue(err.toString().contains("are refused here at once"), err.toString());
    assertTrue(err.toString().endsWith("nothing was deleted\n"), err.toString());
    typed = Optional.of("");
    assertEquals(1, run("drop", "B.EXAMPLE"));
    assertEquals(List.of("read B.EXAMPLE", "read B.EXAMPLE"), a.orders);
    a.orders.clear();

    typed = Optional.of("y");
    assertEquals(0, run("drop", "B.EXAMPLE", "--direction", "out"), err.toString());
    assertFalse(err.toString().contains("krbtgt/A.EXAMPLE@B.EXAMPLE"), err.toString());
    assertEquals(List.of("read B.EXAMPLE", "drop B.EXAMPLE CLIENT"), a.orders);
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE: deleted\n", out.toString());
    assertEquals(3, questions.size());
  }

  @Test
  void bothDirectionsCanBeNamed() throws Exception {
    assertEquals(0, run("drop", "B.EXAMPLE", "--direction", "both", "--yes"), err.toString());
    assertEquals(List.of("drop B.EXAMPLE CLIENT", "drop B.EXAMPLE SERVICE"), a.orders);
  }

  @Test
  void withoutATerminalDropNeedsYes() throws Exception {
    assertEquals(2, run("drop", "B.EXAMPLE"));
    assertTrue(err.toString().contains("--yes"), err.toString());
    assertEquals(List.of("read B.EXAMPLE"), a.orders);
    questions.clear();
    assertEquals(0, run("drop", "B.EXAMPLE", "--yes", "--json"), err.toString());
    assertEquals(List.of(), questions);
    JsonNode dropped = STRICT.readTree(out.toString()).get("dropped");
    assertEquals("deleted", dropped.get(0).get("outcome").textValue());
    assertEquals("in", dropped.get(1).get("direction").textValue());
    assertEquals("absent", dropped.get(1).get("outcome").textValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cross",
        "cross b..example",
        "cross B.EXAMPLE C.EXAMPLE",
        "cross B.EXAMPLE --direction out",
        "drop",
        "drop B.EXAMPLE --direction sideways",
        "drop B.EXAMPLE --yes=maybe",
        "status B.EXAMPLE --realm -",
        "status --limit 0",
        "status --limit 10001",
        "status --peer [a]",
        "status --peer=",
        "status B.EXAMPLE --peer *",
        "status B.EXAMPLE --after C.EXAMPLE",
        "status --after b..example",
        "status --ending-before yesterday",
        "status --ending-before 2026-02-30",
        "renew --json"
      })
  void aWrongCommandLineIsExitCode2AndOrdersNothing(String line) {
    assertEquals(2, run(line.split(" ")), out + "" + err);
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals(List.of(), a.orders);
  }

  @Test
  void aStoppedDaemonIsExitCode3() throws Exception {
    socket.close();
    for (String verb : List.of("cross", "renew", "drop", "status")) {
      assertEquals(3, run(verb, "B.EXAMPLE"), err.toString());
      assertTrue(err.toString().startsWith("kxover " + verb + ": no kxoverd at " + path));
      assertEquals(1, err.toString().lines().count());
    }
    assertEquals(3, run("status", "--json"));
    assertEquals("", out.toString());
  }

  /** An error in the settings file must not prevent an administrator from reading the status. */
  @Test
  void theSocketOptionReplacesTheSettings() throws Exception {
    Files.writeString(config, "nonsense\n");
    assertEquals(1, run("status"));
    assertEquals(0, run("status", "--socket", path.toString()), err.toString());
  }
}
