package org.kxover.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.base.DaemonThreads;
import org.kxover.cli.Failures;
import org.kxover.cli.KxoverdCommand;
import org.kxover.config.CertificateSettings;
import org.kxover.config.MetricsSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.event.Event;
import org.kxover.event.EventBroadcast;
import org.kxover.event.EventLog;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.metrics.Metrics;
import org.kxover.systemd.Logging;
import org.kxover.systemd.PassedCredentials;
import org.kxover.systemd.PassedSockets;
import org.kxover.systemd.ServiceManager;
import org.kxover.systemd.Watchdog;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's program: reads its command line, and runs the daemon until SIGTERM. */
public final class Kxoverd {
  private static final Logger LOG = LoggerFactory.getLogger(Kxoverd.class);

  /** Less than the unit's TimeoutStopSec, and more than closing all connections takes. */
  private static final int STOP_SECONDS = 18;

  /** FileDescriptorName= of the socket unit. */
  private static final String KDC_SOCKET = "kdc";

  private static final String NEW_KEYS =
      "; systemd has lent us the private keys as they were at the start, and new ones take"
          + " systemctl restart kxoverd, by which no request is lost";

  private Kxoverd() {}

  public static void main(String[] args) {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Logging.toTerminal();
    System.exit(
        KxoverdCommand.create(
                (config, settings, foreground) -> run(config, settings, foreground, clock, random))
            .execute(args));
  }

  private static int run(
      Path config, Settings settings, boolean foreground, Clock clock, SecureRandom random) {
    if (!foreground) {
      Logging.toJournal();
    }
    ServiceManager manager = new ServiceManager(System.getenv("NOTIFY_SOCKET"));
    Optional<Metrics> metrics =
        settings.get(MetricsSettings.LISTEN).map(any -> new Metrics(KxoverdCommand.version()));
    Events events =
        new EventBroadcast(
            Stream.concat(Stream.of(new EventLog()), metrics.map(Metrics::events).stream())
                .toList());
    Daemon daemon = null;
    try {
      PassedSockets passed = PassedSockets.of(System.getenv(), ProcessHandle.current().pid());
      Optional<AFUNIXServerSocket> kdcSocket = passed.take(KDC_SOCKET);
      passed.requireAllTaken();
      PassedCredentials credentials =
          PassedCredentials.of(System.getenv(), Settings.privateFolder(config));
      Optional<Duration> period = Watchdog.period(System.getenv(), ProcessHandle.current().pid());
      Settings own = settings.withPrivateFiles(credentials::find);
      SecretFiles secrets = SecretFiles.guardedIn(credentials.directory());
      Daemon serving = new Daemon(own, secrets, kdcSocket, clock, random, events, metrics);
      daemon = serving;
      daemon.start();
      String realms = realms(settings);
      manager.ready("serving " + realms);
      Optional<Watchdog> watchdog =
          period.map(each -> Watchdog.start(manager, each, serving::trouble));
      // After all that can fail: the hook ends the process as one that was told to stop.
      stopOnSignal(daemon, manager, watchdog);
      reloadOnSignal(daemon, manager, config, credentials, clock, events);
      events.happened(Event.of(EventType.DAEMON_READY, clock.instant(), "ready: " + realms));
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception e) {
      events.happened(
          Event.of(EventType.START_FAILED, clock.instant(), "cannot start: " + Failures.words(e)));
      LOG.debug("because", e);
      if (daemon != null) {
        daemon.close();
      }
      return 1;
    }
  }

  private static void reloadOnSignal(
      Daemon daemon,
      ServiceManager manager,
      Path config,
      PassedCredentials credentials,
      Clock clock,
      Events events) {
    try {
      ReloadSignal.on(() -> reload(daemon, manager, config, credentials, clock, events));
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP will not be heard: {}", e.toString());
    }
  }

  /** Whatever is wrong with the file, the daemon goes on with what it has. */
  private static void reload(
      Daemon daemon,
      ServiceManager manager,
      Path config,
      PassedCredentials credentials,
      Clock clock,
      Events events) {
    String outcome;
    boolean lent = false;
    tell(() -> manager.reloading(System.nanoTime()));
    try {
      Settings fresh = Settings.load(config);
      lent =
          fresh.realms().stream()
              .anyMatch(realm -> credentials.isCopied(realm.get(CertificateSettings.PRIVATE_KEY)));
      daemon.reload(fresh.withPrivateFiles(credentials::find));
      outcome = "serving " + realms(fresh);
      events.happened(Event.of(EventType.RELOADED, clock.instant(), "reloaded: " + realms(fresh)));
    } catch (Exception | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread.
      outcome = "reload failed, the old settings stay";
      events.happened(
          Event.of(
              EventType.RELOAD_FAILED,
              clock.instant(),
              "cannot reload, the old settings stay: "
                  + Failures.words(e)
                  + (e instanceof CredentialException && lent ? NEW_KEYS : "")));
      LOG.debug("because", e);
    }
    String status = outcome;
    tell(() -> manager.ready(status));
  }

  private interface Telling {
    void run() throws IOException;
  }

  private static void tell(Telling telling) {
    try {
      telling.run();
    } catch (IOException e) {
      LOG.debug("systemd does not hear of it", e);
    }
  }

  private static String realms(Settings settings) {
    List<RealmSettings> all = settings.realms();
    return (all.size() == 1 ? "realm " : "realms ")
        + all.stream().map(realm -> realm.realm().name()).collect(Collectors.joining(", "));
  }

  /** SIGTERM and SIGINT begin the JVM's shutdown; this is our part of it. */
  private static void stopOnSignal(
      Daemon daemon, ServiceManager manager, Optional<Watchdog> watchdog) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("stopping");
                  endAnyway();
                  watchdog.ifPresent(Watchdog::close);
                  try {
                    manager.stopping();
                  } catch (Exception e) {
                    LOG.debug("systemd does not hear of it", e);
                  }
                  daemon.close();
                  LOG.info("stopped");
                  // A clean end is exit code 0, where the JVM would say 143.
                  Runtime.getRuntime().halt(0);
                },
                "stop"));
  }

  /** Closing waits for what is being written; a kadmin that hangs shall not make it wait on. */
  private static void endAnyway() {
    DaemonThreads.of(
            "stop-limit",
            () -> {
              try {
                TimeUnit.SECONDS.sleep(STOP_SECONDS);
                LOG.warn("not all work has ended after {} s; stopping without it", STOP_SECONDS);
                Runtime.getRuntime().halt(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })
        .start();
  }
}
