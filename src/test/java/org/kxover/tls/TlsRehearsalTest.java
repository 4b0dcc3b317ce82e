package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session with ourselves works like any other, and every failure in it ends it. */
@Timeout(120)
class TlsRehearsalTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir Path folder;
  private TlsCredential own;
  private TlsRehearsal rehearsal;

  @BeforeEach
  void credential() throws Exception {
    own = TlsLab.credential(folder, "A.EXAMPLE");
    rehearsal = new TlsRehearsal(own, TlsLab.RANDOM, TlsLab.LIMITS);
  }

  private static void sendAndReceive(TlsSession session) throws IOException {
    session.writeMessage(MESSAGE);
    assertArrayEquals(MESSAGE, session.readMessage());
  }

  private static void echoOnce(TlsSession session) throws IOException {
    session.writeMessage(session.readMessage());
  }

  @Test
  void bothSidesShowOurCertificateAndHaveTheSameSecret() throws Exception {
    List<byte[]> secrets = Collections.synchronizedList(new ArrayList<>());
    List<byte[]> shown = Collections.synchronizedList(new ArrayList<>());
    List<String> groups = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 2; i++) {
      rehearsal.hold(
          "kx.a.example",
          chain -> shown.add(chain.get(0)),
          session -> {
            secrets.add(session.exportSecret(MESSAGE, 48));
            groups.add(session.namedGroup());
            sendAndReceive(session);
          },
          session -> {
            secrets.add(session.exportSecret(MESSAGE, 48));
            shown.add(session.peerChain().get(0));
            echoOnce(session);
          });
    }
    assertArrayEquals(secrets.get(0), secrets.get(1));
    assertArrayEquals(secrets.get(2), secrets.get(3));
    assertEquals(List.of("X25519MLKEM768", "X25519MLKEM768"), groups);
    assertEquals(4, shown.size());
    shown.forEach(certificate -> assertArrayEquals(own.chainDer().get(0), certificate));
  }

  @Test
  void everyFailureIsThrown() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            rehearsal.hold(
                "kx.a.example",
                chain -> {
                  throw new CertificateRefusedException("no");
                },
                TlsRehearsalTest::sendAndReceive,
                TlsRehearsalTest::echoOnce));
    assertThrows(
        IOException.class,
        () ->
            rehearsal.hold(
                "kx.a.example",
                TlsLab.ANY,
                TlsRehearsalTest::sendAndReceive,
                session -> {
                  throw new IllegalStateException("no");
                }));
    rehearsal.hold(
        "kx.a.example", TlsLab.ANY, TlsRehearsalTest::sendAndReceive, TlsRehearsalTest::echoOnce);
  }

  @Test
  void silenceEndsAtTheTimeLimit() throws Exception {
    TlsLimits limits =
        new TlsLimits(
            TlsLab.LONG, TlsLab.LONG, TlsLab.SHORT, TlsLab.LONG, TlsLab.MAX_MESSAGE, 1, 1);
    TlsRehearsal hurried = new TlsRehearsal(own, TlsLab.RANDOM, limits);
    assertThrows(
        IOException.class,
        () ->
            hurried.hold(
                "kx.a.example",
                TlsLab.ANY,
                TlsRehearsalTest::sendAndReceive,
                session -> {
                  session.readMessage();
                  session.readMessage();
                }));
  }
}
