package org.kxover;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.cli.Failures;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.crossover.Crossing;
import org.kxover.crossover.Incoming;
import org.kxover.crossover.Outgoing;
import org.kxover.crossover.PeerTrust;
import org.kxover.dane.CertificateFile;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.dns.TrustAnchorException;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Terms;
import org.kxover.kdb.KadminSettings;
import org.kxover.kdb.KadminStore;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.tls.CredentialException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All the rooms, wired together for one realm. */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final int MAX_MESSAGE = 64 * 1024;

  /**
   * As a silent peer holds a crossing for as long as a connection may last, there are more than a
   * KDC needs. Nothing queues: whoever finds them all in work is told so at once.
   */
  private static final int MAX_CROSSINGS = 64;

  private static final int CLOSE_SECONDS = 3;

  /** A key that a peer would hold for less than this is refused. */
  private static final Duration LEAST_LIFETIME = Duration.ofSeconds(30);

  private final Settings settings;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final TlsListener listener;
  private final KdcSocket kdcSocket;

  Daemon(Settings settings, Clock clock, SecureRandom random)
      throws TrustAnchorException, CredentialException, IOException {
    this.settings = settings;
    RealmSettings realm = settings.realm();
    TlsCredential credential = TlsCredential.load(realm.certificate(), realm.privateKey());
    TrustAnchors anchors = TrustAnchors.load(settings.dns().trustAnchors());
    TlsLimits limits = limits(settings.listen());

    ValidatingDns dns =
        new ValidatingDns(settings.dns().resolver(), anchors, settings.dns().timeout(), clock);
    Discovery discovery = new Discovery(dns, new Random(random.nextLong()));
    KadminStore store =
        closing(
            new KadminStore(
                realm.realm(),
                new KadminSettings(
                    realm.kadmin(),
                    realm.kadminEnvironment(),
                    realm.kadminTimeout(),
                    settings.kdcSocket().maxRequests()),
                clock));

    // Only a realm whose users hold tickets under the key needs it to outlive those.
    Terms asking = terms(realm, realm.maxTicketLife().plus(LEAST_LIFETIME));
    Terms asked = terms(realm, LEAST_LIFETIME);
    PeerTrust trust =
        new PeerTrust(roots(realm.pkixRoots()), roots(realm.federationRoots()), clock);
    TlsConnector connector = new TlsConnector(credential, random, limits);
    Crossing crossing =
        new Crossing(
            realm,
            discovery,
            connector,
            trust,
            new Initiator(asking, clock, random),
            store,
            clock,
            settings.listen().connectionTimeout());
    Outgoing outgoing =
        new Outgoing(realm, discovery, store, crossing, crossings(), clock, patience(settings));
    Incoming incoming =
        new Incoming(realm, discovery, trust, new Responder(asked, clock, random), store);

    listener =
        closing(
            new TlsListener(
                settings.listen().address(), credential, random, limits, incoming::serve));
    kdcSocket = closing(new KdcSocket(settings.kdcSocket(), outgoing::answer));
  }

  /** Listens for other realms first: the KDC is not to ask before all is there. */
  void start() throws IOException {
    listen(settings.listen().address(), listener::start);
    LOG.info("listening for other realms on {}", listener.address());
    listen(settings.kdcSocket().socket(), kdcSocket::start);
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

  /** A little less than the request's own limit, so that the KDC hears what there is to say. */
  private static Duration patience(Settings settings) {
    return settings.kdcSocket().requestTimeout().multipliedBy(9).dividedBy(10);
  }

  private static TrustRoots roots(Optional<Path> file) throws IOException {
    return file.isPresent() ? CertificateFile.readRoots(file.get()) : TrustRoots.none();
  }

  private static TlsLimits limits(ListenSettings listen) {
    return new TlsLimits(
        listen.connectTimeout(),
        listen.handshakeTimeout(),
        listen.messageTimeout(),
        listen.connectionTimeout(),
        MAX_MESSAGE,
        listen.maxConnections(),
        listen.maxConnectionsPerNetwork());
  }

  private static Terms terms(RealmSettings realm, Duration leastLifetime) {
    return new Terms(
        realm.realm(),
        realm.encryptionTypes(),
        realm.keyLifetime(),
        leastLifetime,
        realm.clockSkew());
  }

  private ThreadPoolExecutor crossings() {
    ThreadPoolExecutor crossings =
        new ThreadPoolExecutor(
            0,
            MAX_CROSSINGS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "crossing");
              thread.setDaemon(true);
              return thread;
            });
    closing(() -> end(crossings));
    return crossings;
  }

  /**
   * A crossing that writes its key shall finish: to interrupt it would kill kadmin in the middle.
   */
  private static void end(ThreadPoolExecutor crossings) throws InterruptedException {
    crossings.shutdown();
    if (!crossings.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      crossings.shutdownNow();
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** Ends the parts in the reverse of the order in which they began: whoever asks goes first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
