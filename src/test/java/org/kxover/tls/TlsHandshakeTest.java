package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.dane.Dane;
import org.kxover.dane.DaneContext;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TlsaRecord;
import org.kxover.dane.TrustRoots;

@Timeout(120)
class TlsHandshakeTest {
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final int SECRET = 48;

  /** What the server saw of a session. */
  private record Seen(List<byte[]> chain, String group, byte[] secret, byte[] other) {}

  @TempDir Path folder;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private TlsCredential client;
  private TlsCredential server;
  private TlsListener listener;
  private TlsConnector connector;

  @BeforeEach
  void listen() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    server = TlsLab.credential(folder, "B.EXAMPLE");
    listener =
        new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, TlsLab.LIMITS, this::serve);
    listener.start();
    connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private void serve(TlsSession session) throws IOException {
    // As in a real exchange, the context comes with a message, long after the handshake.
    byte[] context = session.readMessage();
    seen.add(
        new Seen(
            session.peerChain(),
            session.namedGroup(),
            session.exportSecret(context, SECRET),
            session.exportSecret(new byte[0], SECRET)));
    session.writeMessage(context);
    TlsLab.echo(session);
  }

  private Seen seen() throws InterruptedException {
    return seen.poll(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void bothSidesKnowEachOtherAndShareASecret() throws Exception {
    byte[] secret;
    try (TlsSession session =
        connector.connect(listener.address(), "kx.b.example.", TlsLab.ANY, TlsLab.LONG)) {
      session.writeMessage(CONTEXT);
      assertArrayEquals(CONTEXT, session.readMessage());
      secret = session.exportSecret(CONTEXT, SECRET);

      Seen there = seen();
      assertEquals("X25519MLKEM768", session.namedGroup());
      assertEquals("X25519MLKEM768", there.group());
      assertArrayEquals(server.chainDer().get(0), session.peerChain().get(0));
      assertArrayEquals(client.chainDer().get(0), there.chain().get(0));
      assertEquals(listener.address(), session.peer());

      assertEquals(SECRET, secret.length);
      assertArrayEquals(secret, there.secret());
      assertArrayEquals(secret, session.exportSecret(CONTEXT, SECRET));
      assertArrayEquals(there.other(), session.exportSecret(new byte[0], SECRET));
      assertFalse(Arrays.equals(secret, there.other()), "the context is bound");
    }
    try (TlsSession session =
        connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      assertFalse(
          Arrays.equals(secret, session.exportSecret(CONTEXT, SECRET)), "the session is bound");
    }
  }

  @Test
  void aRefusedCertificateLeavesNoSession() throws Exception {
    CertificateRefusedException refusal = new CertificateRefusedException("not this one");
    CertificateCheck refuse =
        chain -> {
          throw refusal;
        };

    assertSame(
        refusal,
        assertThrows(
            CertificateRefusedException.class,
            () -> connector.connect(listener.address(), "kx.b.example", refuse, TlsLab.LONG)));
    awaitFailed(1);
    assertEquals(0, listener.counts().sessions());

    connector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG).close();
    awaitSessions(1);
  }

  @Test
  void daneDecidesInTheHandshake() throws Exception {
    byte[] right = KxCertificate.tlsaRecord(server.chainDer().get(0)).association();
    byte[] wrong = right.clone();
    wrong[0] ^= 1;

    connector.connect(listener.address(), "kx.b.example", dane(right), TlsLab.LONG).close();
    assertThrows(
        CertificateRefusedException.class,
        () -> connector.connect(listener.address(), "kx.b.example", dane(wrong), TlsLab.LONG));
  }

  private static CertificateCheck dane(byte[] association) {
    DaneContext context =
        new DaneContext(
            List.of("kx.b.example"),
            Optional.empty(),
            TrustRoots.none(),
            TrustRoots.none(),
            Instant.EPOCH);
    return chain -> {
      List<TlsaRecord> records = List.of(new TlsaRecord(3, 1, 1, association));
      DaneVerdict verdict = Dane.verify(chain, records, context);
      if (!verdict.ok()) {
        throw new CertificateRefusedException(verdict.reason());
      }
    };
  }

  @Test
  void tls12IsRefused() throws Exception {
    assertNotNull(handshake(new PlainTlsClient(client, ProtocolVersion.TLSv13, x25519())));
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> handshake(new PlainTlsClient(client, ProtocolVersion.TLSv12, x25519())));
    assertTrue(refusal.getMessage().contains("protocol_version"), refusal.getMessage());
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    // In TLS 1.3 the handshake of the client ends before the server notices; the alert comes later.
    TlsClientProtocol protocol =
        handshake(new PlainTlsClient(null, ProtocolVersion.TLSv13, x25519()));
    IOException refusal =
        assertThrows(IOException.class, () -> protocol.readApplicationData(new byte[1], 0, 1));
    assertTrue(refusal.getMessage().contains("certificate_required"), refusal.getMessage());
    awaitFailed(1);
    assertEquals(0, listener.counts().sessions());

    handshake(new PlainTlsClient(client, ProtocolVersion.TLSv13, x25519()));
    awaitSessions(1);
  }

  @Test
  void anOlderClientGetsItsOwnGroup() throws Exception {
    Vector<Integer> p256 = new Vector<>(List.of(NamedGroup.secp256r1));
    TlsClientProtocol protocol =
        handshake(new PlainTlsClient(client, ProtocolVersion.TLSv13, p256));
    protocol.writeApplicationData(new byte[] {0, 0, 0, 1, 7}, 0, 5);

    assertEquals("secp256r1", seen().group());
  }

  @Test
  void aClientThatHoldsAnotherKeyIsRefused() throws Exception {
    TlsCredential impostor = TlsLab.impostor(client, folder, "B.EXAMPLE");
    TlsConnector impostorConnector = new TlsConnector(impostor, TlsLab.RANDOM, TlsLab.LIMITS);

    try (TlsSession session =
        impostorConnector.connect(listener.address(), "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
      IOException refusal = assertThrows(IOException.class, session::readMessage);
      assertTrue(refusal.getMessage().contains("decrypt_error"), refusal.getMessage());
    }
    awaitFailed(1);
    assertEquals(0, listener.counts().sessions());
  }

  @Test
  void invalidServerNamesAreRefused() {
    for (String bad :
        List.of("", ".", "kx b.example", "kx..example", "-.example", "\u212a.example")) {
      assertThrows(
          IOException.class,
          () -> connector.connect(listener.address(), bad, TlsLab.ANY, TlsLab.LONG));
    }
  }

  /** TLS without STARTTLS, as the client of a stranger may do it. */
  private TlsClientProtocol handshake(PlainTlsClient plain) throws IOException {
    Socket socket = TlsLab.socket(listener.address());
    TlsClientProtocol protocol =
        new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
    protocol.connect(plain);
    return protocol;
  }

  private static Vector<Integer> x25519() {
    return new Vector<>(List.of(NamedGroup.x25519));
  }

  private void awaitFailed(long count) throws InterruptedException {
    TlsLab.await(() -> listener.counts().failed() == count);
  }

  private void awaitSessions(long count) throws InterruptedException {
    TlsLab.await(() -> listener.counts().sessions() == count);
  }
}
