package org.kxover.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.base.DaemonThreads;
import org.kxover.base.LibraryOptions;
import org.kxover.cli.Failures;
import org.kxover.cli.KxoverdCommand;
import org.kxover.config.CertificateSettings;
import org.kxover.config.MetricsSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.EcdsaSignatures;
import org.kxover.event.Event;
import org.kxover.event.EventBroadcast;
import org.kxover.event.EventLog;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.metrics.Metrics;
import org.kxover.policy.Policy;
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

/** The main class of the daemon {@code kxoverd}, which runs until SIGTERM. */
public final class Kxoverd {
  static {
    // Before the first logger is made.
    LibraryOptions.setSystemProperties();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Kxoverd.class);

  /** Less than TimeoutStopSec in the unit, and more than it takes to close all connections. */
  private static final int STOP_SECONDS = 18;

  /** FileDescriptorName= of the socket unit. */
  private static final String KDC_SOCKET = "kdc";

  private static final String RESTART_FOR_NEW_KEYS =
      "; kxoverd reads copies of the private keys that systemd made at the start. For new keys run"
          + " systemctl restart kxoverd, which loses no request";

  private Kxoverd() {}

  public static void main(String[] args) {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    FutureTask<Void> early = new FutureTask<>(Kxoverd::prepare, null);
    DaemonThreads.of("early-work", early).start();
    Logging.toTerminal();
    System.exit(
        KxoverdCommand.execute(
            (config, settings, foreground) ->
                run(config, settings, foreground, clock, random, early),
            args));
  }

  /** What takes time and needs no settings: beside the reading of them, on another processor. */
  static void prepare() {
    LibraryOptions.setSecurityProperties();
    EcdsaSignatures.install();
    Policy.loadPublicSuffixes();
  }

  private static int run(
      Path config,
      Settings settings,
      boolean foreground,
      Clock clock,
      SecureRandom random,
      Future<?> early) {
    if (!foreground) {
      Logging.toJournal();
    }
    ServiceManager manager = new ServiceManager(System.getenv("NOTIFY_SOCKET"));
    Optional<Metrics> metrics =
        settings.get(MetricsSettings.LISTEN).map(any -> new Metrics(KxoverdCommand.version()));
    Events events = events(metrics);
    Daemon daemon = null;
    try {
      early.get();
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
      manager.ready("serving " + realms(settings));
      Optional<Watchdog> watchdog =
          period.map(each -> Watchdog.start(manager, each, serving::problem));
      // After everything that can fail: with the hook, the process ends with exit code 0.
      stopOnSignal(daemon, manager, watchdog);
      reloadOnSignal(daemon, manager, config, credentials, clock, events);
      events.happened(ready(settings, clock));
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception e) {
      events.happened(
          Event.of(EventType.START_FAILED, clock.instant(), "cannot start: " + Failures.words(e)));
      LOG.debug("cannot start", e);
      if (daemon != null) {
        daemon.close();
      }
      return 1;
    }
  }

  /** Tells each event to the log, and to the metrics if there are any. */
  static Events events(Optional<Metrics> metrics) {
    return new EventBroadcast(
        Stream.concat(Stream.of(new EventLog()), metrics.map(Metrics::events).stream()).toList());
  }

  /** The event that the daemon serves its realms. */
  static Event ready(Settings settings, Clock clock) {
    return Event.of(EventType.DAEMON_READY, clock.instant(), "ready: " + realms(settings));
  }

  private static void reloadOnSignal(
      Daemon daemon,
      ServiceManager manager,
      Path config,
      PassedCredentials credentials,
      Clock clock,
      Events events) {
    try {
      if (!ReloadSignal.on(() -> reload(daemon, manager, config, credentials, clock, events))) {
        LOG.warn(
            "SIGHUP is ignored in this process, so reload will not work: start kxoverd without"
                + " nohup");
      }
    } catch (ReflectiveOperationException e) {
      LOG.warn("cannot handle SIGHUP, so reload will not work: {}", e.toString());
    }
  }

  /** After any error the daemon goes on with the old settings. */
  static void reload(
      Daemon daemon,
      ServiceManager manager,
      Path config,
      PassedCredentials credentials,
      Clock clock,
      Events events) {
    String outcome;
    boolean keysCopied = false;
    notifySystemd(() -> manager.reloading(System.nanoTime()));
    try {
      Settings fresh = Settings.load(config);
      keysCopied =
          fresh.realms().stream()
              .anyMatch(realm -> credentials.isCopied(realm.get(CertificateSettings.PRIVATE_KEY)));
      daemon.reload(fresh.withPrivateFiles(credentials::find));
      outcome = "serving " + realms(fresh);
      events.happened(Event.of(EventType.RELOADED, clock.instant(), "reloaded: " + realms(fresh)));
    } catch (Exception | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      outcome = "reload failed, the old settings stay in force";
      events.happened(
          Event.of(
              EventType.RELOAD_FAILED,
              clock.instant(),
              "cannot reload, the old settings stay in force: "
                  + Failures.words(e)
                  + (e instanceof CredentialException && keysCopied ? RESTART_FOR_NEW_KEYS : "")));
      LOG.debug("cannot reload", e);
    }
    String status = outcome;
    notifySystemd(() -> manager.ready(status));
  }

  private interface Notification {
    void send() throws IOException;
  }

  private static void notifySystemd(Notification notification) {
    try {
      notification.send();
    } catch (IOException e) {
      LOG.debug("cannot notify systemd", e);
    }
  }

  private static String realms(Settings settings) {
    List<RealmSettings> all = settings.realms();
    return (all.size() == 1 ? "realm " : "realms ")
        + all.stream().map(realm -> realm.realm().name()).collect(Collectors.joining(", "));
  }

  /** Adds our part to the JVM's shutdown, which SIGTERM and SIGINT begin. */
  private static void stopOnSignal(
      Daemon daemon, ServiceManager manager, Optional<Watchdog> watchdog) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  limitStopTime();
                  stop(daemon, manager, watchdog);
                  // Exit code 0 after a clean stop; the JVM would return 143.
                  Runtime.getRuntime().halt(0);
                },
                "stop"));
  }

  /** Closes the daemon. */
  static void stop(Daemon daemon, ServiceManager manager, Optional<Watchdog> watchdog) {
    LOG.info("stopping");
    watchdog.ifPresent(Watchdog::close);
    try {
      manager.stopping();
    } catch (Exception e) {
      LOG.debug("cannot notify systemd", e);
    }
    daemon.close();
    LOG.info("stopped");
  }

  /** Limits the wait in {@link Daemon#close}, which waits for writes, in case kadmin hangs. */
  private static void limitStopTime() {
    DaemonThreads.of(
            "stop-limit",
            () -> {
              try {
                TimeUnit.SECONDS.sleep(STOP_SECONDS);
                LOG.warn("work has not ended after {} s; stopping anyway", STOP_SECONDS);
                Runtime.getRuntime().halt(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })
        .start();
  }
}
