package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.tls.TlsServerProtocol;
import org.kxover.tls.TimeLimitException.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted connection, from its first octet to its end; what goes wrong ends with it. */
final class ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  private final TlsServices services;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final LongAdder sessions = new LongAdder();
  private final LongAdder failed = new LongAdder();

  ServerConnection(TlsServices services, StrictCrypto crypto, TlsLimits limits) {
    this.services = services;
    this.crypto = crypto;
    this.limits = limits;
  }

  /** A session, and who serves it. */
  record Begun(TlsSession session, SessionHandler handler) {}

  long sessions() {
    return sessions.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** Serves the connection; throws nothing, for nobody could do anything about it. */
  void serve(GuardedSocket socket) {
    InetSocketAddress peer = socket.peer();
    Begun begun;
    try {
      begun = handshake(socket);
    } catch (IOException | RuntimeException e) {
      failed.increment();
      LOG.info("no session: {}", socket.explain(TlsFailure.of("TLS", peer, e)).getMessage());
      return;
    }
    sessions.increment();
    try (TlsSession session = begun.session()) {
      begun.handler().handle(session);
    } catch (IOException e) {
      LOG.info("session with {} ended: {}", TlsFailure.address(peer), e.getMessage());
    } catch (RuntimeException e) {
      LOG.debug("session ended by a defect of its handler", e);
    }
  }

  /** STARTTLS and the handshake, within their limit. */
  Begun handshake(GuardedSocket socket) throws IOException {
    try (GuardedSocket.Running limit = socket.within(Limit.HANDSHAKE, limits.handshake())) {
      socket.socket().setTcpNoDelay(true);
      OutputStream out = socket.socket().getOutputStream();
      InputStream in = StartTls.await(socket.socket().getInputStream(), out);
      KxTlsServer server = new KxTlsServer(crypto, services);
      TlsServerProtocol protocol = new TlsServerProtocol(in, out);
      protocol.accept(server);
      return new Begun(
          new TlsSession(socket, protocol, server.result(), limits), server.service().handler());
    }
  }
}
