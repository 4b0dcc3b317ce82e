package org.kxover.systemd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.util.regex.Pattern;

/** Logs to systemd's journal, with priorities and fields. */
final class JournalAppender extends AppenderBase<ILoggingEvent> {
  static final String SOCKET = "/run/systemd/journal/socket";

  private static final Pattern UNPRINTABLE = Pattern.compile(Logging.UNPRINTABLE);

  private final DatagramSender journal;

  JournalAppender(String socket) throws IOException {
    journal = DatagramSender.to(socket);
    setName("journal");
  }

  @Override
  protected void append(ILoggingEvent event) {
    try {
      journal.send(entry(event).encoded());
    } catch (IOException e) {
      // systemd passes standard error to the journal.
      System.err.println(
          message(event) + " (not written to the journal's socket: " + e.getMessage() + ")");
    }
  }

  static JournalEntry entry(ILoggingEvent event) {
    JournalEntry entry =
        new JournalEntry()
            .field("MESSAGE", message(event))
            .field("PRIORITY", Integer.toString(priority(event.getLevel())))
            .field("SYSLOG_IDENTIFIER", "kxoverd")
            .field("LOGGER", event.getLoggerName())
            .field("THREAD_NAME", event.getThreadName());
    EventFields.of(event).forEach(entry::field);
    return entry;
  }

  /** One line, and a stack trace in further lines. */
  private static String message(ILoggingEvent event) {
    // Callers make strangers' text printable before they log it. This is a second safeguard.
    String line = UNPRINTABLE.matcher(event.getFormattedMessage()).replaceAll("?");
    return event.getThrowableProxy() == null
        ? line
        : line + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  /** The priorities of syslog(3). */
  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }

  @Override
  public void stop() {
    super.stop();
    try {
      journal.close();
    } catch (IOException e) {
      addWarn("closing the journal's socket", e);
    }
  }
}
