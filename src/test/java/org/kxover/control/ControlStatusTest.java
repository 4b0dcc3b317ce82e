package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.administration.ExchangeState;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.lifecycle.RenewalPlan;

/** What a status has, over a real socket. */
class ControlStatusTest extends ControlSocketFixture {
  private static List<String> peers(ControlClient.Answer answer) {
    assertEquals("done", answer.result(), answer.text());
    return answer.items().stream()
        .filter(item -> item.get("item").equals("crossover"))
        .map(item -> item.get("direction") + " " + item.get("peer"))
        .toList();
  }

  @Test
  void aRenewalThatIsNotPlannedHasItsReason() throws Exception {
    daemon.start();
    RenewalPlan unused =
        new RenewalPlan(RenewalPlan.State.NOT_PLANNED, Optional.empty(), 0, "renewal = never");
    RenewalPlan late =
        new RenewalPlan(RenewalPlan.State.NOT_PLANNED, Optional.empty(), 3, "unreachable: played");
    a.with("B.EXAMPLE", Role.CLIENT, unused).with("C.EXAMPLE", Role.CLIENT, late);
    List<Map<String, String>> items = ask(all()).items();
    assertEquals("not planned", items.get(1).get("renewal"));
    assertEquals("renewal = never", items.get(1).get("reason"));
    assertFalse(items.get(1).containsKey("attempts"));
    assertEquals("not planned", items.get(2).get("renewal"));
    assertEquals("unreachable: played", items.get(2).get("reason"));
    assertEquals("3", items.get(2).get("attempts"));
  }

  @Test
  void statusHasEveryField() throws Exception {
    daemon.start();
    a.with("B.EXAMPLE", Role.CLIENT, PLAN).with("C.EXAMPLE", Role.SERVICE, PLAN);
    a.unread = 4;
    ControlClient.Answer answer = ask(all());
    assertEquals("done", answer.result());
    assertEquals(5, answer.items().size());
    assertEquals("{item=realm, realm=A.EXAMPLE, unread=4}", answer.items().get(0).toString());
    assertEquals(
        "{item=crossover, realm=A.EXAMPLE, direction=out, peer=B.EXAMPLE,"
            + " principal=krbtgt/B.EXAMPLE@A.EXAMPLE, state=in force, read=2026-11-23T11:00:00Z,"
            + " kvno=3, etypes=aes256-cts-hmac-sha1-96,aes256-cts-hmac-sha384-192,"
            + " group=X25519MLKEM768, daemon=kx.b.example:4088, from=2026-11-21T12:00:00Z,"
            + " till=2026-12-21T12:00:00Z, age=172800, older_keys=0, renewal=by peer,"
            + " last_use=2026-11-23T11:55:00Z}",
        answer.items().get(1).toString());
    assertEquals("in", answer.items().get(2).get("direction"));
    assertFalse(answer.items().get(2).containsKey("last_use"));
    assertEquals(
        "{item=daemon, uid=0, gid=0, groups=0,27, elsewhere=2026-11-23T11:59:50Z}",
        answer.items().get(3).toString());
    assertEquals(
        "{item=attached, pid=4711, since=2026-11-23T11:59:00Z, requests=5}",
        answer.items().get(4).toString());
    assertEquals(List.of(), a.orders, "nothing was read for it");
    ask(ControlRequest.status(Optional.empty(), Optional.of(B), false));
    ask(ControlRequest.status(Optional.empty(), Optional.empty(), true));
    assertEquals(List.of("read B.EXAMPLE", "read all"), a.orders);
  }

  @Test
  void tenThousandCrossoversComeInBoundedMessages() throws Exception {
    daemon.start();
    for (int i = 0; i < 10_000; i++) {
      a.with("P" + i + ".EXAMPLE", Role.CLIENT, PLAN);
    }
    assertEquals(10_003, ask(all()).items().size());
    a.with("Q.EXAMPLE", Role.CLIENT, PLAN);
    List<Map<String, String>> items = ask(all()).items();
    assertEquals(10_004, items.size(), "a page, whatever the database has");
    assertEquals("{item=more, realm=A.EXAMPLE, after=P9999.EXAMPLE}", items.get(10_001).toString());
  }

  @Test
  void aPageHasTheCrossoversThatItsRequestNames() throws Exception {
    daemon.start();
    a.with("C.EXAMPLE", Role.SERVICE, PLAN)
        .with("B.EXAMPLE", Role.CLIENT, PLAN)
        .with("D.EXAMPLE", Role.CLIENT, PLAN)
        .with("C.TEST", Role.CLIENT, PLAN);
    ControlRequest two = all().peers(new RealmPattern("*.example")).limit(2);
    ControlClient.Answer first = ask(two);
    assertEquals(List.of("out B.EXAMPLE", "in C.EXAMPLE"), peers(first));
    Map<String, String> more = first.items().get(first.items().size() - 1);
    assertEquals("{item=more, realm=A.EXAMPLE, after=C.EXAMPLE}", more.toString());
    ControlClient.Answer second = ask(two.after(new Realm("C.EXAMPLE")));
    assertEquals(List.of("out D.EXAMPLE"), peers(second));
    assertEquals(2, second.items().size(), "there is no page after it");
    assertEquals(List.of(), peers(ask(all().limit(0))));
    // The keys end in 28 days.
    Instant end = FakeAdministration.NOW.plus(Duration.ofDays(28));
    assertEquals(List.of(), peers(ask(all().endingBefore(end))));
    assertEquals(4, peers(ask(all().endingBefore(end.plusSeconds(1)))).size());
    assertEquals(List.of(), a.orders, "nothing was read for it");
  }

  /** Both are of the whole realm, and so is what was seen at its KDCs. */
  @Test
  void onlyTheFirstPageHasExchangesAndFailures() throws Exception {
    daemon.start();
    a.inWork.add(new ExchangeState(B, Role.CLIENT, Duration.ofSeconds(7)));
    assertEquals(4, ask(all().limit(0)).items().size(), "and two of the daemon");
    assertEquals(2, ask(all().peers(new RealmPattern("b.*"))).items().size());
    assertEquals(1, ask(all().peers(new RealmPattern("c.*"))).items().size());
    assertEquals(1, ask(all().after(B)).items().size());
  }
}
