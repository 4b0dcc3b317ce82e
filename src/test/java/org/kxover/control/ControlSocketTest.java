package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.administration.Administration;
import org.kxover.administration.ExchangeState;
import org.kxover.config.ControlSettings;
import org.kxover.config.TestSettings;
import org.kxover.event.RecentFailures;
import org.kxover.guard.GuardRefusal;
import org.kxover.guard.RefusalTable;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.lifecycle.RenewalPlan;

/** Both ends of the socket, on real sockets, with a fake administration. */
@Timeout(60)
class ControlSocketTest {
  private static final DaemonReport REPORT =
      new DaemonReport(
          new DaemonReport.User(0, 0, List.of(0L, 27L)),
          List.of(new DaemonReport.Kdc(4711, Duration.ofSeconds(60), 5)),
          Optional.of(Duration.ofSeconds(10)));

  private static final Realm B = new Realm("B.EXAMPLE");
  private static final RenewalPlan PLAN =
      new RenewalPlan(RenewalPlan.State.BY_PEER, Optional.empty(), 0, "");

  @TempDir Path folder;
  private Path path;
  private final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  private List<Administration> realms = List.of(a);
  private ControlSocket socket;

  @BeforeEach
  void folderOfItsOwn() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    path = folder.resolve("control.sock");
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  private final RefusalTable refused = new RefusalTable();

  private void serve(Duration timeout, int connections) throws IOException {
    int own = (Integer) Files.getAttribute(folder, "unix:uid");
    socket =
        new ControlSocket(
            TestSettings.daemon()
                .with(ControlSettings.SOCKET, path)
                .with(ControlSettings.UIDS, Set.of())
                .with(ControlSettings.TIMEOUT, timeout)
                .with(ControlSettings.MAX_CONNECTIONS, connections),
            own,
            () -> realms,
            new RecentFailures(() -> FakeAdministration.NOW),
            () -> REPORT,
            refused,
            () -> FakeAdministration.NOW);
    socket.start();
  }

  private void serve() throws IOException {
    serve(Duration.ofSeconds(40), 8);
  }

  @Test
  void whatTheGuardRefusedIsTold() throws Exception {
    serve();
    GuardRefusal refusal =
        new GuardRefusal("HTTP/www.a.example@A.EXAMPLE", "carol@C.EXAMPLE", "closed", false);
    refused.add(refusal, FakeAdministration.NOW);
    refused.add(
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

  private ControlClient.Answer ask(ControlRequest request) throws ControlException {
    return new ControlClient(path, Duration.ofSeconds(30)).ask(request);
  }

  private static ControlRequest all() {
    return ControlRequest.status(Optional.empty(), Optional.empty(), false);
  }

  /** Sends the octets, ends the output, and returns the whole answer. */
  private String send(String octets) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
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
  void aRenewalThatIsNotPlannedHasItsReason() throws Exception {
    serve();
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
    serve();
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
    serve();
    for (int i = 0; i < 10_000; i++) {
      a.with("P" + i + ".EXAMPLE", Role.CLIENT, PLAN);
    }
    assertEquals(10_003, ask(all()).items().size());
    a.with("Q.EXAMPLE", Role.CLIENT, PLAN);
    List<Map<String, String>> items = ask(all()).items();
    assertEquals(10_004, items.size(), "a page, whatever the database has");
    assertEquals("{item=more, realm=A.EXAMPLE, after=P9999.EXAMPLE}", items.get(10_001).toString());
  }

  private static List<String> peers(ControlClient.Answer answer) {
    assertEquals("done", answer.result(), answer.text());
    return answer.items().stream()
        .filter(item -> item.get("item").equals("crossover"))
        .map(item -> item.get("direction") + " " + item.get("peer"))
        .toList();
  }

  @Test
  void aPageHasTheCrossoversThatItsRequestNames() throws Exception {
    serve();
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
    serve();
    a.inWork.add(new ExchangeState(B, Role.CLIENT, Duration.ofSeconds(7)));
    assertEquals(4, ask(all().limit(0)).items().size(), "and two of the daemon");
    assertEquals(2, ask(all().peers(new RealmPattern("b.*"))).items().size());
    assertEquals(1, ask(all().peers(new RealmPattern("c.*"))).items().size());
    assertEquals(1, ask(all().after(B)).items().size());
  }

  @Test
  void ordersGoToTheRealmThatTheyName() throws Exception {
    FakeAdministration c = new FakeAdministration("C.EXAMPLE");
    realms = List.of(a, c);
    serve();
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
    serve();
    realms = List.of(new FakeAdministration("C.EXAMPLE"));
    assertEquals("C.EXAMPLE", ask(all()).items().get(0).get("realm"));
  }

  @Test
  void dropTakesOneDirectionOrBoth() throws Exception {
    serve();
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
    serve();
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
    serve();
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

  @Test
  void aSilentClientIsDisconnected() throws Exception {
    serve(Duration.ofSeconds(1), 8);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
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
    serve(Duration.ofSeconds(2), 1);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
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

  @Test
  void aMissingDaemonIsReported() throws Exception {
    ControlException none = assertThrows(ControlException.class, () -> ask(all()));
    assertEquals(ControlException.Reason.NOT_THERE, none.reason());
    assertTrue(none.getMessage().contains("no kxoverd at " + path), none.getMessage());
    serve();
    socket.close();
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(path));
    }
    none = assertThrows(ControlException.class, () -> ask(all()));
    assertEquals(ControlException.Reason.NOT_THERE, none.reason(), "a file that a crash left");
  }

  /** The error after that answer, as from another program or another version. */
  private ControlException answered(String octets) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      CountDownLatch asked = new CountDownLatch(1);
      Thread answering =
          new Thread(
              () -> {
                try (SocketChannel channel = server.accept()) {
                  channel.read(ByteBuffer.allocate(1000));
                  channel.write(ByteBuffer.wrap(octets.getBytes(StandardCharsets.US_ASCII)));
                  asked.await();
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      answering.start();
      try {
        return assertThrows(
            ControlException.class,
            () -> new ControlClient(path, Duration.ofMillis(300)).ask(all()));
      } finally {
        asked.countDown();
        answering.join();
        Files.delete(path);
      }
    }
  }

  @Test
  void anInvalidAnswerIsReported() throws Exception {
    List<String> words = new ArrayList<>();
    for (String octets :
        List.of(
            "",
            "item=realm\nrealm=A.EXAMPLE\n\n",
            "nonsense\n\n",
            "item=end\n\n",
            "x".repeat(2000))) {
      ControlException e = answered(octets);
      assertEquals(ControlException.Reason.BROKEN, e.reason(), octets);
      words.add(e.getMessage());
    }
    assertTrue(words.get(0).contains("no answer within"), words.get(0));
    assertTrue(words.get(1).contains("no answer within"), words.get(1));
    assertTrue(words.get(2).contains("not name=value"), words.get(2));
    assertTrue(words.get(3).contains("result is missing"), words.get(3));
    assertTrue(words.get(4).contains("a line is longer"), words.get(4));
  }
}
