package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.event.Event;
import org.kxover.event.EventLog;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.lab.LabCommand;
import org.kxover.lab.Patience;
import org.slf4j.LoggerFactory;

/** Writes entries to a real systemd-journald with its own namespace, and reads them back. */
@Timeout(120)
class JournalIT {
  private static final Path JOURNALD = Path.of("/lib/systemd/systemd-journald");
  private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

  @TempDir Path folder;
  private final String namespace = "kxover" + ProcessHandle.current().pid();
  private final Path runtime = Path.of("/run/systemd/journal." + namespace);
  private Process journald;
  private JournalAppender appender;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Files.isExecutable(JOURNALD) && Files.isWritable(Path.of("/run")),
        "journald runs as root only");
    assumeTrue(Files.isDirectory(CONTROL_GROUPS), "journald runs with control groups only");
    journald =
        new ProcessBuilder(JOURNALD.toString(), namespace)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("journald.log").toFile())
            .start();
    await(() -> Files.exists(runtime.resolve("socket")));
    appender = new JournalAppender(runtime.resolve("socket").toString());
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    appender.setContext(context);
    appender.start();
    context.getLogger("org.kxover").setLevel(Level.INFO);
    context.getLogger("org.kxover").setAdditive(false);
    context.getLogger("org.kxover").addAppender(appender);
  }

  @AfterEach
  void end() throws Exception {
    if (appender != null) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      context.getLogger("org.kxover").detachAppender(appender);
      context.getLogger("org.kxover").setAdditive(true);
      context.getLogger("org.kxover").setLevel(Level.OFF);
      appender.stop();
    }
    if (journald != null) {
      journald.destroy();
      journald.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      new LabCommand(folder, "sh", "-c", "rm -rf " + runtime + " /run/log/journal/*." + namespace)
          .run();
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.holds()) {
      assertTrue(Instant.now().isBefore(end), "the condition did not hold in time");
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The entries that match, in journalctl's output format {@code form}. */
  private String journal(String form, String... matches) throws IOException {
    List<String> words = new ArrayList<>(List.of("--namespace=" + namespace, "-q", "-o", form));
    words.addAll(List.of(matches));
    return new LabCommand(folder, "journalctl", words.toArray(String[]::new)).run();
  }

  @Test
  void entriesAreFoundByKindAndByFieldAndAPeersWordsMakeNone() throws Exception {
    EventLog log = new EventLog();
    Realm a = new Realm("A.EXAMPLE");
    Optional<Realm> b = Optional.of(new Realm("B.EXAMPLE"));
    log.happened(Event.of(EventType.DAEMON_READY, Instant.EPOCH, "ready: realm A.EXAMPLE"));
    log.happened(
        Event.of(EventType.KEY_REFUSED, Instant.EPOCH, a, "refused x\nMESSAGE=forged")
            .about(b)
            .in(Role.SERVICE)
            .with(Optional.of("kx\nKXOVER_OUTCOME=success"))
            .failed(Optional.of(FailureReason.REFUSED_BY_POLICY)));
    log.happened(
        Event.of(EventType.KEY_MADE, Instant.EPOCH, a, "wrote it")
            .about(b)
            .in(Role.CLIENT)
            .ofKey(1));
    await(() -> journal("cat", "MESSAGE_ID=" + EventType.KEY_MADE.id()).equals("wrote it\n"));

    String refused = "refused x\\u000aMESSAGE=forged\n";
    assertEquals(refused + "wrote it\n", journal("cat", "KXOVER_AUDIT=1"));
    assertEquals(refused, journal("cat", "KXOVER_OUTCOME=refused by policy"));
    assertEquals("wrote it\n", journal("cat", "KXOVER_PRINCIPAL=krbtgt/B.EXAMPLE@A.EXAMPLE"));
    assertEquals(
        "wrote it\n",
        journal("cat", "KXOVER_REALM=A.EXAMPLE", "KXOVER_PEER_REALM=B.EXAMPLE", "KXOVER_KVNO=1"));
    assertEquals("", journal("cat", "MESSAGE=forged"));
    String entry = journal("export", "KXOVER_EVENT=key-refused");
    assertTrue(entry.contains("\nPRIORITY=4\n"), entry);
    assertTrue(entry.contains("\nKXOVER_PEER=kx\\u000aKXOVER_OUTCOME=success\n"), entry);
    assertEquals(
        3, journal("cat", "SYSLOG_IDENTIFIER=kxoverd").lines().count(), "three events, no more");
  }
}
