package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import org.bouncycastle.tls.TlsClientProtocol;
import org.kxover.base.Comparables;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.tls.TimeLimitException.Limit;

/** Makes TLS connections to the peers of other realms. Any number of threads may use one. */
public final class TlsConnector {
  private final TlsCredential own;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final DeadlineTimer timer = new DeadlineTimer("kxover-tls-connector-timer");

  /**
   * @param own shown to every server
   */
  public TlsConnector(TlsCredential own, SecureRandom random, TlsLimits limits) {
    this.own = own;
    this.crypto = new StrictCrypto(random);
    this.limits = limits;
  }

  /**
   * Connects, asks for TLS (RFC 6251 section 2) and shakes hands.
   *
   * @param address resolved
   * @param serverName the server_name of RFC 6066 section 3; a dot at its end is dropped
   * @param check decides about the server's certificate, in the handshake
   * @param within for the whole connection, where that is less than its limit
   * @throws CertificateRefusedException the one that {@code check} threw
   * @throws TimeLimitException where the connection or the handshake took too long
   * @throws IOException where the network failed, or one side refused the other for another reason
   */
  public TlsSession connect(
      InetSocketAddress address, String serverName, CertificateCheck check, Duration within)
      throws IOException, CertificateRefusedException {
    String sni =
        HostName.parse(serverName)
            .map(HostName::name)
            .orElseThrow(
                () -> new IOException("not the name of a host: " + Printable.quote(serverName)));
    KxTlsClient client = new KxTlsClient(crypto, own, sni, check);
    GuardedSocket socket =
        new GuardedSocket(new Socket(), timer, Comparables.min(within, limits.whole()));
    boolean done = false;
    try {
      try (GuardedSocket.Running limit = socket.within(Limit.CONNECT, limits.connect())) {
        socket.socket().connect(address);
      }
      TlsSession session = handshake(socket, client, limits);
      done = true;
      return session;
    } catch (IOException | RuntimeException e) {
      if (client.refusal().isPresent()) {
        throw client.refusal().get();
      }
      throw socket.explain(TlsFailure.of("TLS", address, e));
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** On a socket that is connected. */
  static TlsSession handshake(GuardedSocket socket, KxTlsClient client, TlsLimits limits)
      throws IOException {
    try (GuardedSocket.Running limit = socket.within(Limit.HANDSHAKE, limits.handshake())) {
      socket.socket().setTcpNoDelay(true);
      OutputStream out = socket.socket().getOutputStream();
      InputStream in = StartTls.request(socket.socket().getInputStream(), out);
      TlsClientProtocol protocol = new TlsClientProtocol(in, out);
      protocol.connect(client);
      return new TlsSession(socket, protocol, client.result(), limits);
    }
  }
}
