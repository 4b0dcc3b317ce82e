package org.kxover.systemd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the log goes: to the terminal in the foreground, else to the journal. */
public final class Logging {
  private Logging() {}

  /** To standard error, a line an event, with times in UTC. */
  public static void toTerminal() {
    LoggerContext context = reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    // What strangers say is made printable before it is logged; this is for what slips through.
    encoder.setPattern(
        "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %-5level %replace(%msg){'\\p{Cntrl}', '?'}%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
    terminal.setName("terminal");
    terminal.setTarget("System.err");
    terminal.setEncoder(encoder);
    attach(context, terminal);
  }

  /** To the journal; where there is none, to standard error. */
  public static void toJournal() {
    if (!Files.exists(Path.of(JournalAppender.SOCKET))) {
      toTerminal();
      logger().warn("no journal at {}: logging to standard error", JournalAppender.SOCKET);
      return;
    }
    LoggerContext context = reset();
    try {
      attach(context, new JournalAppender(JournalAppender.SOCKET));
    } catch (IOException e) {
      toTerminal();
      logger().warn("no journal: {}: logging to standard error", e.getMessage());
    }
  }

  private static Logger logger() {
    return LoggerFactory.getLogger(Logging.class);
  }

  private static LoggerContext reset() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("org.kxover").setLevel(Level.INFO);
    // It logs a stack trace for each wrong signature, which strangers can have as many of as they
    // like; what matters of them comes back with the answer.
    context.getLogger("org.xbill.DNS").setLevel(Level.OFF);
    return context;
  }

  private static void attach(LoggerContext context, Appender<ILoggingEvent> appender) {
    appender.setContext(context);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }
}
