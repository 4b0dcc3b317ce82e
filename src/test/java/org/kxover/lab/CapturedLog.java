package org.kxover.lab;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Collects what the code of kxoverd logs in this process, from the level {@code level} on. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.kxover");

  private final List<ILoggingEvent> lines = new ArrayList<>();
  private final Level before = LOGGER.getLevel();

  public CapturedLog(Level level) {
    setContext(LOGGER.getLoggerContext());
    start();
    LOGGER.setLevel(level);
    LOGGER.setAdditive(false);
    LOGGER.addAppender(this);
  }

  /** {@link AppenderBase} calls it for one line at a time. */
  @Override
  protected void append(ILoggingEvent line) {
    line.prepareForDeferredProcessing();
    synchronized (lines) {
      lines.add(line);
    }
  }

  /** The lines up to now. */
  public List<ILoggingEvent> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** The messages up to now. */
  public List<String> messages() {
    return lines().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    LOGGER.detachAppender(this);
    LOGGER.setAdditive(true);
    LOGGER.setLevel(before);
    stop();
  }
}
