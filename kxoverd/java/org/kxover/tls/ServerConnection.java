package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.tls.TlsServerProtocol;
import org.kxover.policy.limits.LogLimit;
import org.kxover.policy.limits.RateLimiter;
import org.kxover.tls.TimeLimitException.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted connection, from its first octet to its end; what goes wrong ends with it. */
final class ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /**
   * Handshakes that begin in a second. Each takes some 2 ms of a processor, and strangers can have
   * us spend them as often as they like; the KDC on the same machine needs the processors too.
   */
  private static final int PER_PROCESSOR = 50;

  private final TlsServices services;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final RateLimiter pace =
      RateLimiter.of(PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
  private final LogLimit log = new LogLimit(System::nanoTime);
  private final LongAdder sessions = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder slow = new LongAdder();
  private final LongAdder sessionsBroken = new LongAdder();
  private final LongAdder sessionsSlow = new LongAdder();

  ServerConnection(TlsServices services, StrictCrypto crypto, TlsLimits limits) {
    this.services = services;
    this.crypto = crypto;
    this.limits = limits;
  }

  /** More handshakes wait than their limit of time allows. */
  private static final class CrowdException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** A session, and who serves it. */
  record Begun(TlsSession session, SessionHandler handler) {}

  long sessions() {
    return sessions.sum();
  }

  long failed() {
    return failed.sum();
  }

  long slow() {
    return slow.sum();
  }

  long sessionsBroken() {
    return sessionsBroken.sum();
  }

  long sessionsSlow() {
    return sessionsSlow.sum();
  }

  /** Serves the connection; throws nothing, for nobody could do anything about it. */
  void serve(GuardedSocket socket) {
    InetSocketAddress peer = socket.peer();
    Begun begun;
    try {
      begun = handshake(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.increment();
      return;
    } catch (CrowdException e) {
      slow.increment();
      tell("no session: TLS with " + TlsFailure.address(peer) + ": too many others wait for it");
      return;
    } catch (IOException | RuntimeException e) {
      IOException why = socket.explain(TlsFailure.of("TLS", peer, e));
      (why instanceof TimeLimitException ? slow : failed).increment();
      tell("no session: " + why.getMessage());
      return;
    } catch (OutOfMemoryError e) {
      // How Java says that it cannot have another thread, for a limit of time here.
      failed.increment();
      return;
    }
    sessions.increment();
    try (TlsSession session = begun.session()) {
      begun.handler().handle(session);
    } catch (SessionEndedException e) {
      tell("session with " + TlsFailure.address(peer) + " ended: " + e.getMessage());
    } catch (IOException e) {
      (e instanceof TimeLimitException ? sessionsSlow : sessionsBroken).increment();
      tell("session with " + TlsFailure.address(peer) + " ended: " + e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      sessionsBroken.increment();
      LOG.debug("session ended by a defect of its handler, or for want of a thread", e);
    }
  }

  private void tell(String line) {
    log.tell(LOG, "connections ended", () -> LOG.info("{}", line));
  }

  /** STARTTLS and the handshake, within their limit. */
  Begun handshake(GuardedSocket socket) throws IOException, InterruptedException {
    try (GuardedSocket.Running limit = socket.within(Limit.HANDSHAKE, limits.handshake())) {
      socket.socket().setTcpNoDelay(true);
      OutputStream out = socket.socket().getOutputStream();
      InputStream in = StartTls.await(socket.socket().getInputStream(), out);
      // The other half is for the handshake itself.
      if (!pace.await(limits.handshake().dividedBy(2))) {
        throw new CrowdException();
      }
      KxTlsServer server = new KxTlsServer(crypto, services);
      TlsServerProtocol protocol = new TlsServerProtocol(in, out);
      protocol.accept(server);
      return new Begun(
          new TlsSession(socket, protocol, server.result(), limits), server.service().handler());
    }
  }
}
