package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.config.KdcSocketSettings;
import org.kxover.crossover.Answer;
import org.kxover.crossover.Question;
import org.kxover.kerberos.Realm;
import org.kxover.localsocket.MessageReader;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(60)
class KdcSocketTest {
  private static final String REQUEST =
      "kxover=1\nid=%s\nrealm=A.EXAMPLE\nservice=%s\nclient=alice@A.EXAMPLE\n\n";

  @TempDir Path folder;
  private Path path;
  private KdcSocket socket;

  @BeforeEach
  void folderOfItsOwn() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    path = folder.resolve("kdc.sock");
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  private int ownUid() throws IOException {
    return (Integer) Files.getAttribute(folder, "unix:uid");
  }

  private void serve(Function<Question, Answer> answers, int uid, Duration timeout, int connections)
      throws IOException {
    socket =
        new KdcSocket(
            new KdcSocketSettings(path, Set.of(uid), timeout, connections, 3),
            Optional.empty(),
            answers);
    socket.start();
  }

  private void serve(Function<Question, Answer> answers) throws IOException {
    serve(answers, ownUid(), Duration.ofSeconds(30), 8);
  }

  private static Answer referral(Question question) {
    return new Answer(
        Answer.Result.REFERRAL,
        Optional.of(new Realm("B.EXAMPLE")),
        Duration.ofSeconds(300),
        "",
        Optional.empty());
  }

