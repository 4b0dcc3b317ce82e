package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.guard.RefusalTable;
import org.kxover.kerberos.Realm;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class RefusalSocketTest {
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final String LINE =
      "refused service=HTTP/www.b.example@B.EXAMPLE client=alice@A.EXAMPLE reason=closed"
          + " mode=enforce";

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private final RefusalTable table = new RefusalTable();
  private final LoggedClients clients = KdcSocketFixture.newClients();
  private Path path;
  private RefusalSocket socket;

  @BeforeEach
  void inAFolderOfItsOwn() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    path = folder.resolve("kdc.sock.refusals");
    socket = newSocket();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
  }

  private RefusalSocket newSocket() {
    return new RefusalSocket(
        folder.resolve("kdc.sock"), clients, table, () -> Instant.EPOCH, nanos::get);
  }

  private void send(String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    try (AFUNIXDatagramSocket kdc = AFUNIXDatagramSocket.newInstance()) {
      kdc.connect(AFUNIXSocketAddress.of(path));
      kdc.send(new DatagramPacket(octets, octets.length));
    }
  }

  private static void await(BooleanSupplier condition) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  void whatAKdcTellsIsKnownAndOtherDatagramsAreCounted() throws Exception {
    socket.start();
    send("hello");
    send(LINE + "x".repeat(1000));
    send(LINE);
    await(() -> table.of(B).size() == 1);
    assertEquals(new RefusalCounts(2, 0), socket.counts());
    assertEquals("closed", table.of(B).get(0).refusal().reason());
    socket.close();
    assertFalse(Files.exists(path));
    assertThrows(IOException.class, () -> send(LINE));
  }

  @Test
  void aUserAsServiceHasNoNameInTheTable() {
    socket.receive(
        "refused service=bob@B.EXAMPLE client=alice@A.EXAMPLE reason=closed mode=enforce"
            .getBytes(StandardCharsets.US_ASCII));
    String service = table.of(B).get(0).refusal().service();
    assertTrue(service.matches("#[0-9a-f]{12}@B\\.EXAMPLE"), service);
  }

  @Test
  void moreThanSoManyInASecondAreDropped() {
    byte[] datagram = LINE.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < RefusalSocket.MAX_PER_SECOND + 5; i++) {
      socket.receive(datagram);
    }
    assertEquals(new RefusalCounts(0, 5), socket.counts());
    assertEquals(RefusalSocket.MAX_PER_SECOND, table.of(B).get(0).count());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    socket.receive(datagram);
    assertEquals(RefusalSocket.MAX_PER_SECOND + 1, table.of(B).get(0).count());
  }

  /** Nobody can tell who sent a datagram, so only the folder keeps others out. */
  @Test
  void noFolderThatIsOpenToAll() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String why = assertThrows(IOException.class, socket::start).getMessage();
    assertTrue(why.contains("is open to every user"), why);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    socket.start();
  }

  @Test
  void noSocketInUseIsTakenAndNoOldOneStays() throws Exception {
    socket.start();
    try (RefusalSocket second = newSocket()) {
      assertTrue(assertThrows(IOException.class, second::start).getMessage().contains("is in use"));
    }
    send(LINE);
    await(() -> table.of(B).size() == 1);
    socket.close();
    try (AFUNIXDatagramSocket killed = AFUNIXDatagramSocket.newInstance()) {
      killed.setDeleteOnClose(false);
      killed.bind(AFUNIXSocketAddress.of(path));
    }
    socket = newSocket();
    socket.start();
    send(LINE);
    await(() -> table.of(B).get(0).count() == 2);
  }
}
