package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.config.ControlSettings;
import org.kxover.config.Settings;
import org.kxover.guard.GuardRefusal;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;

/** Both ends of the socket, on real sockets, with a fake administration. */
class ControlSocketTest extends ControlSocketFixture {
  @Test
  void whatTheGuardRefusedIsTold() throws Exception {
    daemon.start();
    GuardRefusal refusal =
        new GuardRefusal("HTTP/www.a.example@A.EXAMPLE", "carol@C.EXAMPLE", "closed", false);
    daemon.refused().add(refusal, FakeAdministration.NOW);
    daemon
        .refused()
        .add(
            new GuardRefusal("HTTP/www.b.example@B.EXAMPLE", "carol@C.EXAMPLE", "closed", true),
            FakeAdministration.NOW);
    ControlClient.Answer answer = ask(ControlRequest.refusals(Optional.of(new Realm("A.EXAMPLE"))));
    assertEquals("done", answer.result());
    assertEquals(1, answer.items().size());
    String now = FakeAdministration.NOW.truncatedTo(ChronoUnit.SECONDS).toString();
    assertEquals(
        Map.of(
            "item", "refused",
            "realm", "A.EXAMPLE",
            "service", "HTTP/www.a.example@A.EXAMPLE",
            "client", "carol@C.EXAMPLE",
            "reason", "closed",
            "mode", "observe",
            "count", "1",
            "first", now,
            "last", now),
        answer.items().get(0));
  }

