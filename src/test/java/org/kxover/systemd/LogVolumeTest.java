package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.LogClients;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRule;
import org.kxover.crossing.TwoRealms;
import org.kxover.doc.Document;
import org.kxover.event.EventLog;
import org.kxover.guard.RefusalTable;
import org.kxover.kdcsocket.GuardDatagrams;
import org.kxover.kdcsocket.LoggedClients;
import org.kxover.kdcsocket.RefusalSocket;
import org.kxover.lab.CapturedLog;
import org.kxover.referral.Answer;

/** The octets of log that crossings and refusals make, against the table of doc/PRIVACY.md. */
@Timeout(120)
class LogVolumeTest {
  private static final int TIMES = 1000;
  private static final String HASHED = "#4f0c92d1a7be@A.EXAMPLE";
  private static final Pattern KILOBYTES = Pattern.compile("([0-9,]+) kB");

  /** Ports and durations have more or fewer digits. */
  private static final double TOLERANCE = 0.05;

  @TempDir Path folder;

  /** What lines take on standard error, and in datagrams to the journal. */
  private record Volume(long lines, long plain, long journal) {
    static Volume of(List<ILoggingEvent> lines) {
      PatternLayout layout = Logging.plain(new LoggerContext());
      long plain = 0;
      long journal = 0;
      for (ILoggingEvent line : lines) {
        plain += layout.doLayout(line).getBytes(StandardCharsets.UTF_8).length;
        journal += JournalAppender.entry(line).encoded().length;
      }
      return new Volume(lines.size(), plain, journal);
    }

    Volume times(long factor) {
      return new Volume(lines * factor, plain * factor, journal * factor);
    }
  }

  private static void assertDocumented(String what, Volume measured) throws Exception {
    List<String> row =
        Document.read("PRIVACY.md").rows().stream()
            .filter(cells -> cells.get(0).equals(what))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row " + what + ": " + measured));
    assertEquals(measured.lines(), Long.parseLong(row.get(1).replace(",", "")), measured::toString);
    assertNear(row.get(2), measured.plain(), measured);
    assertNear(row.get(3), measured.journal(), measured);
  }

  private static void assertNear(String cell, long octets, Volume measured) {
    Matcher written = KILOBYTES.matcher(cell);
    assertTrue(written.matches(), cell);
    double said = Double.parseDouble(written.group(1).replace(",", "")) * 1000;
    assertTrue(Math.abs(said - octets) < TOLERANCE * octets, cell + " for " + measured);
  }

  /** The lines of both realms for a question of the KDC of A. */
  private static Volume question(TwoRealms world, Optional<String> client) throws Exception {
    world.events.clear();
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      Answer answer =
          world.outgoing().answer(TwoRealms.question("HTTP/www.b.example").logged(client));
      world.awaitSessionsEnd();
      world.events.forEach(new EventLog()::happened);
      assertTrue(answer.realm().isPresent() || answer.failureReason().isPresent());
      return Volume.of(log.lines());
    }
  }

  @Test
  void crossings() throws Exception {
    try (TwoRealms world = new TwoRealms(folder)) {
      Optional<String> client = Optional.of(HASHED);
      assertDocumented("a first key, both realms", question(world, client).times(TIMES));
      assertDocumented("a question with a key there", question(world, client).times(TIMES));
      assertDocumented(
          "a question with a key there, `log_clients = no`",
          question(world, Optional.empty()).times(TIMES));
    }
  }

  @Test
  void refusalsOfADaemon() throws Exception {
    try (TwoRealms world =
        new TwoRealms(
            folder,
            Map.of(
                TwoRealms.B,
                own ->
                    own.with(
                        PolicySettings.PEER_REALMS, List.of(new RealmRule(false, "a.example")))))) {
      assertDocumented(
          "a key that the other realm refuses, both realms",
          question(world, Optional.of(HASHED)).times(TIMES));
    }
  }

  /** Datagrams as a guard sends them, one each {@code apart}. */
  private Volume refusals(Duration apart) {
    AtomicLong nanos = new AtomicLong();
    RefusalSocket socket =
        new RefusalSocket(
            folder.resolve("kdc.sock"),
            new LoggedClients(LogClients.HASHED, new SecureRandom()),
            new RefusalTable(),
            () -> Instant.EPOCH,
            nanos::get);
    byte[] datagram =
        "refused service=HTTP/www.b.example@B.EXAMPLE client=alice@A.EXAMPLE reason=closed mode=enforce"
            .getBytes(StandardCharsets.US_ASCII);
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      for (int i = 0; i < TIMES; i++) {
        GuardDatagrams.give(socket, datagram);
        nanos.addAndGet(apart.toNanos());
      }
      return Volume.of(log.lines());
    }
  }

  @Test
  void refusalsOfTheGuard() throws Exception {
    assertDocumented("a user whom the guard refuses", refusals(Duration.ofSeconds(1)));
    assertDocumented(
        "a user whom the guard refuses, 1,000 within a second",
        refusals(Duration.ofNanos(999_999)));
  }
}
