package org.kxover.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.DaemonThreads;
import org.kxover.config.CertificateSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.discovery.RealmPeers;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.exchange.Terms;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxReq;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsRehearsal;
import org.kxover.tls.TlsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exchanges with ourselves in memory at the start, so that Java loads and compiles the code.
 * The first exchange takes more than a second, the next ones some milliseconds.
 *
 * <p>Nothing is written, counted or reported, and errors only go to the debug log. The DNS look-ups
 * are for the public records of our own realm. They also cache the keys of the root and of other
 * parent zones.
 */
final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** A name that no realm can have (RFC 6761 section 6.4). */
  private static final Realm CLIENT = new Realm("WARM-UP.INVALID");

  /**
   * After this many exchanges most code is loaded. With eight, a first crossing right after the
   * start took as long.
   */
  private static final int EXCHANGES = 3;

  private static final Duration MAX_TIME = Duration.ofSeconds(10);
  private static final Duration DNS_LIMIT = Duration.ofSeconds(2);

  private final RealmSettings settings;
  private final TlsRehearsal rehearsal;
  private final Discovery discovery;
  private final PeerTrust trust;
  private final Peer self;
  private final Initiator initiator;
  private final Responder responder;
  private final AtomicInteger done = new AtomicInteger();
  private final CountDownLatch last = new CountDownLatch(1);
  private volatile boolean closed;

  WarmUp(RealmSettings settings, TlsCredential credential, DaemonContext context) {
    this.settings = settings;
    rehearsal = new TlsRehearsal(credential, context.random(), context.limits());
    discovery = NetworkParts.discovery(settings, context.unmeasuredDns(), context.random());
    trust = new PeerTrust(TrustRoots.none(), TrustRoots.none(), context.clock());
    self =
        new Peer(
            settings.get(CertificateSettings.HOST),
            context.settings().get(ListenSettings.ADDRESS).getPort(),
            List.of(KxCertificate.tlsaRecord(credential.chainDer().get(0))));
    initiator = new Initiator(terms(CLIENT), context.clock(), context.random());
    responder = new Responder(terms(settings.realm()), context.clock(), context.random());
  }

  private Terms terms(Realm realm) {
    return new Terms(
        realm,
        settings.get(KeySettings.ENCRYPTION_TYPES),
        settings.get(KeySettings.KEY_LIFETIME),
        Duration.ZERO,
        settings.get(KeySettings.CLOCK_SKEW));
  }

  /**
   * Starts on two threads.
   *
   * @param hasWork true if there are requests; the warm-up then ends after its present exchange
   */
  void start(BooleanSupplier hasWork) {
    begin(() -> exchanges(hasWork));
    begin(this::lookUp);
  }

  // A hint only: what matters is that real work comes first where the system heeds it.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void begin(Runnable part) {
    Thread thread = DaemonThreads.of("warm-up", part);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  /**
   * Waits for the end of the last exchange, at most {@code limit}.
   *
   * @return false if there is no complete exchange, so that some code is not loaded
   */
  boolean awaitEnd(Duration limit) {
    try {
      return last.await(limit.toMillis(), TimeUnit.MILLISECONDS) && done.get() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void exchanges(BooleanSupplier hasWork) {
    long start = System.nanoTime();
    try {
      do {
        exchange();
        done.incrementAndGet();
      } while (done.get() < EXCHANGES
          && !closed
          && !hasWork.getAsBoolean()
          && System.nanoTime() - start < MAX_TIME.toNanos());
      LOG.debug("warmed up with {} exchanges in {} ms", done, millisSince(start));
    } catch (IOException | RuntimeException e) {
      LOG.debug("the warm-up failed", e);
    } finally {
      last.countDown();
    }
  }

  /** The number of complete exchanges. */
  int done() {
    return done.get();
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private void exchange() throws IOException {
    rehearsal.hold(
        settings.get(CertificateSettings.HOST),
        this::checkCertificate,
        this::runInitiator,
        this::runResponder);
  }

  private void checkCertificate(List<byte[]> chain) throws CertificateRefusedException {
    DaneVerdict verdict = trust.judge(chain, self, settings.realm());
    if (!verdict.ok()) {
      throw new CertificateRefusedException(verdict.reason());
    }
  }

  private void runInitiator(TlsSession session) throws IOException {
    try (Agreement agreement =
        initiator.run(new TlsExchangeSession(session), settings.realm(), 1, Optional.empty())) {
      LOG.trace("{}", agreement.kvno());
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void runResponder(TlsSession session) throws IOException {
    Session exchange = new TlsExchangeSession(session);
    try {
      Proposal proposal = responder.validate(exchange, KxReq.parseFrom(exchange.readMessage()));
      responder.reply(exchange, proposal, proposal.kvno(), Optional.empty()).sendTo(exchange);
      LOG.trace("{}", proposal.kvno());
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void lookUp() {
    try {
      RealmPeers peers = discovery.peersOfClaimed(settings.realm(), DNS_LIMIT);
      Optional<Peer> peer = peers.next();
      if (peer.isPresent()) {
        discovery.addressesOf(peer.get(), DNS_LIMIT);
      }
    } catch (DiscoveryException | IOException | RuntimeException e) {
      LOG.debug("cannot look up our own DNS records", e);
    }
  }

  /** Prevents further exchanges. */
  @Override
  public void close() {
    closed = true;
  }
}
