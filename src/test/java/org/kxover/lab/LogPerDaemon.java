package org.kxover.lab;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kxover.systemd.Logging;
import org.slf4j.LoggerFactory;

/**
 * Gives each kxoverd in this process a log of its own, in the form of a terminal's. A daemon's
 * threads begin in its group, and a new thread belongs to the group of the thread that made it.
 */
final class LogPerDaemon extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final Map<ThreadGroup, Log> LOGS = new ConcurrentHashMap<>();

  static {
    install();
  }

  private final PatternLayout layout;

  private LogPerDaemon(LoggerContext context) {
    setContext(context);
    layout = Logging.plain(context);
  }

  /** What one daemon has logged. */
  static final class Log {
    private final ThreadGroup group;
    private final StringBuilder text = new StringBuilder();

    private Log(String name) {
      group = new ThreadGroup(name);
    }

    /** A thread of this daemon, not started. */
    Thread thread(String name, Runnable task) {
      return new Thread(group, task, name);
    }

    /** What it has logged up to now, decoded as {@link LabCommand#text} decodes a file. */
    String text() {
      synchronized (text) {
        return text.toString();
      }
    }

    private void add(String line) {
      String decoded =
          new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      synchronized (text) {
        text.append(decoded);
      }
    }

    /** What its last threads log after this goes nowhere. */
    void end() {
      LOGS.remove(group);
    }
  }

  /** Begins the log of a daemon. */
  static Log begin(String name) {
    Log log = new Log(name);
    LOGS.put(log.group, log);
    return log;
  }

  @Override
  protected void append(ILoggingEvent line) {
    ofThisThread().ifPresent(log -> log.add(layout.doLayout(line)));
  }

  private static Optional<Log> ofThisThread() {
    return Optional.ofNullable(LOGS.get(Thread.currentThread().getThreadGroup()));
  }

  private static void install() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (Iterator<Appender<ILoggingEvent>> it = root.iteratorForAppenders(); it.hasNext(); ) {
      it.next().addFilter(new NotOfDaemons());
    }
    LogPerDaemon appender = new LogPerDaemon(context);
    appender.start();
    root.addAppender(appender);
    // As the daemon's own process has them.
    context.getLogger("org.kxover").setLevel(Level.INFO);
  }

  /** Keeps the daemons' lines from the terminal. */
  private static final class NotOfDaemons extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent line) {
      boolean ours = line.getLoggerName().startsWith("org.kxover");
      return ours || ofThisThread().isPresent() ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
  }
}
