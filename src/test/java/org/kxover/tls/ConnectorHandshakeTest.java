package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.TlsServerProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The handshake of our connector with servers that each test makes. */
@Timeout(120)
class ConnectorHandshakeTest {
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final int SECRET = 48;

  /** The beginning of the random of every HelloRetryRequest (RFC 8446 section 4.1.3). */
  private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891";

  @TempDir Path folder;
  private final ByteArrayOutputStream sentByServer = new ByteArrayOutputStream();
  private TlsCredential server;
  private TlsConnector connector;

  @BeforeEach
  void makeCredentials() throws Exception {
    server = TlsLab.credential(folder, "B.EXAMPLE");
    TlsCredential client = TlsLab.credential(folder, "A.EXAMPLE");
    connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
  }

  @Test
  void theHybridGroupCostsNoRoundTripMore() throws Exception {
    connectTo(new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(server))).close();
    String sent = HexFormat.of().formatHex(sentByServer.toByteArray());
    assertTrue(sent.startsWith("160303"), "a handshake record was seen");
    assertFalse(sent.contains(RETRY));
  }

  /** Compares our derivation in two stages with the exporter of the library, in one handshake. */
  @Test
  void theExporterMatchesTheLibrary() throws Exception {
    CompletableFuture<List<byte[]>> pairs = new CompletableFuture<>();
    KxTlsServer comparingServer =
        new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(server)) {
          @Override
          public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            pairs.complete(
                List.of(
                    result().exporter().export(CONTEXT, SECRET),
                    context.exportKeyingMaterial(Exporter.LABEL, CONTEXT, SECRET),
                    result().exporter().export(new byte[0], 200),
                    context.exportKeyingMaterial(Exporter.LABEL, null, 200)));
          }
        };
    try (TlsSession session = connectTo(comparingServer)) {
      List<byte[]> exported = pairs.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS);
      assertArrayEquals(exported.get(1), exported.get(0));
      assertArrayEquals(exported.get(3), exported.get(2));
      assertArrayEquals(exported.get(1), session.exportSecret(CONTEXT, SECRET));
    }
  }

  @Test
  void aServerThatAsksForNoCertificateIsRefused() throws Exception {
    KxTlsServer withoutRequest =
        new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(server)) {
          @Override
          public CertificateRequest getCertificateRequest() {
            return null;
          }

          @Override
          public void notifyClientCertificate(Certificate certificate) {}
        };
    IOException refusal = assertThrows(IOException.class, () -> connectTo(withoutRequest));
    assertTrue(
        refusal.getMessage().contains("did not ask for our certificate"), refusal.getMessage());
  }

  @Test
  void aServerThatHoldsAnotherKeyIsRefused() throws Exception {
    TlsCredential impostor = TlsLab.impostor(server, folder, "A.EXAMPLE");
    KxTlsServer impostorServer =
        new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(impostor));

    assertThrows(IOException.class, () -> connectTo(impostorServer));
    connectTo(new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(server))).close();
  }

  /** Connects to a server that does one handshake and then sends nothing. */
  private TlsSession connectTo(KxTlsServer there)
      throws IOException, CertificateRefusedException, InterruptedException, ExecutionException {
    try (ServerSocket accepting = new ServerSocket()) {
      accepting.bind(TlsLab.loopback());
      CompletableFuture.runAsync(
          () -> {
            try {
              Socket socket = accepting.accept();
              StartTls.await(socket.getInputStream(), socket.getOutputStream());
              OutputStream out = recording(socket.getOutputStream());
              new TlsServerProtocol(socket.getInputStream(), out).accept(there);
            } catch (IOException e) {
              // The connector reports the failure.
            }
          });
      return connector.connect(
          (InetSocketAddress) accepting.getLocalSocketAddress(),
          "kx.b.example",
          TlsLab.ANY,
          TlsLab.LONG);
    }
  }

  private OutputStream recording(OutputStream to) {
    return new FilterOutputStream(to) {
      @Override
      public void write(byte[] octets, int from, int count) throws IOException {
        sentByServer.write(octets, from, count);
        out.write(octets, from, count);
      }
    };
  }
}
