package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.ClientName;
import org.kxover.lab.LabCommand;
import org.kxover.localsocket.Alphabet;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;
import org.kxover.plugin.NativeBuild;

/** Every octet in each field: the daemon accepts whatever the KDC's C code sends. */
class AlphabetIT extends KdcSocketFixture {
  private static final int OCTETS = 256;
  private static final int CLIENT = 2;

  @TempDir static Path build;

  /** The C code's request by id, for each octet in realm, then service, then client. */
  private static final Map<Integer, String> REQUESTS = new TreeMap<>();

  @BeforeAll
  static void buildRequests() throws Exception {
    String driver = new NativeBuild(build).clientDriver().toString();
    List<String> requests =
        List.of(new LabCommand(build, driver, "octets").run().split("\n\n", -1));
    assertEquals(3 * OCTETS + 1, requests.size());
    for (int i = 0; i < 3 * OCTETS; i++) {
      REQUESTS.put(i + 1, requests.get(i));
    }
  }

  /** Octet 0 ends a C string, so it is sent as a shorter value. */
  private static boolean isSent(int id) {
    int octet = (id - 1) % OCTETS;
    return octet == 0 || Alphabet.isText(octet) || (id - 1) / OCTETS == CLIENT;
  }

  @Test
  void onlyTheClientsNameMayHaveAnyOctet() {
    REQUESTS.forEach((id, request) -> assertEquals(isSent(id), !isError(request), request));
  }

  private static boolean isError(String request) {
    return request.equals("error EINVAL");
  }

  @Test
  void whateverIsSentIsAnsweredOnOneConnection() throws Exception {
    maxRequests = 1000;
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      for (Map.Entry<Integer, String> request : REQUESTS.entrySet()) {
        if (!isError(request.getValue())) {
          write(kdc, request.getValue() + "\n\n");
          String answer = read(kdc);
          assertTrue(answer.startsWith("kxover=1\nid=" + request.getKey() + "\nresult="), answer);
        }
      }
      assertServed(kdc, "9999");
    }
    // A realm or service such as "x y" is invalid; its request gets an answer.
    assertEquals(0, socket.counts().broken());
  }

  @Test
  void theClientsNameComesEscaped() throws Exception {
    for (int octet = 0; octet < OCTETS; octet++) {
      String request = REQUESTS.get(CLIENT * OCTETS + octet + 1) + "\n\n";
      MessageReader reader =
          new MessageReader(
              new ByteArrayInputStream(request.getBytes(StandardCharsets.ISO_8859_1)));
      List<String> lines = reader.read().orElseThrow().validLines();
      // krb5_unparse_name() writes no name without a realm, or with a second @.
      if (octet == 0 || octet == '@') {
        assertThrows(SocketProtocolException.class, () -> KdcRequest.parse(lines));
        continue;
      }
      String expected =
          Alphabet.isText(octet) ? "x" + (char) octet + "y" : String.format("x\\x%02xy", octet);
      assertEquals(
          new ClientName(expected + "@A.EXAMPLE", "A.EXAMPLE"),
          KdcRequest.parse(lines).client().orElseThrow());
    }
  }
}