  private static Function<Question, Answer> referralAfter(CountDownLatch event) {
    return question -> {
      try {
        event.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return referral(question);
    };
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  /** One message without the empty line that ends it; empty where the daemon has closed. */
  private static String read(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    var in = Channels.newInputStream(channel);
    while (text.indexOf("\n\n") < 0) {
      int octet;
      try {
        octet = in.read();
      } catch (IOException e) {
        return "";
      }
      if (octet < 0) {
        return "";
      }
      text.append((char) octet);
    }
    return text.substring(0, text.length() - 2);
  }

  private static void assertServed(SocketChannel kdc, String id) throws IOException {
    write(kdc, String.format(REQUEST, id, "HTTP/www.b.example"));
    assertTrue(read(kdc).startsWith("kxover=1\nid=" + id + "\nresult=referral\n"));
  }

  @Test
  void aReferralIsAnswered() throws IOException {
    serve(KdcSocketTest::referral);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "17", "HTTP/www.b.example"));
      assertEquals("kxover=1\nid=17\nresult=referral\nrealm=B.EXAMPLE\nttl=300", read(kdc));
    }
  }

  @Test
  void answersComeAsTheyAreReady() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(
        question -> {
          if (question.service().startsWith("slow/")) {
            referralAfter(later).apply(question);
          }
          return Answer.of(Answer.Result.NONE, "asked for " + question.host().orElseThrow());
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "slow/a.example"));
      write(kdc, String.format(REQUEST, "2", "HTTP/WWW.b.example"));
      assertEquals("kxover=1\nid=2\nresult=none\nreason=asked for www.b.example", read(kdc));
      later.countDown();
      assertEquals("kxover=1\nid=1\nresult=none\nreason=asked for a.example", read(kdc));
    }
  }

  @Test
  void whoHasNoMoreQuestionsStillGetsTheAnswers() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(referralAfter(later));
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      kdc.shutdownOutput();
      later.countDown();
      assertTrue(read(kdc).contains("result=referral"));
      assertEquals("", read(kdc), "then it is closed");
    }
  }

  @Test
  void aSlowAnswerIsGivenUp() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    serve(referralAfter(never), ownUid(), Duration.ofMillis(100), 8);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(kdc).startsWith("kxover=1\nid=1\nresult=failed\nreason=busy: no answer"));
    }
  }

  @Test
  void anErrorInsideIsAFailedRequestAndNoMore() throws IOException {
    serve(
        question -> {
          if (question.service().startsWith("bad/")) {
            throw new IllegalStateException("secret detail");
          }
          return referral(question);
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "bad/www.b.example"));
      assertEquals(
          "kxover=1\nid=1\nresult=failed\nreason=internal error: see the log of kxoverd",
          read(kdc));
      assertServed(kdc, "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP",
        "HTTP/",
        "/www.b.example",
        "HTTP/localhost",
        "HTTP/192.0.2.1",
        "HTTP/a..b",
        "HTTP/-a.example",
        "HTTP/[::1]",
        "krbtgt/a b",
        "krbtgt/",
        "HTTP/www.b.example@C.EXAMPLE",
      })
  void whatIsNoHostIsAnsweredWithNone(String service) throws IOException {
    serve(KdcSocketTest::referral);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", service));
      assertTrue(read(kdc).startsWith("kxover=1\nid=1\nresult=none\nreason="));
      assertServed(kdc, "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\n\n",
        "kxover=2\nid=1\nrealm=A\nservice=b\n\n",
        "id=1\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=one\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=1\nid=2\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=1\nrealm=A\n\n",
        "kxover=1\nid=1\nrealm=A\nservice=\n\n",
        "kxover=1\r\nid=1\r\n\r\n",
        "kxover=1\nid=1\nrealm=\u00e9\nservice=b\n\n",
        "\u0000",
      })
  void whatBreaksTheProtocolIsDisconnectedAndOthersAreServed(String text) throws IOException {
    serve(KdcSocketTest::referral);
    try (SocketChannel kdc = connect();
        SocketChannel other = connect()) {
      write(kdc, text);
      assertEquals("", read(kdc));
      write(other, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(other).contains("result=referral"));
    }
  }

  @Test
  void aMessageIsBounded() throws IOException {
    serve(KdcSocketTest::referral);
    String full = "x=" + "y".repeat(MessageReader.MAX_LINE - 2) + "\n";
    try (SocketChannel kdc = connect()) {
      write(kdc, full + String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(kdc).contains("result=referral"));
      write(kdc, "x=" + "y".repeat(MessageReader.MAX_LINE - 1) + "\n");
      assertEquals("", read(kdc));
    }
    try (SocketChannel kdc = connect()) {
      for (int i = 0; i <= MessageReader.MAX_LINES; i++) {
        write(kdc, "x" + i + "=1\n");
      }
      assertEquals("", read(kdc));
    }
  }

  @Test
  void moreThanIsWorkedOnIsBusyAndTheConnectionStays() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(referralAfter(later));
    try (SocketChannel kdc = connect()) {
      for (int i = 1; i <= 4; i++) {
        write(kdc, String.format(REQUEST, i, "HTTP/www.b.example"));
      }
      assertEquals(
          "kxover=1\nid=4\nresult=failed\nreason=busy: too many requests in work", read(kdc));
      later.countDown();
      for (int i = 1; i <= 3; i++) {
        assertTrue(read(kdc).contains("result=referral"));
      }
      assertServed(kdc, "5");
    }
  }

  @Test
  void aKdcThatNeverReadsIsDisconnected() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    serve(referralAfter(never));
    String request = String.format(REQUEST, 1, "HTTP/www.b.example");
    try (SocketChannel kdc = connect()) {
      // Beyond the bound there are the answers that the socket itself takes.
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100_000; i++) {
              write(kdc, request);
            }
          });
      try (SocketChannel other = connect()) {
        write(other, request);
        assertTrue(
            read(other).contains("result=failed"), "all are in work still, and this is said");
      }
    }
  }

  @Test
  void otherUsersAreRefused() throws IOException {
    serve(KdcSocketTest::referral, ownUid() + 1, Duration.ofSeconds(30), 8);
    try (SocketChannel stranger = connect()) {
      assertEquals("", read(stranger));
    }
  }

  @Test
  void connectionsAreBounded() throws IOException {
    serve(KdcSocketTest::referral, ownUid(), Duration.ofSeconds(30), 1);
    try (SocketChannel first = connect()) {
      write(first, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(first).contains("result=referral"));
      try (SocketChannel second = connect()) {
        assertEquals("", read(second));
      }
      write(first, String.format(REQUEST, "2", "HTTP/www.b.example"));
      assertTrue(read(first).contains("result=referral"));
    }
  }

  @Test
  void aLiveSocketIsNotTakenOver() throws IOException {
    serve(KdcSocketTest::referral);
    KdcSocket second =
        new KdcSocket(
            new KdcSocketSettings(path, Set.of(ownUid()), Duration.ofSeconds(1), 1, 1),
            Optional.empty(),
            KdcSocketTest::referral);
    IOException e = assertThrows(IOException.class, second::start);
    assertTrue(e.getMessage().contains("is another kxoverd running?"), e.getMessage());
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
    }
  }

  /** As after a restart by systemd: who connected before is served, and the socket stays. */
  @Test
  void aSocketThatWasPassedServesWhoConnectedBeforeAndStays() throws IOException {
    AFUNIXServerSocket passed = AFUNIXServerSocket.newInstance();
    passed.bind(AFUNIXSocketAddress.of(path));
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      servePassed(passed);
      assertTrue(read(kdc).contains("result=referral"));
      assertTrue(socket.isServing());
    }
    socket.close();
    assertFalse(socket.isServing());
    assertTrue(Files.exists(path));
  }

  @Test
  void whatWasAskedBeforeTheEndIsAnswered() throws Exception {
    CountDownLatch inWork = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    serve(
        question -> {
          inWork.countDown();
          return referralAfter(later).apply(question);
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      inWork.await();
      Thread end = endOfTheSocket();
      assertThrows(IOException.class, () -> keepAsking(kdc), "no more is taken from it");
      later.countDown();
      String answers = "";
      for (String next = read(kdc); !next.isEmpty(); next = read(kdc)) {
        answers += next;
      }
      assertTrue(answers.contains("kxover=1\nid=1\nresult=referral\n"), answers);
      end.join();
    }
  }

  private void keepAsking(SocketChannel kdc) throws IOException {
    while (true) {
      write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
    }
  }

  /** Between connecting and asking lies a moment, and the end may fall into it. */
  @Test
  void whoHadOnlyConnectedBeforeTheEndIsAnswered() throws Exception {
    serve(KdcSocketTest::referral);
    try (SocketChannel kdc = connect();
        SocketChannel next = connect()) {
      assertServed(next, "1");
      Thread end = endOfTheSocket();
      assertEquals("", read(next), "it has all its answers");
      write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
      assertTrue(read(kdc).startsWith("kxover=1\nid=2\nresult=referral\n"));
      assertEquals("", read(kdc));
      end.join();
    }
  }

  @Test
  void anAnswerThatIsNotSoonDoesNotHoldUpTheEnd() throws Exception {
    CountDownLatch inWork = new CountDownLatch(1);
    serve(
        question -> {
          inWork.countDown();
          return referralAfter(new CountDownLatch(1)).apply(question);
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      inWork.await();
      socket.close();
      assertEquals("", read(kdc));
    }
  }

  /** Closes the socket on a thread of its own; when this returns, that has begun. */
  private Thread endOfTheSocket() throws InterruptedException {
    Thread end =
        new Thread(
            () -> {
              try {
                socket.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    end.start();
    while (socket.isServing()) {
      Thread.sleep(1);
    }
    return end;
  }

  @Test
  void whoConnectsBetweenTwoDaemonsIsServedByTheSecond() throws IOException {
    AFUNIXServerSocket passed = AFUNIXServerSocket.newInstance();
    passed.bind(AFUNIXSocketAddress.of(path));
    servePassed(passed);
    socket.close();
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      servePassed(passed);
      assertTrue(read(kdc).contains("realm=B.EXAMPLE"));
    }
    socket.close();
    passed.close();
  }

  @Test
  void aSocketThatIsNotWhereTheSettingsSayIsRefused() throws IOException {
    AFUNIXServerSocket passed = AFUNIXServerSocket.newInstance();
    passed.bind(AFUNIXSocketAddress.of(folder.resolve("other.sock")));
    IOException e = assertThrows(IOException.class, () -> servePassed(passed));
    assertTrue(e.getMessage().contains("make ListenStream= in kxoverd.socket the same"));
  }

  private void servePassed(AFUNIXServerSocket passed) throws IOException {
    socket =
        new KdcSocket(
            new KdcSocketSettings(path, Set.of(ownUid()), Duration.ofSeconds(30), 8, 3),
            Optional.of(passed),
            KdcSocketTest::referral);
    socket.start();
  }

  @Test
  void aDeadSocketIsReplacedAndGoneAfterwards() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    serve(KdcSocketTest::referral);
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
    }
    socket.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void aFileAtThePlaceOfTheSocketStays() throws IOException {
    Files.writeString(path, "mine");
    IOException e = assertThrows(IOException.class, () -> serve(KdcSocketTest::referral));
    assertTrue(e.getMessage().contains("is no socket"), e.getMessage());
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void aFolderThatLetsEverybodyInIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x--x"));
    IOException e = assertThrows(IOException.class, () -> serve(KdcSocketTest::referral));
    assertTrue(e.getMessage().contains("chmod"), e.getMessage());
  }

  @Test
  void aSocketWhoseOwnerAcceptsNobodyIsInUse() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path), 1);
      fill(waiting);
      IOException e = assertThrows(IOException.class, () -> serve(KdcSocketTest::referral));
      assertTrue(e.getMessage().contains("is in use"), e.getMessage());
      assertTrue(Files.exists(path));
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  /** Connects until the one who listens has no room for more. */
  private void fill(List<SocketChannel> waiting) throws IOException {
    try {
      do {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(channel);
        channel.configureBlocking(false);
      } while (waiting.get(waiting.size() - 1).connect(UnixDomainSocketAddress.of(path)));
    } catch (SocketException e) {
      // Java's word for EAGAIN, and what this is for.
    }
  }
}
