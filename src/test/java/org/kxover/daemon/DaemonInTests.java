package org.kxover.daemon;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.kxover.base.LibraryOptions;
import org.kxover.config.MetricsSettings;
import org.kxover.config.Settings;
import org.kxover.event.Events;
import org.kxover.metrics.Metrics;
import org.kxover.systemd.PassedCredentials;
import org.kxover.systemd.ServiceManager;
import org.kxover.tls.SecretFiles;

/**
 * A whole kxoverd, as {@link Kxoverd} runs it, but in the process of the tests. It has no systemd.
 * Methods take the place of the signals.
 */
public final class DaemonInTests {
  private static final Clock CLOCK = Clock.systemUTC();

  static {
    LibraryOptions.set();
    Kxoverd.prepare();
  }

  private final Path config;
  private final ServiceManager manager = new ServiceManager(null);
  private final PassedCredentials credentials;
  private final Events events;
  private final Daemon daemon;

  private DaemonInTests(Path config, Settings settings) throws Exception {
    this.config = config;
    credentials = PassedCredentials.of(Map.of(), Settings.privateFolder(config));
    Optional<Metrics> metrics =
        settings.get(MetricsSettings.LISTEN).map(any -> new Metrics("in-tests"));
    events = Kxoverd.events(metrics);
    daemon =
        new Daemon(
            settings.withPrivateFiles(credentials::find),
            SecretFiles.guardedIn(credentials.directory()),
            Optional.empty(),
            CLOCK,
            new SecureRandom(),
            events,
            metrics);
  }

  /**
   * Starts a daemon with the settings in {@code config}, and says "ready" in the log.
   *
   * @throws Exception if it cannot start
   */
  public static DaemonInTests start(Path config) throws Exception {
    Settings settings = Settings.load(config);
    DaemonInTests started = new DaemonInTests(config, settings);
    try {
      started.daemon.start();
    } catch (Exception e) {
      started.daemon.close();
      throw e;
    }
    started.events.happened(Kxoverd.ready(settings, CLOCK));
    return started;
  }

  /** Does what SIGHUP does. */
  public void reload() {
    Kxoverd.reload(daemon, manager, config, credentials, CLOCK, events);
  }

  /** Does what SIGTERM does, but for the end of the process. */
  public void stop() {
    Kxoverd.stop(daemon, manager, Optional.empty());
  }
}
