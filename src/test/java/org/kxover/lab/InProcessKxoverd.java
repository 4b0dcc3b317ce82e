package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.kxover.daemon.DaemonInTests;

/**
 * A kxoverd in the process of the tests. A short test run would spend half of its time on starts of
 * JVMs. A full run gives each daemon a process.
 */
final class InProcessKxoverd implements LabRun {
  /** As long as a process gets before it is killed. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Path config;
  private final LogPerDaemon.Log log;
  private DaemonInTests daemon;

  private InProcessKxoverd(Path config) {
    this.config = config;
    log = LogPerDaemon.begin(config.toString());
  }

  /**
   * Starts a daemon with these settings.
   *
   * @throws IllegalStateException with its log, if it cannot start
   */
  static InProcessKxoverd start(Path config) throws IOException {
    InProcessKxoverd here = new InProcessKxoverd(config);
    here.inItsThreads("start", Patience.LIMIT, () -> here.daemon = DaemonInTests.start(config));
    return here;
  }

  /** Does what SIGHUP does, and does not wait for it. */
  void hangUp() {
    log.thread("reload", daemon::reload).start();
  }

  private interface Act {
    void run() throws Exception;
  }

  private void inItsThreads(String name, Duration limit, Act act) {
    Throwable[] failed = new Throwable[1];
    Thread thread =
        log.thread(
            name,
            () -> {
              try {
                act.run();
              } catch (Throwable e) {
                failed[0] = e;
              }
            });
    thread.start();
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(this + ": interrupted", e);
    }
    if (thread.isAlive() || failed[0] != null) {
      throw new IllegalStateException(this + ": " + name + " failed\n" + log.text(), failed[0]);
    }
  }

  @Override
  public String log() {
    return log.text();
  }

  @Override
  public boolean isAlive() {
    return daemon != null;
  }

  @Override
  public OptionalLong process() {
    return OptionalLong.empty();
  }

  @Override
  public String end() {
    return "was stopped";
  }

  @Override
  public int stop() {
    if (daemon != null) {
      DaemonInTests running = daemon;
      daemon = null;
      inItsThreads("stop", STOP_LIMIT, running::stop);
      log.end();
    }
    return 0;
  }

  @Override
  public void kill() {
    throw new IllegalStateException(
        this + " runs in the process of the tests; call Lab#daemonsAsProcesses before its start");
  }

  @Override
  public String toString() {
    return "kxoverd --config " + config;
  }
}
