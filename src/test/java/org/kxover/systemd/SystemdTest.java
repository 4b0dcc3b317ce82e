package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(60)
class SystemdTest {
  @TempDir Path folder;

  private static String receive(AFUNIXDatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[128 * 1024], 128 * 1024);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private AFUNIXDatagramSocket listen(Path path) throws Exception {
    AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(AFUNIXSocketAddress.of(path));
    // An interrupt does not end a native receive; this does.
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void readinessReachesTheSocket() throws Exception {
    Path path = folder.resolve("notify");
    try (AFUNIXDatagramSocket systemd = listen(path)) {
      new ServiceManager(path.toString()).ready("serving realm A.EXAMPLE");
      assertEquals("READY=1\nSTATUS=serving realm A.EXAMPLE", receive(systemd));
      new ServiceManager(path.toString()).reloading(1_234_567_890L);
      assertEquals("RELOADING=1\nMONOTONIC_USEC=1234567", receive(systemd));
      new ServiceManager(path.toString()).stopping();
      assertEquals("STOPPING=1", receive(systemd));
    }
  }

  @Test
  void readinessReachesAnAbstractSocket() throws Exception {
    String name = "kxover-test-" + ProcessHandle.current().pid();
    try (AFUNIXDatagramSocket systemd = AFUNIXDatagramSocket.newInstance()) {
      systemd.bind(AFUNIXSocketAddress.of(("\0" + name).getBytes(StandardCharsets.UTF_8)));
      new ServiceManager("@" + name).ready("ok");
      assertEquals("READY=1\nSTATUS=ok", receive(systemd));
    }
  }

  @Test
  void withoutSystemdNothingIsSent() throws Exception {
    new ServiceManager(null).ready("nobody hears");
    new ServiceManager("").stopping();
  }

  @Test
  void aReceiverThatWasAwayIsFoundAgain() throws Exception {
    Path path = folder.resolve("journal");
    try (Datagrams datagrams = Datagrams.to(path.toString())) {
      listen(path).close();
      assertThrows(IOException.class, () -> datagrams.send(new byte[] {'1'}));
      Files.deleteIfExists(path);
      try (AFUNIXDatagramSocket journal = listen(path)) {
        datagrams.send(new byte[] {'2'});
        assertEquals("2", receive(journal));
      }
    }
  }

  @Test
  void anEventIsAnEntryOfTheJournal() throws Exception {
    Path path = folder.resolve("journal");
    try (AFUNIXDatagramSocket journal = listen(path)) {
      JournalAppender appender = new JournalAppender(path.toString());
      appender.start();
      LoggerContext context = new LoggerContext();
      appender.append(
          new LoggingEvent(
              "f",
              context.getLogger("org.kxover.Test"),
              Level.WARN,
              "refused {}",
              null,
              new Object[] {"B.EXAMPLE"}));
      String entry = receive(journal);
      assertTrue(entry.startsWith("MESSAGE=refused B.EXAMPLE\nPRIORITY=4\n"), entry);
      assertTrue(entry.contains("SYSLOG_IDENTIFIER=kxoverd\n"), entry);
      appender.stop();
    }
  }

  @Test
  void aValueOfSeveralLinesCarriesItsLength() throws Exception {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes("MESSAGE\n".getBytes(StandardCharsets.UTF_8));
    expected.writeBytes(new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
    expected.writeBytes("a\nb\n".getBytes(StandardCharsets.UTF_8));
    assertArrayEquals(
        expected.toByteArray(), new JournalEntry().field("MESSAGE", "a\nb").encoded());
  }

  @Test
  void aHugeValueIsCut() {
    int length = new JournalEntry().field("M", "x".repeat(1_000_000)).encoded().length;
    assertEquals("M=".length() + JournalEntry.MAX_VALUE + 1, length);
  }
}
