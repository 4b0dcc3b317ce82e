package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kxover.control.ControlRequest;
import org.kxover.control.FakeAdministration;
import org.kxover.kdb.Role;
import org.kxover.lifecycle.RenewalPlan;
import org.kxover.tls.RollProgress;

/** What {@code kxover status} prints. */
class StatusCommandTest extends DaemonCommandsFixture {
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
    daemon.serves(a, z);
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
    daemon.serves(a, new FakeAdministration("Z.EXAMPLE"));
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
}
