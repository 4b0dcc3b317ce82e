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
 * sd_watchdog_enabled(3): reports to systemd at intervals that all is well, while it is. systemd
 * restarts a daemon whose reports do not come.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final ServiceManager manager;
  private final Supplier<Optional<String>> problem;
  private final ScheduledExecutorService timer;

  private Watchdog(ServiceManager manager, Supplier<Optional<String>> problem) {
    this.manager = manager;
    this.problem = problem;
    this.timer = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("watchdog"));
  }

  /**
   * Starts to report twice in each {@code period}, beginning now.
   *
   * @param problem describes what does not work; empty if all is well
   */
  public static Watchdog start(
      ServiceManager manager, Duration period, Supplier<Optional<String>> problem) {
    Watchdog watchdog = new Watchdog(manager, problem);
    long half = period.toNanos() / 2;
    var unused =
        watchdog.timer.scheduleAtFixedRate(watchdog::report, 0, half, TimeUnit.NANOSECONDS);
    return watchdog;
  }

  /**
   * The interval within which systemd expects a report; empty if it expects none.
   *
   * @param environment may contain {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
   * @param pid of this process; the variables may be for another
   * @throws IOException if the environment is invalid
   */
  public static Optional<Duration> period(Map<String, String> environment, long pid)
      throws IOException {
    String micros = environment.get("WATCHDOG_USEC");
    String owner = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (micros == null || !owner.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    if (!micros.matches("[1-9][0-9]{0,14}")) {
      throw new IOException("WATCHDOG_USEC is not a number of microseconds: " + micros);
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  private void report() {
    try {
      Optional<String> found = problem.get();
      if (found.isPresent()) {
        LOG.error("{}; not reporting to systemd's watchdog, which restarts kxoverd", found.get());
      } else {
        manager.alive();
      }
    } catch (IOException | RuntimeException e) {
      // An exception would end the timer, and systemd would then restart us.
      LOG.warn("cannot report to systemd's watchdog: {}; trying again", e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
