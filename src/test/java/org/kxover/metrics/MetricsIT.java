package org.kxover.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** The metrics of two daemons after a crossing, a refusal and a failure. */
@Timeout(300)
class MetricsIT {
  private static final String OF_A = "realm=\"A.EXAMPLE\"";
  private static final String OF_B = "realm=\"B.EXAMPLE\"";

  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;
  private LabUser alice;

  @BeforeEach
  void twoRealms() throws Exception {
    Lab lab = world.lab().clientsDoNotGuessAtPatchedKdcs();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    a.kxoverd().measured();
    b.kxoverd().measured();
    lab.start();
    alice = a.user("alice");
  }

  private static String count(String what, String realm, String outcome) {
    return "kxover_" + what + "_duration_seconds_count{outcome=\"" + outcome + "\"," + realm + "}";
  }

  private static String key(String event, String realm, String role) {
    return "kxover_keys_total{event=\"" + event + "\"," + realm + ",role=\"" + role + "\"}";
  }

  /** The counts of outcomes and events that have grown, and by how much. */
  private static Map<String, Double> grown(LabRealm realm, Map<String, Double> before)
      throws Exception {
    Map<String, Double> grown = new TreeMap<>();
    realm
        .kxoverd()
        .metrics()
        .forEach(
            (name, value) -> {
              double by = value - before.getOrDefault(name, 0.0);
              if (name.matches(
                      "kxover_((question|crossing|request)_duration_seconds_count|keys_total)\\{.*")
                  && by != 0) {
                grown.put(name, by);
              }
            });
    return grown;
  }

  private int kvno() throws Exception {
    return alice.kvno("-S", "HTTP", "www.b.example").exitCode();
  }

  @Test
  void aCrossingARefusalAndAFailureEachCountOnce() throws Exception {
    Map<String, Double> ofA = a.kxoverd().metrics();
    Map<String, Double> ofB = b.kxoverd().metrics();
    assertEquals(0, kvno());
    assertEquals(1, grown(a, ofA).get(count("crossing", OF_A, "success")));
    assertEquals(1, grown(a, ofA).get(key("made", OF_A, "client")));
    assertEquals(
        Map.of(key("made", OF_B, "service"), 1.0, count("request", OF_B, "success"), 1.0),
        grown(b, ofB));
    a.kxoverd().awaitLine(0, "audit key-used: ");
    assertEquals(1, grown(a, ofA).get(key("used", OF_A, "client")));

    Map<String, Double> state = a.kxoverd().metrics();
    assertEquals(1, state.get("kxover_crossover_keys{" + OF_A + ",role=\"client\"}"));
    assertEquals(1, state.get("kxover_kadmin_up{" + OF_A + "}"));
    assertEquals(0, state.get("kxover_rollovers_overdue{" + OF_A + "}"));
    assertTrue(
        state.get("kxover_certificate_not_after_timestamp_seconds{" + OF_A + "}")
            > System.currentTimeMillis() / 1000.0);

    a.kdc().kadmin("delprinc -force krbtgt/B.EXAMPLE@A.EXAMPLE");
    b.kxoverd().set("peer_realms", "deny *").reload("reloaded: realm", 1);
    alice = a.user("bob");
    ofA = a.kxoverd().metrics();
    ofB = b.kxoverd().metrics();
    assertNotEquals(0, kvno());
    b.kxoverd().awaitLine(0, "audit key-refused: ");
    assertEquals(Map.of(count("request", OF_B, "refused by policy"), 1.0), grown(b, ofB));
    assertFailedOnce("refused by the peer", ofA);

    b.kxoverd().stop();
    ofA = a.kxoverd().metrics();
    assertNotEquals(0, kvno());
    assertFailedOnce("unreachable", ofA);
  }

  /**
   * Checks that each question causes one crossing. A client may ask its KDC more than once, and the
   * KDC asks kxoverd each time.
   */
  private void assertFailedOnce(String outcome, Map<String, Double> before) throws Exception {
    Map<String, Double> grown = grown(a, before);
    double questions = grown.getOrDefault(count("question", OF_A, outcome), 0.0);
    assertEquals(
        a.kxoverd().log().split("asked for [^ ]*www.b.example: [a-z]+, " + outcome, -1).length - 1,
        questions,
        grown + a.kxoverd().log());
    assertEquals(
        Map.of(
            count("question", OF_A, outcome),
            questions,
            count("crossing", OF_A, outcome),
            questions),
        grown);
  }

  private static double attached(LabRealm realm) {
    try {
      return realm.kxoverd().metrics().get("kxover_kdc_processes_attached{" + OF_A + "}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the first KDC process of A connected; empty if none is connected. */
  private static Optional<Double> attachedSince(LabRealm realm) throws IOException {
    return Optional.ofNullable(
        realm.kxoverd().metrics().get("kxover_kdc_attached_since_timestamp_seconds{" + OF_A + "}"));
  }

  @Test
  void aKdcIsAttachedFromItsFirstQuestionToItsEnd() throws Exception {
    assertEquals(0, attached(a), "nobody has asked");
    assertEquals(Optional.empty(), attachedSince(a));
    assertEquals(0, kvno());
    assertEquals(1, attached(a));
    double first = attachedSince(a).orElseThrow();

    a.kdc().stop();
    a.kxoverd().await("has no KDC", () -> attached(a) == 0);
    assertEquals(Optional.empty(), attachedSince(a));

    Instant restart = Instant.now();
    a.kdc().start();
    assertEquals(0, attached(a), "nobody has asked the new process");
    alice = a.user("bob");
    assertEquals(0, kvno());
    assertEquals(1, attached(a));
    double second = attachedSince(a).orElseThrow();
    assertTrue(second >= restart.getEpochSecond() && second >= first, first + " " + second);
  }
}
