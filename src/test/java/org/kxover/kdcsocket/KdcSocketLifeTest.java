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
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.TestSettings;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** How the socket is bound or passed, what may exist at its path, and how it is closed. */
class KdcSocketLifeTest extends KdcSocketFixture {
  @Test
  void aLiveSocketIsNotTakenOver() throws IOException {
    serve(KdcSocketFixture::referral);
    KdcSocket second =
        new KdcSocket(
            TestSettings.daemon()
                .with(KdcSocketSettings.SOCKET, path)
                .with(KdcSocketSettings.UIDS, Set.of(ownUid()))
                .with(KdcSocketSettings.REQUEST_TIMEOUT, Duration.ofSeconds(1))
                .with(KdcSocketSettings.MAX_CONNECTIONS, 1)
                .with(KdcSocketSettings.MAX_REQUESTS, 1),
            clients,
            Optional.empty(),
            InstantSource.fixed(OPENED),
            KdcSocketFixture::referral);
    IOException e = assertThrows(IOException.class, second::start);
    assertTrue(e.getMessage().contains("is another kxoverd running?"), e.getMessage());
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
    }
  }

  /** As after a restart by systemd. */
  @Test
  void aPassedSocketServesEarlierConnectionsAndStaysOpen() throws IOException {
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
  void openRequestsAreAnsweredAtTheEnd() throws Exception {
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
      Thread closing = startClosing();
      assertThrows(IOException.class, () -> keepAsking(kdc), "no more is taken from it");
      later.countDown();
      String answers = "";
      for (String next = read(kdc); !next.isEmpty(); next = read(kdc)) {
        answers += next;
      }
      assertTrue(answers.contains("kxover=1\nid=1\nresult=referral\n"), answers);
      closing.join();
    }
  }

  private void keepAsking(SocketChannel kdc) throws IOException {
    while (true) {
      write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
    }
  }

  /** The end may come between a KDC's connection and its first request. */
  @Test
  void aKdcThatHasJustConnectedIsAnsweredAtTheEnd() throws Exception {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect();
        SocketChannel next = connect()) {
      assertServed(next, "1");
      Thread closing = startClosing();
      assertEquals("", read(next), "it has all its answers");
      write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
      assertTrue(read(kdc).startsWith("kxover=1\nid=2\nresult=referral\n"));
      assertEquals("", read(kdc));
      closing.join();
    }
  }

  @Test
  void aSlowAnswerDoesNotDelayTheEnd() throws Exception {
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

  /** Closes the socket on another thread, and returns when the close has begun. */
  private Thread startClosing() throws InterruptedException {
    Thread closing =
        new Thread(
            () -> {
              try {
                socket.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    closing.start();
    while (socket.isServing()) {
      Thread.onSpinWait();
    }
    return closing;
  }

  @Test
  void aConnectionBetweenTwoDaemonsIsServedByTheSecond() throws IOException {
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
    assertTrue(e.getMessage().contains("set ListenStream= in kxoverd.socket to the same path"));
  }

  private void servePassed(AFUNIXServerSocket passed) throws IOException {
    socket =
        new KdcSocket(
            TestSettings.daemon()
                .with(KdcSocketSettings.SOCKET, path)
                .with(KdcSocketSettings.UIDS, Set.of(ownUid()))
                .with(KdcSocketSettings.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .with(KdcSocketSettings.MAX_CONNECTIONS, 8)
                .with(KdcSocketSettings.MAX_REQUESTS, 3),
            clients,
            Optional.of(passed),
            InstantSource.fixed(OPENED),
            KdcSocketFixture::referral);
    socket.start();
  }

  @Test
  void aStaleSocketIsReplacedAndRemovedAtTheEnd() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
    }
    socket.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void aFileAtThePlaceOfTheSocketStays() throws IOException {
    Files.writeString(path, "mine");
    IOException e = assertThrows(IOException.class, () -> serve(KdcSocketFixture::referral));
    assertTrue(e.getMessage().contains("is not a socket"), e.getMessage());
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void aFolderThatLetsEverybodyInIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x--x"));
    IOException e = assertThrows(IOException.class, () -> serve(KdcSocketFixture::referral));
    assertTrue(e.getMessage().contains("chmod"), e.getMessage());
  }

  @Test
  void aSocketWhoseOwnerAcceptsNobodyIsInUse() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path), 1);
      fill(waiting);
      IOException e = assertThrows(IOException.class, () -> serve(KdcSocketFixture::referral));
      assertTrue(e.getMessage().contains("is in use"), e.getMessage());
      assertTrue(Files.exists(path));
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  /** Connects until the listener's queue is full. */
  private void fill(List<SocketChannel> waiting) throws IOException {
    try {
      do {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(channel);
        channel.configureBlocking(false);
      } while (waiting.get(waiting.size() - 1).connect(UnixDomainSocketAddress.of(path)));
    } catch (SocketException e) {
      // Java reports EAGAIN like this: the queue is full.
    }
  }
}
