package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the open connections when the listener stops. */
@Timeout(120)
class ListenerStopTest {
  private static final byte[] MESSAGE = {0, 0, 0, 1, 42};

  @TempDir Path folder;
  private final CountDownLatch received = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private TlsCredential client;
  private TlsListener listener;

  @BeforeEach
  void listen() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    listener =
        new TlsListener(
            TlsLab.loopback(),
            TlsLab.credential(folder, "B.EXAMPLE"),
            TlsLab.RANDOM,
            TlsLab.LIMITS,
            this::answer);
    listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    mayAnswer.countDown();
    listener.close();
  }

  /** Answers one message, as soon as the test lets it. */
  private void answer(TlsSession session) throws IOException {
    byte[] message = session.readMessage();
    received.countDown();
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    session.writeMessage(message);
  }

  private TlsClientProtocol session(Socket socket) throws IOException {
    TlsClientProtocol protocol =
        new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    Vector<Integer> groups = new Vector<>(List.of(NamedGroup.x25519));
    protocol.connect(new PlainTlsClient(client, ProtocolVersion.TLSv13, groups));
    return protocol;
  }

  private FutureTask<Void> beginStop() throws Exception {
    FutureTask<Void> stop =
        new FutureTask<>(
            () -> {
              listener.close();
              return null;
            });
    new Thread(stop).start();
    TlsLab.await(() -> !listener.isServing());
    return stop;
  }

  private static void assertAnswered(TlsClientProtocol session) throws IOException {
    byte[] answer = new byte[MESSAGE.length];
    new DataInputStream(session.getInputStream()).readFully(answer);
    assertArrayEquals(MESSAGE, answer);
  }

  @Test
  void aRequestThatComesAfterTheStopBeganIsAnswered() throws Exception {
    mayAnswer.countDown();
    try (Socket socket = TlsLab.socket(listener.address())) {
      TlsClientProtocol session = session(socket);
      FutureTask<Void> stopped = beginStop();
      assertThrows(IOException.class, () -> TlsLab.socket(listener.address()));
      session.writeApplicationData(MESSAGE, 0, MESSAGE.length);
      assertAnswered(session);
      stopped.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aRequestInWorkIsAnsweredEvenAfterIdleConnectionsAreClosed() throws Exception {
    try (Socket idle = TlsLab.socket(listener.address());
        Socket busy = TlsLab.socket(listener.address())) {
      TlsClientProtocol session = session(busy);
      session.writeApplicationData(MESSAGE, 0, MESSAGE.length);
      received.await();
      FutureTask<Void> stopped = beginStop();
      assertEquals(-1, idle.getInputStream().read());
      mayAnswer.countDown();
      assertAnswered(session);
      stopped.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aRequestInWorkForTooLongIsEnded() throws Exception {
    try (Socket busy = TlsLab.socket(listener.address())) {
      TlsClientProtocol session = session(busy);
      session.writeApplicationData(MESSAGE, 0, MESSAGE.length);
      received.await();
      beginStop();
      assertThrows(IOException.class, () -> assertAnswered(session));
    }
  }
}
