package org.kxover.daemon;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.base.AddressText;
import org.kxover.base.Comparables;
import org.kxover.base.DaemonThreads;
import org.kxover.cli.Failures;
import org.kxover.config.ControlSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.MetricsSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlSocket;
import org.kxover.control.DaemonReport;
import org.kxover.dns.TrustAnchorException;
import org.kxover.event.EventBroadcast;
import org.kxover.event.Events;
import org.kxover.event.RecentFailures;
import org.kxover.guard.RefusalTable;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcProcess;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.kdcsocket.LoggedClients;
import org.kxover.kdcsocket.RefusalCounts;
import org.kxover.kdcsocket.RefusalSocket;
import org.kxover.kerberos.HostName;
import org.kxover.metrics.DaemonState;
import org.kxover.metrics.Metrics;
import org.kxover.metrics.RealmState;
import org.kxover.tls.CredentialException;
import org.kxover.tls.ListenerCounts;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsListener;
import org.kxover.tls.TlsService;
import org.kxover.tls.TlsServices;
import org.kxover.watch.ClockFlag;
import org.kxover.watch.ClockWatch;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realms, and the sockets on which KDCs, other realms' daemons and administrators send their
 * requests.
 */
final class Daemon implements DaemonState, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Settings settings;
  private final DaemonReport.User user;
  private final ResourceStack resources = new ResourceStack();
  private final DaemonContext context;
  private volatile ServedRealms realms;
  private final TlsListener listener;
  private final KdcSocket kdcSocket;
  private final RefusalTable refused = new RefusalTable();
  private final RefusalSocket refusals;
  private final ControlSocket controlSocket;
  private final WarmUp warmUp;
  private final ClockWatch clockWatch = new ClockWatch(new ClockFlag());

  /**
   * @param secrets decides which files may hold the realms' private keys
   * @param passed the KDC's socket, if systemd opened it
   * @param events receives the events of all realms and of the daemon
   * @param metrics served on the address in the settings
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
    // Without knowing whom to serve, the daemon does not start.
    user = DaemonReport.User.ofThisProcess();
    RecentFailures failures = new RecentFailures(clock);
    Events all = new EventBroadcast(List.of(events, failures));
    context = DaemonContext.of(settings, secrets, clock, random, all, metrics);
    realms = new ServedRealms(context, Optional.empty());
    resources.add(() -> realms.close());
    listener =
        resources.add(
            new TlsListener(
                settings.get(ListenSettings.ADDRESS),
                random,
                context.limits(),
                new CurrentServices()));
    // A reload replaces these answers by those of the new realms.
    LoggedClients clients = new LoggedClients(settings.get(KdcSocketSettings.LOG_CLIENTS), random);
    kdcSocket = resources.add(new KdcSocket(settings, clients, passed, clock, realms::answer));
    kdcSocket.whenConnectionLost(() -> realms.kdcLost());
    refusals =
        resources.add(
            new RefusalSocket(
                settings.get(KdcSocketSettings.SOCKET), clients, refused, clock, System::nanoTime));
    controlSocket =
        resources.add(
            new ControlSocket(
                settings,
                (int) user.uid(),
                () -> realms.administrations(),
                failures,
                this::report,
                refused,
                clock));
    warmUp = resources.add(realms.warmUp(context));
  }

  private DaemonReport report() {
    return new DaemonReport(
        user,
        kdcSocket.processes().stream()
            .map(one -> new DaemonReport.Kdc(one.pid(), one.age(), one.requests()))
            .toList(),
        listener.sinceElsewhere());
  }

  /** Opens the KDC's socket last: the KDC must not ask before everything else works. */
  void start() throws IOException {
    context.dns().startThreads();
    // The start does not await its end: requests are answered meanwhile, and end it.
    warmUp.start(() -> realms.hasWork() || listener.counts().open() > 0);
    listen(AddressText.of(settings.get(ListenSettings.ADDRESS)), listener::start);
    // Only after the listener has its address: no other daemon is running then that has keys there.
    Databases.clear(context.settings());
    LOG.info(
        "listening for other realms on {} port {}",
        AddressText.of(listener.address().getAddress()),
        listener.address().getPort());
    listen(settings.get(ControlSettings.SOCKET), controlSocket::start);
    hearRefusals();
    listen(settings.get(KdcSocketSettings.SOCKET), kdcSocket::start);
    realms.start();
    if (settings.get(MetricsSettings.LISTEN).isPresent() && context.metrics().isPresent()) {
      InetSocketAddress address = settings.get(MetricsSettings.LISTEN).get();
      Metrics metrics = resources.add(context.metrics().get());
      resources.add(clockWatch).start();
      listen(AddressText.of(address), () -> metrics.serve(address, this));
      LOG.info("answering metrics requests at http://{}/metrics", AddressText.of(address));
    }
  }

  /**
   * Waits for the end of the warm-up that {@link #start} began, at most {@code limit}.
   *
   * @return false if it made no complete exchange
   */
  boolean awaitWarmUp(Duration limit) {
    return warmUp.awaitEnd(limit);
  }

  /** Nothing else depends on this socket, so the daemon can do without. */
  private void hearRefusals() {
    try {
      refusals.start();
    } catch (IOException e) {
      LOG.warn("what the guard refuses will not be known: {}", Failures.words(e));
    }
  }

  private interface Starter {
    void start() throws IOException;
  }

  private static void listen(Object where, Starter starter) throws IOException {
    try {
      starter.start();
    } catch (IOException e) {
      throw new IOException("cannot listen on " + where + ": " + Failures.words(e), e);
    }
  }

  /**
   * Replaces the realms by those of {@code fresh}, and reads their certificates and keys from their
   * files. A realm goes on if neither its settings nor the files that they name have changed.
   * Requests in work end with the old realms. KDCs drop their cached referrals. Changes of other
   * settings only cause a warning that they need a restart. An exception means that nothing has
   * changed.
   *
   * @throws CredentialException if a realm's certificate or key is unusable
   * @throws IOException if a file of authorities is unusable
   */
  synchronized void reload(Settings fresh) throws CredentialException, IOException {
    ServedRealms next = new ServedRealms(context.with(fresh.realms()), Optional.of(realms));
    boolean ready = false;
    try {
      next.awaitDatabases();
      next.takeGuardState(realms);
      next.start();
      next.awaitGuards();
      ready = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while kadmin logs in or KDCs are tried", e);
    } finally {
      if (!ready) {
        next.close();
      }
    }
    ServedRealms old = realms;
    int made = next.made();
    next.takeOver(old);
    realms = next;
    kdcSocket.replaceAnswers(next::answer);
    LOG.info(
        "{} of {} realms changed, and the others go on as they were", made, fresh.realms().size());
    for (String setting : fresh.needingRestart(settings)) {
      LOG.warn("{} has changed, which takes effect only after a restart", setting);
    }
    Thread retiring = DaemonThreads.of("retiring-realms", () -> retire(old));
    try {
      retiring.start();
    } catch (OutOfMemoryError e) {
      // Java throws it when it cannot start another thread. This thread then does the work.
      retire(old);
    }
  }

  private void retire(ServedRealms old) {
    Duration connection = settings.get(ListenSettings.CONNECTION_TIMEOUT);
    Duration request = settings.get(KdcSocketSettings.REQUEST_TIMEOUT);
    try {
      old.retire(
          settings.get(ListenSettings.HANDSHAKE_TIMEOUT), Comparables.max(connection, request));
      LOG.info("no request uses the settings from before the reload any more");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Describes a socket that no longer accepts connections, or a deadlock; empty if all is well. */
  Optional<String> problem() {
    if (!kdcSocket.isServing()) {
      return Optional.of("the KDC's socket no longer accepts connections");
    }
    if (!listener.isServing()) {
      return Optional.of("the listener for other realms no longer accepts connections");
    }
    if (!controlSocket.isServing()) {
      return Optional.of("the control socket no longer accepts connections");
    }
    return ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null
        ? Optional.empty()
        : Optional.of("threads are deadlocked");
  }

  @Override
  public List<RealmState> realms() {
    return realms.states();
  }

  @Override
  public ListenerCounts listener() {
    return listener.counts();
  }

  @Override
  public KdcCounts kdcSocket() {
    return kdcSocket.counts();
  }

  @Override
  public List<KdcProcess> kdcProcesses() {
    return kdcSocket.processes();
  }

  @Override
  public Map<RefusalTable.Kind, Long> refused() {
    return refused.counts();
  }

  @Override
  public RefusalCounts refusalDatagrams() {
    return refusals.counts();
  }

  @Override
  public Optional<Boolean> clockSynchronised() {
    return clockWatch.synchronised();
  }

  /** Closes the sockets first, and the realms last. */
  @Override
  public void close() {
    resources.close();
  }

  /** The services of the realms as they are after the last reload. */
  private final class CurrentServices implements TlsServices {
    @Override
    public TlsService named(Optional<HostName> serverName) {
      return realms.named(serverName);
    }

    @Override
    public byte[] noRoom() {
      return realms.noRoom();
    }
  }
}
