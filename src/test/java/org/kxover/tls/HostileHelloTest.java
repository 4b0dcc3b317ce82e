package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hellos that break RFC 8446, and the alert that each gets (section 6), in both roles. */
@Timeout(120)
class HostileHelloTest {
  private static final String VERSIONS = "002b0003020304";
  private static final String SIGNATURES = "000d000400020403";
  private static final String X25519_GROUP = "000a00040002001d";
  private static final String P256_GROUP = "000a000400020017";
  private static final String X25519_SHARE = "003300260024001d0020" + "09".repeat(32);

  private static final String SHORT =
      "09090909090909090909090909090909090909090909090909090909090909";
  private static final String ZERO =
      "0000000000000000000000000000000000000000000000000000000000000000";
  private static final String NO_POINT =
      "09090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909";

  @TempDir Path folder;
  private TlsCredential client;
  private TlsListener listener;

  @BeforeEach
  void listen() throws Exception {
    client = TlsLab.credential(folder, "A.EXAMPLE");
    TlsCredential server = TlsLab.credential(folder, "B.EXAMPLE");
    listener =
        new TlsListener(TlsLab.loopback(), server, TlsLab.RANDOM, TlsLab.LIMITS, TlsLab::echo);
    listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  /** A record with a ClientHello that has these extensions. */
  private static String hello(String compression, String extensions) {
    String body = "0303" + "07".repeat(32) + "00" + "00021301" + compression + counted(extensions);
    return "160301" + counted("0100" + counted(body));
  }

  private static String counted(String octets) {
    return String.format("%04x", octets.length() / 2) + octets;
  }

  /** A record with a ClientHello that is answered. */
  static String good() {
    return hello("0100", VERSIONS + SIGNATURES + X25519_GROUP + X25519_SHARE);
  }

  /**
   * RFC 8446 section 5.1: keys change behind a ClientHello, so nothing may follow in its record.
   */
  @Test
  void moreInTheRecordOfAHelloIsRefused() throws Exception {
    String message =
        hello("0100", VERSIONS + SIGNATURES + X25519_GROUP + X25519_SHARE).substring(10);
    aMalformedHelloHasItsAlert(
        "a message behind the hello",
        "160301" + counted(message + "1800000100"),
        "unexpected_message");
  }

  @Test
  void theHelloWithoutFaultIsAnswered() throws Exception {
    try (Socket socket = TlsLab.socket(listener.address())) {
      socket
          .getOutputStream()
          .write(
              HexFormat.of()
                  .parseHex(hello("0100", VERSIONS + SIGNATURES + X25519_GROUP + X25519_SHARE)));
      assertEquals(0x16, socket.getInputStream().read());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no extensions, 0100, '', protocol_version",
    "no signature_algorithms, 0100, V X S, missing_extension",
    "no supported_groups, 0100, V A S, missing_extension",
    "no key_share, 0100, V A X, missing_extension",
    "another compression, 0101, V A X S, handshake_failure",
    "two key_shares, 0100, V A X S S, illegal_parameter",
    "a share of another length, 0100, V A X 003300250023001d001f" + SHORT + ", illegal_parameter",
    "a share of zero, 0100, V A X 003300260024001d0020" + ZERO + ", handshake_failure",
    "a share that is no point, 0100, V A P 0033004700450017004104"
        + NO_POINT
        + ", illegal_parameter",
    "a share that is cut off, 0100, V A X 00330004002400ff, decode_error",
    "groups that are cut off, 0100, V A S 000a0003000200, decode_error",
    "a pre_shared_key before others, 0100, V A 00290000 X S, illegal_parameter",
  })
  void aHelloThatBreaksARuleHasItsAlert(
      String what, String compression, String extensions, String alert) throws Exception {
    String octets =
        extensions
            .replace("V", VERSIONS)
            .replace("A", SIGNATURES)
            .replace("X", X25519_GROUP)
            .replace("P", P256_GROUP)
            .replace("S", X25519_SHARE)
            .replace(" ", "");
    aMalformedHelloHasItsAlert(what, hello(compression, octets), alert);
  }

  @ParameterizedTest
  @CsvSource({
    "a hello without content, 160301000401000000, decode_error",
    "a hello that ends early, 16030100060100000203 03, decode_error",
    "a record of no known type, 1603010000, illegal_parameter",
    "a record that is too long, 1603014001, record_overflow",
    "a message of no known type, 160301000463000000, unexpected_message",
    "a hello of 32769 octets, 160301000401008001, internal_error",
  })
  void aMalformedHelloHasItsAlert(String what, String octets, String alert) throws Exception {
    String answer = answer(octets.replace(" ", ""));
    assertTrue(answer.matches("15030[13]000202.."), what + ": " + answer);
    short sent = (short) Integer.parseInt(answer.substring(12), 16);
    assertEquals(alert, AlertDescription.getName(sent), what);
  }

  private String answer(String octets) throws IOException {
    try (Socket socket = TlsLab.socket(listener.address())) {
      socket.getOutputStream().write(HexFormat.of().parseHex(octets));
      return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void aServersMalformedHelloHasItsAlert() throws Exception {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    try (ServerSocket accepting = new ServerSocket()) {
      accepting.bind(TlsLab.loopback());
      CompletableFuture.runAsync(
          () -> {
            try (Socket socket = accepting.accept()) {
              StartTls.await(socket.getInputStream(), socket.getOutputStream());
              byte[] header = socket.getInputStream().readNBytes(5);
              socket.getInputStream().readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
              socket
                  .getOutputStream()
                  .write(HexFormat.of().parseHex("16030300060200000203" + "03"));
              answer.complete(socket.getInputStream().readAllBytes());
            } catch (IOException e) {
              answer.completeExceptionally(e);
            }
          });
      TlsConnector connector = new TlsConnector(client, TlsLab.RANDOM, TlsLab.LIMITS);
      InetSocketAddress address = (InetSocketAddress) accepting.getLocalSocketAddress();
      assertEquals(
          "TLS handshake: we refused: decode_error(50); a message of the peer is malformed",
          assertThrows(
                  IOException.class,
                  () -> connector.connect(address, "kx.b.example", TlsLab.ANY, TlsLab.LONG))
              .getMessage());
    }
    assertEquals(
        "15030100020232",
        HexFormat.of().formatHex(answer.get(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS)));
  }
}