  /** Sends the octets, ends the output, and returns the whole answer. */
  private String send(String octets) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(daemon.path()));
      ByteBuffer buffer = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.shutdownOutput();
      } catch (IOException e) {
        // The daemon may close the connection before it has read all octets.
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void ordersGoToTheRealmThatTheyName() throws Exception {
    FakeAdministration c = new FakeAdministration("C.EXAMPLE");
    daemon.serves(a, c);
    daemon.start();
    ControlRequest.Command cross = ControlRequest.Command.CROSS;
    assertEquals("usage", ask(ControlRequest.order(cross, Optional.empty(), B)).result());
    ControlClient.Answer none = ask(ControlRequest.order(cross, Optional.of(B), B));
    assertEquals("usage", none.result());
    assertEquals(
        "B.EXAMPLE is not served here; this daemon serves A.EXAMPLE, C.EXAMPLE", none.text());
    ControlClient.Answer done = ask(ControlRequest.order(cross, Optional.of(c.realm()), B));
    assertEquals("done", done.result());
    assertEquals("wrote krbtgt/B.EXAMPLE@C.EXAMPLE", done.text());
    assertEquals(List.of(), a.orders);
    assertEquals(List.of("cross B.EXAMPLE"), c.orders);
  }

  @Test
  void aReloadChangesTheRealms() throws Exception {
    daemon.start();
    daemon.serves(new FakeAdministration("C.EXAMPLE"));
    assertEquals("C.EXAMPLE", ask(all()).items().get(0).get("realm"));
  }

  @Test
  void dropTakesOneDirectionOrBoth() throws Exception {
    daemon.start();
    ControlClient.Answer both = ask(ControlRequest.drop(Optional.empty(), B, Optional.empty()));
    assertEquals(List.of("drop B.EXAMPLE CLIENT", "drop B.EXAMPLE SERVICE"), a.orders);
    assertEquals("deleted", both.items().get(0).get("outcome"));
    assertEquals("absent", both.items().get(1).get("outcome"));
    assertEquals("krbtgt/A.EXAMPLE@B.EXAMPLE", both.items().get(1).get("principal"));
    ask(ControlRequest.drop(Optional.empty(), B, Optional.of(Role.SERVICE)));
    assertEquals(3, a.orders.size());
  }

  @Test
  void anUnexpectedErrorIsAnswered() throws Exception {
    daemon.start();
    ControlClient.Answer answer =
        ask(ControlRequest.order(ControlRequest.Command.RENEW, Optional.empty(), B));
    assertEquals("failed", answer.result());
    assertTrue(answer.text().startsWith("internal error"), answer.text());
    assertEquals("done", ask(all()).result());
  }

  static Stream<Arguments> invalidRequests() {
    String start = "kxover=1\ncommand=";
    return Stream.of(
        Arguments.of("kxover=1\nid=1\nrealm=A.EXAMPLE\nservice=HTTP/x.y\n\n", "command is missing"),
        Arguments.of("kxover=2\ncommand=status\n\n", "version is not 1"),
        Arguments.of(start + "delete\npeer=B.EXAMPLE\n\n", "no such command"),
        Arguments.of(start + "STATUS\n\n", "no such command"),
        Arguments.of(start + "drop\n\n", "peer is missing"),
        Arguments.of(start + "drop\npeer=b..example\n\n", "peer: "),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\nread=yes\n\n", "drop takes no \"read\""),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\ndirection=\n\n", "neither out nor in"),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\ndirection=both\n\n", "neither out nor in"),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\ndirektion=in\n\n", "takes no \"direktion\""),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\npeer=C.EXAMPLE\n\n", "appears twice"),
        Arguments.of(start + "cross\npeer=B.EXAMPLE\ndirection=in\n\n", "takes no \"direction\""),
        Arguments.of(start + "status\nread=no\n\n", "read is not yes"),
        Arguments.of(start + "status\nlimit=10001\n\n", "limit is not 0 to 10000"),
        Arguments.of(start + "status\nlimit=-1\n\n", "limit is not 0 to 10000"),
        Arguments.of(start + "status\nlimit=\n\n", "limit is not 0 to 10000"),
        Arguments.of(start + "status\npeers=\n\n", "peers: pattern is not"),
        Arguments.of(start + "status\npeers=[a]\n\n", "peers: pattern is not"),
        Arguments.of(start + "status\nafter=b..example\n\n", "after: "),
        Arguments.of(start + "status\nending_before=7d\n\n", "ending_before is not a time"),
        Arguments.of(
            start + "status\nending_before=2026-02-30T00:00:00Z\n\n",
            "ending_before is not a time"),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\nlimit=1\n\n", "drop takes no \"limit\""),
        Arguments.of(start + "drop\npeer=B.EXAMPLE\n", "closed in the middle"),
        Arguments.of(start + "status\nx\n\n", "not name=value"),
        Arguments.of(start + "status\npeer=\u00e4.example\n\n", "is not printable ASCII"),
        Arguments.of(start + "a".repeat(100_000), "a line is longer than"),
        Arguments.of("a=b\n".repeat(10_000), "more than 32 lines"));
  }

  /** Nothing is carried out, the answer has the error, and the next request is served. */
  @ParameterizedTest
  @MethodSource("invalidRequests")
  void anInvalidRequestIsRefused(String octets, String words) throws Exception {
    daemon.start();
    String answer;
    try {
      answer = send(octets);
    } catch (IOException e) {
      // The daemon closed the connection with unread octets: the kernel reports that instead of the
      // answer.
      assertTrue(octets.length() > 4_096, octets);
      answer = "item=end\nresult=usage\ntext=" + words;
    }
    assertTrue(answer.startsWith("item=end\nresult=usage\ntext="), answer);
    assertTrue(answer.contains(words), answer);
    assertEquals(List.of(), a.orders);
    assertEquals("done", ask(all()).result());
  }

  private Settings limited(Duration timeout, int connections) {
    return daemon
        .settings()
        .with(ControlSettings.TIMEOUT, timeout)
        .with(ControlSettings.MAX_CONNECTIONS, connections);
  }

  @Test
  void aSilentClientIsDisconnected() throws Exception {
    daemon.start(limited(Duration.ofSeconds(1), 8));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(daemon.path()));
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
    }
    assertEquals("done", ask(all()).result());
  }

  /** The answer is longer than all buffers. */
  @Test
  void aClientThatDoesNotReadIsDisconnected() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      a.with("P" + i + ".EXAMPLE", Role.CLIENT, PLAN);
    }
    daemon.start(limited(Duration.ofSeconds(2), 1));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(daemon.path()));
      channel.write(ByteBuffer.wrap(all().encoded()));
      ControlException e = assertThrows(ControlException.class, () -> ask(all()));
      assertEquals(ControlException.Reason.NOT_SERVED, e.reason(), "max_connections = 1");
      a.crossovers.clear();
      ControlClient.Answer answer = null;
      while (answer == null) {
        try {
          answer = ask(all());
        } catch (ControlException still) {
          Thread.onSpinWait();
        }
      }
      assertEquals("done", answer.result());
    }
  }
}
