package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.tls.SourceNetwork;

@Timeout(60)
class KdcRelayTest {
  private static final byte[] AS_REQ = {0x6a, 3, 1, 2, 3};

  @ParameterizedTest
  @CsvSource({
    "6a03010203, true",
    "6c03010203, true",
    "7203010203, false",
    "6e03010203, false",
    "6a0301020300, false",
    "6a030102, false",
    "6a80010203, false",
    "6a8103010203, false",
    "6a82, false",
    "6a, false",
    "'', false",
  })
  void takesRequestsToTheKdcOnly(String octets, boolean expected) {
    assertEquals(expected, KdcRelay.isKdcRequest(HexFormat.of().parseHex(octets)));
  }

  @Test
  void takesLongLengthsInDerOnly() {
    byte[] message = new byte[3 + 200];
    message[0] = 0x6a;
    message[1] = (byte) 0x81;
    message[2] = (byte) 200;
    assertEquals(true, KdcRelay.isKdcRequest(message));
    byte[] longer = new byte[4 + 200];
    longer[0] = 0x6a;
    longer[1] = (byte) 0x82;
    longer[3] = (byte) 200;
    assertEquals(false, KdcRelay.isKdcRequest(longer), "not minimal");
  }

  /** Relays a request to a KDC that always sends {@code answer}. */
  private static byte[] ask(String answer, Duration within) throws Exception {
    try (ServerSocket kdc = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<byte[]> asked =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = kdc.accept()) {
                  DataInputStream in = new DataInputStream(socket.getInputStream());
                  byte[] request = new byte[in.readInt()];
                  in.readFully(request);
                  socket.getOutputStream().write(HexFormat.of().parseHex(answer));
                  if (answer.isEmpty()) {
                    in.read();
                  }
                  return request;
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      InetSocketAddress address = (InetSocketAddress) kdc.getLocalSocketAddress();
      byte[] told =
          new KdcRelay(address)
              .answer(AS_REQ, SourceNetwork.of(InetAddress.getLoopbackAddress()), within);
      assertArrayEquals(AS_REQ, asked.get());
      return told;
    }
  }

  @Test
  void returnsTheAnswerOfTheKdc() throws Exception {
    assertArrayEquals(new byte[] {7, 8, 9}, ask("00000003070809", Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @CsvSource({"00000000", "80000001", "00010001", "7fffffff", "0000000307"})
  void takesNoOtherAnswer(String answer) {
    assertThrows(IOException.class, () -> ask(answer, Duration.ofSeconds(30)));
  }

  /** A KDC that holds its answers back, and requests that wait for them. */
  private static final class Waiting implements AutoCloseable {
    private final ServerSocket kdc = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final KdcRelay relay = new KdcRelay((InetSocketAddress) kdc.getLocalSocketAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> atTheKdc = new ArrayList<>();
    private final List<CompletableFuture<byte[]>> requests = new ArrayList<>();

    Waiting() throws IOException {}

    byte[] ask(String address, Duration within) throws IOException {
      return relay.answer(AS_REQ, SourceNetwork.of(InetAddress.getByName(address)), within);
    }

    void add(String address) throws IOException {
      requests.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ask(address, Duration.ofSeconds(30));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              threads));
      atTheKdc.add(kdc.accept());
    }

    String refusal(String address) {
      return assertThrows(IOException.class, () -> ask(address, Duration.ofSeconds(5)))
          .getMessage();
    }

    void answerAll() throws Exception {
      for (Socket one : atTheKdc) {
        one.getOutputStream().write(new byte[] {0, 0, 0, 1, 7});
      }
      for (CompletableFuture<byte[]> one : requests) {
        assertArrayEquals(new byte[] {7}, one.get());
      }
      atTheKdc.clear();
      requests.clear();
    }

    @Override
    public void close() throws IOException {
      threads.shutdown();
      kdc.close();
      for (Socket one : atTheKdc) {
        one.close();
      }
    }
  }

  /** krb5kdc has 45 TCP connections, which clients without TLS need too. */
  @Test
  void holdsTenConnectionsOfTheKdc() throws Exception {
    try (Waiting waiting = new Waiting()) {
      for (int i = 0; i < 10; i++) {
        waiting.add("192.0." + i / 2 + ".1");
      }
      assertEquals(
          "too many relayed requests already wait for the KDC", waiting.refusal("192.0.9.1"));
      waiting.answerAll();
      waiting.add("192.0.9.1");
      waiting.answerAll();
    }
  }

  @Test
  void oneNetworkHoldsThreeConnectionsOfTheKdc() throws Exception {
    try (Waiting waiting = new Waiting()) {
      for (int i = 1; i <= 3; i++) {
        waiting.add("2001:db8:0:1" + i + "::1");
      }
      assertEquals(
          "too many relayed requests of its network already wait for the KDC",
          waiting.refusal("2001:db8:0:14::1"));
      waiting.add("2001:db8:0:200::1");
      waiting.answerAll();
      waiting.add("2001:db8:0:14::1");
      waiting.answerAll();
    }
  }

  @Test
  void doesNotWaitForEver() {
    assertThrows(IOException.class, () -> ask("", Duration.ofMillis(200)));
  }
}
