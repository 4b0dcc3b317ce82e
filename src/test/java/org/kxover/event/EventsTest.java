package org.kxover.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRule;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.Role;
import org.kxover.tls.TlsSession;

/** The events of two realms that cross over or fail to. */
@Timeout(120)
class EventsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private static String shape(Event event) {
    return Stream.of(
            event.type().toString(),
            event.realm().get() + "/" + event.peerRealm().map(Object::toString).orElse("?"),
            event.role().get().word(),
            event.kvno().isPresent() ? "kvno " + event.kvno().getAsInt() : "no kvno",
            event.outcome())
        .collect(Collectors.joining(", "));
  }

  private List<String> shapes() {
    return world.events.stream().map(EventsTest::shape).toList();
  }

  /** Ignores the order: B reports a refusal only after A received it. */
  private void assertEvents(String... shapes) throws Exception {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        world.events.size() < shapes.length && System.nanoTime() < end; ) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertEquals(Stream.of(shapes).sorted().toList(), shapes().stream().sorted().toList());
  }

  @Test
  void aFirstQuestionMakesAKeyOnBothSidesAndASecondOnlyAnAnswer() throws Exception {
    world.ask();
    String answered = "question-answered, A.EXAMPLE/B.EXAMPLE, client, no kvno, success";
    assertEquals(
        List.of(
            "key-made, B.EXAMPLE/A.EXAMPLE, service, kvno 1, success",
            "key-made, A.EXAMPLE/B.EXAMPLE, client, kvno 1, success",
            answered),
        shapes());
    for (Event event : world.events.subList(0, 2)) {
      assertEquals(Optional.of(A_TO_B), event.crossover());
      assertTrue(event.text().startsWith("wrote " + A_TO_B + " kvno 1, "), event.text());
      assertTrue(event.peer().get().startsWith("kx."), event.peer().get());
      assertEquals(Optional.of(Duration.ZERO), event.took(), "the clock of the test stands still");
    }
    world.events.clear();
    world.ask();
    assertEquals(List.of(answered), shapes());
  }

  @Test
  void aRenewedKeyIsRolled() throws Exception {
    world.ask();
    world.events.clear();
    world.ourExchanges().renew(A_TO_B, 1).get();
    assertEquals(
        List.of(
            "key-rolled, B.EXAMPLE/A.EXAMPLE, service, kvno 2, success",
            "key-rolled, A.EXAMPLE/B.EXAMPLE, client, kvno 2, success"),
        shapes());
  }

  @Test
  void bothSidesReportARefusal() throws Exception {
    world.close();
    world =
        new TwoRealms(
            Files.createDirectory(folder.resolve("strict")),
            Map.of(
                B,
                realm ->
                    realm.with(PolicySettings.PEER_REALMS, List.of(new RealmRule(false, "*")))));
    world.ask();
    assertEvents(
        "key-refused, B.EXAMPLE/A.EXAMPLE, service, no kvno, refused by policy",
        "crossing-failed, A.EXAMPLE/B.EXAMPLE, client, no kvno, refused by the peer",
        "question-answered, A.EXAMPLE/?, client, no kvno, refused by the peer");
    String peer = "kx.b.example:" + world.listener.address().getPort();
    assertEquals(Optional.of(peer), event(EventType.CROSSING_FAILED).peer());
    assertTrue(event(EventType.KEY_REFUSED).text().startsWith("refused 127.0.0.1:"));
  }

  private Event event(EventType type) {
    return world.events.stream().filter(event -> event.type() == type).findFirst().orElseThrow();
  }

  @Test
  void aQuestionWithoutACrossingIsNotAFailedCrossing() throws Exception {
    world.outgoing().answer(TwoRealms.question("HTTP/nowhere.example"));
    assertEquals(List.of("question-answered, A.EXAMPLE/?, client, no kvno, absent"), shapes());
  }

  @Test
  void aMalformedRequestIsRefusedWithoutAPeerRealm() throws Exception {
    try (TlsSession session = world.connect()) {
      session.writeMessage(new byte[] {0x30, 0});
      session.readMessage();
    }
    assertEvents("key-refused, B.EXAMPLE/?, service, no kvno, protocol error");
  }

  @Test
  void aPeersWordsAreOnePrintableLine() {
    Event event =
        Event.of(EventType.KEY_REFUSED, NOW, A, "said\nKXOVER_AUDIT=1\u009b")
            .with(Optional.of("kx\r\nx:1"));
    assertEquals("said\\u000aKXOVER_AUDIT=1\\u009b", event.text());
    assertEquals(Optional.of("kx\\u000d\\u000ax:1"), event.peer());
    assertEquals(2_003, Event.of(EventType.KEY_REFUSED, NOW, "x".repeat(10_000)).text().length());
  }

  @Test
  void theCrossoverPrincipalComesFromBothRealmsAndTheRole() {
    Event event = Event.of(EventType.KEY_ENDED, NOW, B, "").about(Optional.of(A)).ofKey(3);
    assertEquals(Optional.empty(), event.crossover());
    assertEquals(Optional.of(A_TO_B), event.in(Role.SERVICE).crossover());
    assertEquals(OptionalInt.of(3), event.in(Role.CLIENT).kvno());
    assertEquals("krbtgt/A.EXAMPLE@B.EXAMPLE", event.in(Role.CLIENT).crossover().get().toString());
    assertEquals(Optional.of(Duration.ZERO), event.since(NOW.plusSeconds(1)).took());
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheOthers() {
    List<Event> heard = new ArrayList<>();
    Events all =
        new EventBroadcast(
            List.of(
                event -> {
                  throw new IllegalStateException("test");
                },
                heard::add));
    Event event = Event.of(EventType.DAEMON_READY, NOW, "ready");
    all.happened(event);
    all.happened(event);
    assertEquals(List.of(event, event), heard);
  }

  @Test
  void everyTypeHasAUniqueIdAndKeyEventsAreAuditEvents() {
    Set<String> ids = Stream.of(EventType.values()).map(EventType::id).collect(Collectors.toSet());
    assertEquals(EventType.values().length, ids.size());
    ids.forEach(id -> assertTrue(id.matches("[0-9a-f]{32}"), id));
    assertEquals(
        List.of("key-made", "key-rolled", "key-used", "key-ended", "key-refused"),
        Stream.of(EventType.values()).filter(EventType::isAudit).map(EventType::toString).toList());
    assertFalse(EventType.QUESTION_ANSWERED.isAudit());
  }
}
