package org.kxover.systemd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to the terminal or the journal. */
public final class Logging {
  /**
   * A regular expression for characters that could end a line, move the cursor or turn the
   * direction of a text.
   */
  static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

  private Logging() {}

  /** Logs to standard error, one line per message, with times in UTC. */
  public static void toTerminal() {
    LoggerContext context = reset();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(plain(context));
    encoder.start();
    ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
    terminal.setName("terminal");
    terminal.setTarget("System.err");
    terminal.setEncoder(encoder);
    attach(context, terminal);
  }

  /** The form of a line at a terminal. */
  public static PatternLayout plain(LoggerContext context) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("audit", AuditPrefix::new);
    // Callers make strangers' text printable before they log it. This is a second safeguard.
    layout.setPattern(
        "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %-5level %audit"
            + "%replace(%msg){'"
            + UNPRINTABLE
            + "', '?'}%n");
    layout.start();
    return layout;
  }

  /**
   * Like {@link #toTerminal}, but with errors only, for the program {@code kxover}. What an
   * administrator should know is in its own words: a finding, or a result.
   */
  public static void errorsToTerminal() {
    toTerminal();
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("org.kxover")
        .setLevel(Level.ERROR);
  }

  /** Logs to the journal, or to standard error if there is no journal. */
  public static void toJournal() {
    if (!Files.exists(Path.of(JournalAppender.SOCKET))) {
      toTerminal();
      logger()
          .warn("there is no journal socket {}; logging to standard error", JournalAppender.SOCKET);
      return;
    }
    LoggerContext context = reset();
    try {
      attach(context, new JournalAppender(JournalAppender.SOCKET));
    } catch (IOException e) {
      toTerminal();
      logger()
          .warn("cannot open the journal's socket: {}; logging to standard error", e.getMessage());
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
    // dnsjava logs a stack trace for each wrong signature, and strangers can cause any number. Its
    // answers contain the reasons that we need.
    context.getLogger("org.xbill.DNS").setLevel(Level.OFF);
    return context;
  }

  private static void attach(LoggerContext context, Appender<ILoggingEvent> appender) {
    appender.setContext(context);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }
}
