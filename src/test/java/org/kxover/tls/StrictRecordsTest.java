package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, records and early data that RFC 8446 forbids or wants skipped, in both roles. */
@Timeout(120)
class StrictRecordsTest {
  /** A KeyUpdate that asks for none in return, in two parts. */
  private static final byte[] PART = {24, 0, 0};

  private static final byte[] REST = {1, 0};
  private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};
  private static final byte[] MESSAGE = {0, 0, 0, 1, 42};

  /** A client that sends single records. */
  private static final class RecordClient extends TlsClientProtocol {
    RecordClient(Socket socket, OutputStream out) throws IOException {
      super(socket.getInputStream(), out);
    }

    void send(short type, byte[] octets) throws IOException {
      writeRecord(type, octets, 0, octets.length);
    }
  }

  /** A server that sends single records. */
  private static final class RecordServer extends TlsServerProtocol {
    RecordServer(Socket socket) throws IOException {
      super(socket.getInputStream(), socket.getOutputStream());
    }

    void send(short type, byte[] octets) throws IOException {
      writeRecord(type, octets, 0, octets.length);
    }
  }

  @TempDir Path folder;
  private TlsCredential client;
  private TlsCredential server;
  private TlsListener listener;

  @BeforeEach
  void listen() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    server = TlsLab.credential(folder, "B.EXAMPLE");
    listener =
        new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, TlsLab.LIMITS, TlsLab::echo);
    listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private static void assertEchoes(TlsClientProtocol protocol) throws IOException {
    protocol.writeApplicationData(MESSAGE, 0, MESSAGE.length);
    assertArrayEquals(MESSAGE, protocol.getInputStream().readNBytes(MESSAGE.length));
  }

  private static void assertRefuses(short alert, TlsClientProtocol protocol) {
    TlsFatalAlertReceived refusal =
        assertThrows(
            TlsFatalAlertReceived.class, () -> protocol.readApplicationData(new byte[1], 0, 1));
    assertEquals(
        AlertDescription.getText(alert), AlertDescription.getText(refusal.getAlertDescription()));
  }

  private static Vector<Integer> x25519() {
    return new Vector<>(List.of(NamedGroup.x25519));
  }

  private RecordClient handshake(Socket socket, TlsCredential shown) throws IOException {
    RecordClient protocol = new RecordClient(socket, socket.getOutputStream());
    protocol.connect(new PlainTlsClient(shown, ProtocolVersion.TLSv13, x25519()));
    return protocol;
  }

  // Signatures: RFC 8446 section 4.2.3.

  private TlsCredential signing(String realm, int scheme) throws CredentialException {
    TlsCredential own = realm.equals("A.EXAMPLE") ? client : server;
    return new TlsCredential(
        own.chainDer(),
        PrivateKeyFile.read(folder.resolve(realm + ".key"), SecretFiles.judgedByMode()),
        List.of(scheme));
  }

  @Test
  void aClientThatSignsForAnotherCurveIsRefused() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      assertRefuses(
          AlertDescription.illegal_parameter,
          handshake(socket, signing("A.EXAMPLE", SignatureScheme.ecdsa_secp384r1_sha384)));
    }
    try (Socket socket = TlsLab.socket(listener.address())) {
      assertEchoes(handshake(socket, signing("A.EXAMPLE", SignatureScheme.ecdsa_secp256r1_sha256)));
    }
  }

  @Test
  void aServerThatSignsForAnotherCurveIsRefused() throws Exception {
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> served(signing("B.EXAMPLE", SignatureScheme.ecdsa_secp384r1_sha384), true));
    assertTrue(
        refusal.getMessage().contains("signs as ecdsa_secp384r1_sha384, which is not for its key"),
        refusal.getMessage());
    assertArrayEquals(new byte[] {42}, served(server, true));
  }

  // The order of records: RFC 8446 section 5.1.

  @Test
  void aClientThatSendsDataInAHandshakeMessageIsRefused() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol = handshake(socket, client);
      protocol.send(ContentType.handshake, PART);
      protocol.send(ContentType.application_data, MESSAGE);
      assertRefuses(AlertDescription.unexpected_message, protocol);
    }
  }

  @Test
  void aHandshakeMessageMayComeInTwoRecords() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol = handshake(socket, client);
      assertEchoes(protocol);
      protocol.send(ContentType.handshake, PART);
      protocol.send(ContentType.handshake, REST);
      // The listener has new keys now, and ours are the old ones.
      protocol.send(ContentType.application_data, MESSAGE);
      assertRefuses(AlertDescription.bad_record_mac, protocol);
    }
  }

  @Test
  void aServerThatSendsDataInAHandshakeMessageIsRefused() throws Exception {
    IOException refusal = assertThrows(IOException.class, () -> served(server, false));
    assertTrue(
        refusal.getMessage().contains("another record in the middle of a handshake message"),
        refusal.getMessage());
    assertArrayEquals(new byte[] {42}, served(server, true));
  }

  /** What our connector reads from a server that may break a handshake message with data. */
  private byte[] served(TlsCredential shown, boolean inOrder)
      throws IOException, CertificateRefusedException {
    try (ServerSocket accepting = new ServerSocket()) {
      accepting.bind(TlsLab.loopback());
      CompletableFuture.runAsync(
          () -> {
            try {
              Socket socket = accepting.accept();
              StartTls.await(socket.getInputStream(), socket.getOutputStream());
              RecordServer protocol = new RecordServer(socket);
              protocol.accept(new KxTlsServer(new StrictCrypto(TlsLab.RANDOM), TlsLab.only(shown)));
              if (!inOrder) {
                protocol.send(ContentType.handshake, PART);
              }
              protocol.send(ContentType.application_data, MESSAGE);
            } catch (IOException e) {
              // The connector reports the failure.
            }
          });
      TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) accepting.getLocalSocketAddress();
      try (TlsSession session =
          connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG)) {
        return session.readMessage();
      }
    }
  }

  /** In the clear, too: the first part of a ClientHello, and then a warning. */
  @Test
  void anAlertInAClientHelloIsRefused() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      socket
          .getOutputStream()
          .write(HexFormat.of().parseHex("160301000401000040" + "1503010002015a"));
      assertEquals(
          "1503030002020a", HexFormat.of().formatHex(socket.getInputStream().readAllBytes()));
    }
  }

  // Alerts: RFC 8446 sections 5.1 and 6.

  @ParameterizedTest
  @ValueSource(bytes = {AlertLevel.warning, AlertLevel.fatal})
  void anErrorAlertEndsTheConnectionWhateverItsLevelIs(byte level) throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol = handshake(socket, client);
      assertEchoes(protocol);
      protocol.send(ContentType.alert, new byte[] {level, AlertDescription.bad_certificate});
      assertThrows(IOException.class, () -> assertEchoes(protocol));
    }
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol = handshake(socket, client);
      protocol.send(ContentType.alert, new byte[] {level, AlertDescription.user_canceled});
      assertEchoes(protocol);
      protocol.send(ContentType.alert, new byte[] {level, AlertDescription.close_notify});
      assertEquals(-1, protocol.readApplicationData(new byte[1], 0, 1));
    }
  }

  @Test
  void anErrorAlertEndsTheHandshakeWhateverItsLevelIs() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      socket.getOutputStream().write(HexFormat.of().parseHex("80000001" + "15030100020128"));
      assertEquals("00000000", HexFormat.of().formatHex(socket.getInputStream().readAllBytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "015a015a", "015a01"})
  void aRecordThatIsNotOneAlertIsRefused(String octets) throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol = handshake(socket, client);
      protocol.send(ContentType.alert, HexFormat.of().parseHex(octets));
      protocol.send(ContentType.application_data, MESSAGE);
      assertRefuses(AlertDescription.decode_error, protocol);
    }
  }

  // Early data: RFC 8446 section 4.2.10.

  /** A client that announces early data, and has a key share for x25519 only. */
  private PlainTlsClient early(Vector<Integer> groups) {
    return new PlainTlsClient(client, ProtocolVersion.TLSv13, groups) {
      @Override
      public Vector<Integer> getEarlyKeyShareGroups() {
        return x25519();
      }

      @Override
      public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = new Hashtable<>();
        for (Object type : super.getClientExtensions().entrySet()) {
          Map.Entry<?, ?> entry = (Map.Entry<?, ?>) type;
          extensions.put((Integer) entry.getKey(), (byte[]) entry.getValue());
        }
        extensions.put(ExtensionType.early_data, new byte[0]);
        return extensions;
      }
    };
  }

  /** Records of early data. */
  private static byte[] earlyData(int records, int length) {
    byte[] record = new byte[5 + length];
    record[0] = ContentType.application_data;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < records; i++) {
      all.writeBytes(record);
    }
    return all.toByteArray();
  }

  /** Sends these octets right behind the first ClientHello. */
  private static OutputStream behindTheHello(OutputStream to, byte[] more) {
    return new FilterOutputStream(to) {
      private boolean sent;

      @Override
      public void write(byte[] octets, int from, int count) throws IOException {
        out.write(octets, from, count);
        if (!sent) {
          sent = true;
          out.write(more);
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void earlyDataAreSkipped(boolean retry) throws Exception {
    Vector<Integer> groups = x25519();
    if (retry) {
      groups.add(0, NamedGroup.X25519MLKEM768);
    }
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol =
          new RecordClient(socket, behindTheHello(socket.getOutputStream(), earlyData(3, 500)));
      protocol.connect(early(groups));
      assertEchoes(protocol);
    }
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol =
          new RecordClient(socket, behindTheHello(socket.getOutputStream(), earlyData(5, 5000)));
      assertRefused(protocol, early(groups));
    }
  }

  /**
   * A client that offers early data sends its change_cipher_spec at once (RFC 8446 appendix D.4),
   * so it comes before the early data.
   */
  @Test
  void earlyDataAreSkippedBehindAChangeCipherSpec() throws Exception {
    for (Vector<Integer> groups : List.of(x25519(), retryFirst())) {
      try (Socket socket = TlsLab.socket(listener.address())) {
        byte[] both = Arrays.concatenate(CHANGE_CIPHER_SPEC, earlyData(3, 500));
        RecordClient protocol =
            new RecordClient(socket, behindTheHello(socket.getOutputStream(), both));
        protocol.connect(early(groups));
        assertEchoes(protocol);
      }
    }
  }

  private static Vector<Integer> retryFirst() {
    return new Vector<>(List.of(NamedGroup.X25519MLKEM768, NamedGroup.x25519));
  }

  /** Records without octets would otherwise never reach the limit. */
  @Test
  void earlyDataWithoutOctetsAreBoundedToo() throws Exception {
    Vector<Integer> groups = x25519();
    groups.add(0, NamedGroup.X25519MLKEM768);
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol =
          new RecordClient(socket, behindTheHello(socket.getOutputStream(), earlyData(1_000, 0)));
      assertRefused(protocol, early(groups));
    }
  }

  /** Without the announcement, a record that cannot be read is damaged. */
  @Test
  void unannouncedEarlyDataAreRefused() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      RecordClient protocol =
          new RecordClient(socket, behindTheHello(socket.getOutputStream(), earlyData(1, 500)));
      assertRefused(protocol, new PlainTlsClient(client, ProtocolVersion.TLSv13, x25519()));
    }
  }

  /** The client may still be writing when the listener closes, so it need not see the alert. */
  private void assertRefused(RecordClient protocol, PlainTlsClient peer)
      throws InterruptedException {
    assertThrows(
        IOException.class,
        () -> {
          protocol.connect(peer);
          protocol.readApplicationData(new byte[1], 0, 1);
        });
    TlsLab.await(() -> listener.counts().failed() == 1);
  }
}
