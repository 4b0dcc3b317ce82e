package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.kxover.plugin.FakeDaemon.answer;
import static org.kxover.plugin.FakeDaemon.answers;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A KDC with the patch and a daemon that gives no valid referral. Its clients get the answer of a
 * stock KDC, and a referral as soon as the daemon is honest.
 */
@Timeout(120)
class PatchedKdcFaultsIT extends PatchedKdcFixture {
  private static final int WAITING = 10;

  @BeforeEach
  void startKdc() throws Exception {
    kdc = realm.patched("socket = " + socket, "time_budget = 1000");
  }

  static Stream<Arguments> unhelpful() {
    String referral = "result=referral";
    String realmB = "realm=B.EXAMPLE";
    return Stream.of(
        arguments("none", answers("result=none", "ttl=60")),
        arguments("local", answers("result=local")),
        arguments("denied", answers("result=denied", "reason=policy")),
        arguments("failed", answers("result=failed", "reason=timeout")),
        arguments("refers to the realm itself", answers(referral, "realm=A.EXAMPLE")),
        arguments("refers to a realm without a key", answers(referral, "realm=C.EXAMPLE")),
        arguments("garbage", sends(id -> "HTTP/1.1 200 OK\r\n\r\n")),
        arguments("a megabyte", sends(id -> "x".repeat(1 << 20))),
        arguments("half a line", sends(id -> "kxover=1\nid=" + id + "\nresu")),
        arguments("half an answer", sends(id -> "kxover=1\nid=" + id + "\n" + referral + "\n")),
        arguments("another id", sends(id -> answer(id + "0", referral, realmB))),
        arguments("no id", sends(id -> "kxover=1\n" + referral + "\n" + realmB + "\n\n")),
        arguments("a bad realm", sends(id -> answer(id, referral, "realm=B/X@Y"))),
        arguments("two realms", sends(id -> answer(id, referral, realmB, realmB))),
        arguments("silence", (FakeDaemon.Behaviour) FakeDaemon.Connection::listenOnly),
        arguments("is gone at once", (FakeDaemon.Behaviour) c -> {}),
        arguments("closes after reading", (FakeDaemon.Behaviour) c -> c.read()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unhelpful")
  void givesTheStockAnswer(String what, FakeDaemon.Behaviour behaviour) throws Exception {
    byte[] request = realm.request(HOST);
    KdcAnswer expected = KdcClient.ask(stock.port(), request);
    List<String> stockLog = stock.lines("TGS_REQ");
    try (FakeDaemon daemon = new FakeDaemon(socket, behaviour)) {
      assertEquals(expected, KdcClient.ask(kdc.port(), request));
      // After a close the KDC asks once more, as the daemon may have restarted.
      int connections = daemon.connections();
      switch (what) {
        case "closes after reading" -> assertEquals(2, connections);
        // The KDC may notice the close before or after it sends the question.
        case "is gone at once" -> assertTrue(connections <= 2, connections + " connections");
        default -> assertEquals(1, connections);
      }
    }
    assertEquals(List.of(stockLog.get(stockLog.size() - 1)), kdc.lines("TGS_REQ"));
    try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      awaitReferral();
    }
  }

  /** Ten requests wait on the connection on which a bad answer to another request arrives. */
  @Test
  void aBadAnswerCostsItsOwnRequestOnly() throws Exception {
    FakeDaemon.Behaviour answersTheLastWrongly =
        c -> {
          List<String> ids = new ArrayList<>();
          for (int i = 0; i <= WAITING; i++) {
            ids.add(c.read().id());
          }
          c.send(answer(ids.get(WAITING), "result=referral", "realm=B\u00ff"));
          for (String id : ids.subList(0, WAITING)) {
            c.send(answer(id, FakeDaemon.referral("B.EXAMPLE", 0)));
          }
          c.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, answersTheLastWrongly);
        KdcClient others = new KdcClient(kdc.port());
        KdcClient last = new KdcClient(kdc.port())) {
      for (byte[] request : realm.requests(WAITING, HOST)) {
        others.send(request);
      }
      awaitQuestions(daemon, WAITING);
      byte[] request = realm.request(HOST);
      last.send(request);
      for (int i = 0; i < WAITING; i++) {
        assertEquals(B, others.receive().ticket());
      }
      assertEquals(KdcClient.ask(stock.port(), request), last.receive());
      assertEquals(1, daemon.connections());
    }
    assertEquals(1, lines("octet that is not printable ASCII"));
  }

  /** The socket survived the restart; the new daemon gets the questions that are still open. */
  @Test
  void asksADaemonThatWasRestartedOnceMore() throws Exception {
    FakeDaemon.Behaviour restarted =
        c -> {
          if (c.number() == 1) {
            c.read();
            c.read();
          } else {
            refersTo("B.EXAMPLE").serve(c);
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, restarted);
        KdcClient first = new KdcClient(kdc.port());
        KdcClient second = new KdcClient(kdc.port())) {
      first.send(realm.request(HOST));
      second.send(realm.request(HOST));
      assertEquals(B, first.receive().ticket());
      assertEquals(B, second.receive().ticket());
      assertEquals(2, daemon.connections());
      assertEquals(4, daemon.requests().size());
    }
    assertEquals(0, kdc.lines("no answer from kxoverd").size());
  }

  @Test
  void givesTheStockAnswerWithoutADaemon() throws Exception {
    byte[] request = realm.request(HOST);
    assertEquals(KdcClient.ask(stock.port(), request), KdcClient.ask(kdc.port(), request));
    assertEquals(1, kdc.lines("no answer from kxoverd").size());
    try (FakeDaemon honest = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      awaitReferral();
    }
    assertEquals(1, kdc.lines("answers again").size());
  }

  @Test
  void leavesABrokenDaemonAloneForAWhile() throws Exception {
    List<byte[]> requests = realm.requests(100, HOST);
    try (FakeDaemon daemon = new FakeDaemon(socket, c -> {})) {
      for (byte[] request : requests) {
        assertNotNull(KdcClient.ask(kdc.port(), request).error());
      }
      assertTrue(daemon.connections() < requests.size() / 2, "" + daemon.connections());
    }
  }

  private static FakeDaemon.Behaviour sends(UnaryOperator<String> text) {
    return c -> {
      for (FakeDaemon.Request r = c.read(); r != null; r = c.read()) {
        c.send(text.apply(r.id()));
      }
    };
  }
}
