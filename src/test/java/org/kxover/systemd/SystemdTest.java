package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.event.Event;
import org.kxover.event.EventLog;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.LoggerFactory;

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
    // JUnit's interrupt at a timeout does not end a native receive.
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
  void theWatchdogReportsWhileAllIsWell() throws Exception {
    Path path = folder.resolve("notify");
    AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    CountDownLatch silent = new CountDownLatch(3);
    try (AFUNIXDatagramSocket systemd = listen(path);
        Watchdog watchdog =
            Watchdog.start(
                new ServiceManager(path.toString()),
                Duration.ofMillis(20),
                () -> {
                  if (problem.get().isPresent()) {
                    silent.countDown();
                  }
                  return problem.get();
                })) {
      assertEquals("WATCHDOG=1", receive(systemd));
      assertEquals("WATCHDOG=1", receive(systemd));
      problem.set(Optional.of("stuck"));
      assertTrue(silent.await(30, TimeUnit.SECONDS));
      systemd.setSoTimeout(1);
      assertThrows(IOException.class, () -> receiveAll(systemd));
      problem.set(Optional.empty());
      systemd.setSoTimeout(10_000);
      assertEquals("WATCHDOG=1", receive(systemd));
    }
  }

  /** Reads what was sent before the silence, and then times out. */
  private static void receiveAll(AFUNIXDatagramSocket socket) throws Exception {
    for (int i = 0; i < 1000; i++) {
      receive(socket);
    }
  }

  @Test
  void theWatchdogsPeriodComesFromTheEnvironment() throws Exception {
    assertEquals(Optional.empty(), Watchdog.period(Map.of(), 7));
    assertEquals(
        Optional.of(Duration.ofSeconds(30)),
        Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7));
    assertEquals(
        Optional.empty(),
        Watchdog.period(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7));
    assertThrows(IOException.class, () -> Watchdog.period(Map.of("WATCHDOG_USEC", "-1"), 7));
  }

  private static PassedSockets passed(String count, String names) throws IOException {
    return PassedSockets.of(
        Map.of("LISTEN_PID", "7", "LISTEN_FDS", count, "LISTEN_FDNAMES", names), 7);
  }

  @Test
  void socketsForAnotherProcessAreIgnored() throws Exception {
    assertEquals(Optional.empty(), PassedSockets.of(Map.of(), 7).take("kdc"));
    Map<String, String> ofAnother =
        Map.of("LISTEN_PID", "8", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "kdc");
    PassedSockets none = PassedSockets.of(ofAnother, 7);
    assertEquals(Optional.empty(), none.take("kdc"));
    none.requireAllTaken();
  }

  @Test
  void invalidPassedSocketsAreRefused() throws Exception {
    for (String count : List.of("", "0", "9", "-1", "x", "99999999999")) {
      assertThrows(IOException.class, () -> passed(count, "kdc"), count);
    }
    assertThrows(IOException.class, () -> passed("2", "kdc"));
    assertThrows(IOException.class, () -> passed("2", "kdc:kdc"));
    IOException e = assertThrows(IOException.class, () -> passed("1", "unknown").requireAllTaken());
    assertTrue(e.getMessage().contains("unknown"), e.getMessage());
  }

  @Test
  void withoutSystemdNothingIsSent() throws Exception {
    new ServiceManager(null).ready("nobody hears");
    new ServiceManager("").stopping();
  }

  @Test
  void aReceiverThatIsBackGetsTheNextDatagram() throws Exception {
    Path path = folder.resolve("journal");
    try (DatagramSender sender = DatagramSender.to(path.toString())) {
      listen(path).close();
      assertThrows(IOException.class, () -> sender.send(new byte[] {'1'}));
      Files.deleteIfExists(path);
      try (AFUNIXDatagramSocket journal = listen(path)) {
        sender.send(new byte[] {'2'});
        assertEquals("2", receive(journal));
      }
    }
  }

  @Test
  void aLogLineBecomesAJournalEntry() throws Exception {
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

  private static LoggingEvent line(Event event) {
    List<LoggingEvent> lines = new ArrayList<>();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger("org.kxover");
    AppenderBase<ILoggingEvent> keeping =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent line) {
            lines.add((LoggingEvent) line);
          }
        };
    keeping.setContext(context);
    keeping.start();
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(keeping);
    try {
      new EventLog().happened(event);
    } finally {
      logger.detachAppender(keeping);
      logger.setAdditive(true);
      logger.setLevel(before);
    }
    assertEquals(1, lines.size());
    return lines.get(0);
  }

  private static final Event REFUSED =
      Event.of(EventType.KEY_REFUSED, Instant.EPOCH, new Realm("A.EXAMPLE"), "refused x\nMESSAGE=y")
          .about(Optional.of(new Realm("B.EXAMPLE")))
          .in(Role.SERVICE)
          .with(Optional.of("192.0.2.1:5\nKXOVER_OUTCOME=success"))
          .failed(Optional.of(FailureReason.REFUSED_BY_POLICY));

  @Test
  void anEventHasItsFieldsAndAPeersTextAddsNone() {
    assertEquals(
        Map.of(
            "MESSAGE_ID", EventType.KEY_REFUSED.id(),
            "KXOVER_AUDIT", "1",
            "KXOVER_EVENT", "key-refused",
            "KXOVER_REALM", "A.EXAMPLE",
            "KXOVER_PEER_REALM", "B.EXAMPLE",
            "KXOVER_ROLE", "service",
            "KXOVER_PRINCIPAL", "krbtgt/A.EXAMPLE@B.EXAMPLE",
            "KXOVER_PEER", "192.0.2.1:5\\u000aKXOVER_OUTCOME=success",
            "KXOVER_OUTCOME", "refused by policy"),
        EventFields.of(line(REFUSED)));
    Map<String, String> used =
        EventFields.of(
            line(
                Event.of(
                        EventType.QUESTION_ANSWERED, Instant.EPOCH, new Realm("A.EXAMPLE"), "asked")
                    .ofKey(7)
                    .since(Instant.EPOCH.minusMillis(5))));
    assertEquals("7", used.get("KXOVER_KVNO"));
    assertEquals("5", used.get("KXOVER_TOOK_MS"));
    assertEquals("success", used.get("KXOVER_OUTCOME"));
    assertFalse(used.containsKey("KXOVER_AUDIT"), "a question is not an audit event");
  }

  @Test
  void everyFieldThatALineMayHaveIsListed() {
    Event full = REFUSED.ofKey(1).by(Optional.of("alice@A.EXAMPLE")).since(Instant.EPOCH);
    Set<String> fields = new TreeSet<>(EventFields.of(line(full)).keySet());
    fields.remove("MESSAGE_ID");
    assertEquals(new TreeSet<>(EventFields.NAMES), fields);
  }

  @Test
  void thePlainFormMarksAuditLinesAndNoOthers() {
    PatternLayout layout = Logging.plain(new LoggerContext());
    String refused = layout.doLayout(line(REFUSED));
    assertTrue(
        refused.matches("[0-9T:.-]{23}Z WARN  audit key-refused: refused x\\\\u000aMESSAGE=y\n"),
        refused);
    String ready =
        layout.doLayout(line(Event.of(EventType.DAEMON_READY, Instant.EPOCH, "ready: realm A")));
    assertTrue(ready.matches("[0-9T:.-]{23}Z INFO  ready: realm A\n"), ready);
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
  void aLongValueIsCut() {
    int length = new JournalEntry().field("M", "x".repeat(1_000_000)).encoded().length;
    assertEquals("M=".length() + JournalEntry.MAX_VALUE + 1, length);
  }
}
