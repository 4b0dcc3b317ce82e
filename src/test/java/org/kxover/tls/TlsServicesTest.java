package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsClientProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kerberos.HostName;

/** The server_name selects the certificate and the handler. */
@Timeout(120)
class TlsServicesTest {
  @TempDir Path folder;
  private TlsCredential client;
  private TlsCredential first;
  private TlsCredential second;
  private TlsListener listener;

  @BeforeEach
  void listen() throws Exception {
    client = TlsLab.credential(folder, "C.EXAMPLE");
    first = TlsLab.credential(folder, "A.EXAMPLE");
    second = TlsLab.credential(folder, "B.EXAMPLE");
    TlsService ofA = new TlsService(first, session -> session.writeMessage(new byte[] {'a'}));
    TlsService ofB = new TlsService(second, session -> session.writeMessage(new byte[] {'b'}));
    Map<HostName, TlsService> hosts =
        Map.of(new HostName("kx.a.example"), ofA, new HostName("kx.b.example"), ofB);
    listener =
        new TlsListener(
            TlsLab.loopback(),
            TlsLab.RANDOM,
            TlsLab.LIMITS,
            name -> name.map(hosts::get).orElse(ofA));
    listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({"kx.a.example, a", "kx.b.example, b", "KX.B.Example., b", "kx.c.example, a"})
  void theNameSelectsTheCertificateAndTheHandler(String name, char answer) throws Exception {
    TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
    try (TlsSession session =
        connector.connect(listener.address(), name, TlsLab.ANY, TlsLab.LONG)) {
      TlsCredential shown = answer == 'a' ? first : second;
      assertArrayEquals(shown.chainDer().get(0), session.peerChain().get(0));
      assertArrayEquals(new byte[] {(byte) answer}, session.readMessage());
    }
  }

  /** A client whose server_name may be absent or invalid, which our own client does not allow. */
  private byte[] certificateFor(List<ServerName> names) throws Exception {
    InetSocketAddress address = listener.address();
    try (Socket socket = TlsLab.socket(address)) {
      TlsClientProtocol protocol =
          new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
      KxTlsClient clientWithNames =
          new KxTlsClient(new StrictCrypto(TlsLab.RANDOM), client, "unused", TlsLab.ANY) {
            @Override
            protected Vector<ServerName> getSNIServerNames() {
              return names.isEmpty() ? null : new Vector<>(names);
            }
          };
      protocol.connect(clientWithNames);
      return clientWithNames.result().peerChain().get(0);
    }
  }

  private static ServerName name(int type, String text) {
    return new ServerName((short) type, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void withoutANameTheFirstServiceIsUsed() throws Exception {
    assertArrayEquals(first.chainDer().get(0), certificateFor(List.of()));
  }

  @Test
  void anInvalidNameIsIgnored() throws Exception {
    for (String text : List.of("kx.b.example\0", "kx b", "..", "kx.b.ex\u00e4mple", "_x")) {
      assertArrayEquals(
          first.chainDer().get(0), certificateFor(List.of(name(NameType.host_name, text))));
    }
    assertArrayEquals(
        second.chainDer().get(0),
        certificateFor(List.of(name(NameType.host_name, "kx.b.example"))));
    assertEquals(0, listener.counts().failed());
  }
}
