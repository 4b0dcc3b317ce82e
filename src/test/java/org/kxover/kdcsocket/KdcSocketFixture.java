package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.LogClients;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;

/** Serves a KDC's socket and connects as KDCs. */
@Timeout(60)
abstract class KdcSocketFixture {
  /** The time at which all connections are opened. */
  static final Instant OPENED = Instant.parse("2026-12-01T12:00:00Z");

  static final String REQUEST =
      "kxover=1\nid=%s\nrealm=A.EXAMPLE\nservice=%s\nclient=alice@A.EXAMPLE\n\n";

  /**
   * The requests served at once. A thread becomes free a moment after its answer, so a test with
   * many requests needs a higher number.
   */
  int maxRequests = 3;

  /** What the log has of users' names. */
  LoggedClients clients = newClients();

  @TempDir Path folder;
  Path path;
  KdcSocket socket;

  static LoggedClients newClients() {
    return new LoggedClients(LogClients.HASHED, new SecureRandom());
  }

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

  int ownUid() throws IOException {
    return (Integer) Files.getAttribute(folder, "unix:uid");
  }

  void serve(Function<Question, Answer> answers, int uid, Duration timeout, int connections)
      throws IOException {
    socket =
        new KdcSocket(
            TestSettings.daemon()
                .with(KdcSocketSettings.SOCKET, path)
                .with(KdcSocketSettings.UIDS, Set.of(uid))
                .with(KdcSocketSettings.REQUEST_TIMEOUT, timeout)
                .with(KdcSocketSettings.MAX_CONNECTIONS, connections)
                .with(KdcSocketSettings.MAX_REQUESTS, maxRequests),
            clients,
            Optional.empty(),
            InstantSource.fixed(OPENED),
            answers);
    socket.start();
  }

  void serve(Function<Question, Answer> answers) throws IOException {
    serve(answers, ownUid(), Duration.ofSeconds(30), 8);
  }

  static Answer referral(Question question) {
    return new Answer(
        Answer.Result.REFERRAL,
        Optional.of(new Realm("B.EXAMPLE")),
        Duration.ofSeconds(300),
        "",
        Optional.empty());
  }

  static Function<Question, Answer> referralAfter(CountDownLatch event) {
    return question -> {
      try {
        event.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return referral(question);
    };
  }

  SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  /**
   * Reads one message without the empty line that ends it; empty if the daemon closed the
   * connection.
   */
  static String read(SocketChannel channel) throws IOException {
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

  static void assertServed(SocketChannel kdc, String id) throws IOException {
    write(kdc, String.format(REQUEST, id, "HTTP/www.b.example"));
    assertTrue(read(kdc).startsWith("kxover=1\nid=" + id + "\nresult=referral\n"));
  }
}
