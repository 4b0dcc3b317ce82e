package org.kxover.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kxover.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sd_watchdog_enabled(3): tells systemd again and again that all is well, for as long as it is. A
 * daemon that is not heard is ended and started anew.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final ServiceManager manager;
  private final Supplier<Optional<String>> trouble;
  private final ScheduledExecutorService timer;

  private Watchdog(ServiceManager manager, Supplier<Optional<String>> trouble) {
    this.manager = manager;
    this.trouble = trouble;
    this.timer = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("watchdog"));
  }

  /**
   * @param trouble looks whether what must go on does; in words where it does not
   * @return twice in each {@code period}, beginning now
   */
  public static Watchdog start(
      ServiceManager manager, Duration period, Supplier<Optional<String>> trouble) {
    Watchdog watchdog = new Watchdog(manager, trouble);
    long half = period.toNanos() / 2;
    var unused = watchdog.timer.scheduleAtFixedRate(watchdog::look, 0, half, TimeUnit.NANOSECONDS);
    return watchdog;
  }

  /**
   * How often systemd wants to hear from us.
   *
   * @param environment with {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}, where it does
   * @param pid our own; another process may be the one that is meant
   * @throws IOException where the environment makes no sense
   */
  public static Optional<Duration> period(Map<String, String> environment, long pid)
      throws IOException {
    String micros = environment.get("WATCHDOG_USEC");
    String owner = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (micros == null || !owner.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    if (!micros.matches("[1-9][0-9]{0,14}")) {
      throw new IOException("WATCHDOG_USEC is " + micros + ", and not a number of microseconds");
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  private void look() {
    try {
      Optional<String> why = trouble.get();
      if (why.isPresent()) {
        LOG.error("not telling systemd that all is well: {}", why.get());
      } else {
        manager.alive();
      }
    } catch (IOException | RuntimeException e) {
      // systemd away for a moment must not end the timer: it would end us.
      LOG.warn("systemd does not hear that all is well: {}", e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
