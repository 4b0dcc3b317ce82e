package org.kxover.daemon;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.base.DaemonThreads;
import org.kxover.cli.Failures;
import org.kxover.config.ControlSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.MetricsSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlSocket;
import org.kxover.dns.TrustAnchorException;
import org.kxover.event.EventBroadcast;
import org.kxover.event.Events;
import org.kxover.event.RecentFailures;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.metrics.Figures;
import org.kxover.metrics.Metrics;
import org.kxover.metrics.RealmFigures;
import org.kxover.tls.CredentialException;
import org.kxover.tls.ListenerCounts;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsListener;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realms and the sockets on which they are asked: by KDCs, by other realms, and by
 * administrators.
 */
final class Daemon implements Figures, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** A start is not to wait for longer; what asks meanwhile is answered. */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final Settings settings;
  private final ResourceStack parts = new ResourceStack();
  private final DaemonContext context;
  private volatile ServedRealms realms;
  private final TlsListener listener;
  private final KdcSocket kdcSocket;
  private final ControlSocket controlSocket;

  /**
   * @param secrets says which files may hold the realms' private keys
   * @param passed the KDC's socket, where systemd has opened it
   * @param events hears of all realms, and of the daemon as a whole
   * @param metrics served where the settings say
   */
  Daemon(
      Settings settings,
      SecretFiles secrets,
      Optional<AFUNIXServerSocket> passed,
      Clock clock,
      SecureRandom random,
      Events events,
      Optional<Metrics> metrics)
      throws TrustAnchorException, CredentialException, IOException {
    this.settings = settings;
    RecentFailures failures = new RecentFailures(clock);
    Events all = new EventBroadcast(List.of(events, failures));
    context = DaemonContext.of(settings, secrets, clock, random, all, metrics);
    realms = new ServedRealms(context);
    parts.add(() -> realms.close());
    listener =
        parts.add(
            new TlsListener(
                settings.get(ListenSettings.ADDRESS),
                random,
                context.limits(),
                name -> realms.named(name)));
    kdcSocket = parts.add(new KdcSocket(settings, passed, question -> realms.answer(question)));
    controlSocket =
        parts.add(
            new ControlSocket(
                settings,
                (int) new UnixSystem().getUid(),
                () -> realms.administrations(),
                failures,
                clock));
  }

  /** Listens for other realms first: the KDC is not to ask before all is there. */
  void start() throws IOException {
    context.dns().startThreads();
    WarmUp warmUp = parts.add(realms.warmUp(context));
    warmUp.start(() -> realms.hasWork() || listener.counts().open() > 0);
    listen(settings.get(ListenSettings.ADDRESS), listener::start);
    // Not before: that address is free now, so no other daemon has a key there at this moment.
    Databases.clear(context.settings());
    LOG.info(
        "listening for other realms on {} port {}",
        listener.address().getAddress().getHostAddress(),
        listener.address().getPort());
    listen(settings.get(ControlSettings.SOCKET), controlSocket::start);
    listen(settings.get(KdcSocketSettings.SOCKET), kdcSocket::start);
    realms.start();
    warmUp.awaitMost(WARM_UP);
    if (settings.get(MetricsSettings.LISTEN).isPresent() && context.metrics().isPresent()) {
      InetSocketAddress address = settings.get(MetricsSettings.LISTEN).get();
      Metrics metrics = parts.add(context.metrics().get());
      listen(address, () -> metrics.serve(address, this));
      LOG.info("metrics are at http:/{}/metrics", address);
    }
  }

  private interface Listening {
    void start() throws IOException;
  }

  private static void listen(Object where, Listening part) throws IOException {
    try {
      part.start();
    } catch (IOException e) {
      throw new IOException("listening on " + where + ": " + Failures.words(e), e);
    }
  }

  /**
   * Serves the realms of {@code fresh} from now on, with their certificates and keys as they are in
   * their files now. What is in work goes on as it began, and KDCs keep nothing of it. What else
   * {@code fresh} says is told to need a restart.
   *
   * @throws CredentialException where a realm's certificate or key is of no use: nothing changes
   * @throws IOException where a file of authorities is of no use: nothing changes
   */
  synchronized void reload(Settings fresh) throws CredentialException, IOException {
    ServedRealms next = new ServedRealms(context.with(fresh.realms()));
    boolean ready = false;
    try {
      next.awaitDatabases();
      ready = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while kadmin logs in", e);
    } finally {
      if (!ready) {
        next.close();
      }
    }
    ServedRealms old = realms;
    realms = next;
    next.start();
    kdcSocket.forget();
    for (String setting : fresh.needingRestart(settings)) {
      LOG.warn("{} has changed; that takes a restart", setting);
    }
    Thread retiring = DaemonThreads.of("retiring-realms", () -> retire(old));
    try {
      retiring.start();
    } catch (OutOfMemoryError e) {
      // It is how Java says that it cannot have another thread: then this one does it.
      retire(old);
    }
  }

  private void retire(ServedRealms old) {
    Duration connection = settings.get(ListenSettings.CONNECTION_TIMEOUT);
    Duration request = settings.get(KdcSocketSettings.REQUEST_TIMEOUT);
    try {
      old.retire(
          settings.get(ListenSettings.HANDSHAKE_TIMEOUT), Comparables.max(connection, request));
      LOG.info("the realms as they were before the reload have ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What has ended that must go on, or waits for itself; in words. */
  Optional<String> trouble() {
    if (!kdcSocket.isServing()) {
      return Optional.of("no KDC can connect any more");
    }
    if (!listener.isServing()) {
      return Optional.of("no other realm can connect any more");
    }
    if (!controlSocket.isServing()) {
      return Optional.of("no administrator can connect any more");
    }
    return ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null
        ? Optional.empty()
        : Optional.of("threads wait for each other without end");
  }

  @Override
  public List<RealmFigures> realms() {
    return realms.figures();
  }

  @Override
  public ListenerCounts listener() {
    return listener.counts();
  }

  @Override
  public KdcCounts kdcSocket() {
    return kdcSocket.counts();
  }

  /** Whoever asks goes first, and whoever answers last. */
  @Override
  public void close() {
    parts.close();
  }
}
