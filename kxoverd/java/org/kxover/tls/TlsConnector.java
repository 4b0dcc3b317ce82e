package org.kxover.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import org.kxover.base.Comparables;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.tls.TimeLimitException.Limit;

/** Makes TLS connections to the peers of other realms. It is thread-safe. */
public final class TlsConnector {
  private final TlsCredential own;
  private final StrictCrypto crypto;
  private final TlsLimits limits;
  private final DeadlineTimer timer = new DeadlineTimer("kxover-tls-connector-timer");

  /**
   * @param own the certificate that every server gets
   */
  public TlsConnector(TlsCredential own, SecureRandom random, TlsLimits limits) {
    this.own = own;
    this.crypto = new StrictCrypto(random);
    this.limits = limits;
  }

  /**
   * Connects, requests TLS (RFC 6251 section 2) and does the handshake.
   *
   * @param address resolved
   * @param serverName the server_name of RFC 6066 section 3, with or without a dot at its end
   * @param check decides about the certificate of the server, during the handshake
   * @param within the time for the whole connection, if it is shorter than the limit
   * @throws CertificateRefusedException the exception of {@code check}
   * @throws TimeLimitException if the connection or the handshake took too long
   * @throws IOException if the network failed, or one side refused the other for another reason
   */
  public TlsSession connect(
      InetSocketAddress address, String serverName, CertificateCheck check, Duration within)
      throws IOException, CertificateRefusedException {
    requireHostName(serverName);
    ConnectionAttempt attempt = attempt(within);
    attempt.open(address);
    return secure(attempt, serverName, check);
  }

  /**
   * A connection that the caller opens, passes to {@link #secure} or closes.
   *
   * @param within the time for the whole connection from now on, if it is shorter than the limit
   */
  public ConnectionAttempt attempt(Duration within) {
    return new ConnectionAttempt(
        new GuardedSocket(new Socket(), timer, Comparables.min(within, limits.whole())),
        limits.connect());
  }

  /**
   * Requests TLS and does the handshake on an open connection. Closes it on a failure. The
   * parameters and exceptions are those of {@link #connect}.
   */
  public TlsSession secure(ConnectionAttempt open, String serverName, CertificateCheck check)
      throws IOException, CertificateRefusedException {
    GuardedSocket socket = open.socket();
    boolean done = false;
    try {
      KxTlsClient client = new KxTlsClient(crypto, own, requireHostName(serverName), check);
      TlsSession session = handshake(socket, client);
      done = true;
      return session;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static String requireHostName(String serverName) throws IOException {
    return HostName.parse(serverName)
        .map(HostName::name)
        .orElseThrow(
            () -> new IOException("not a valid host name: " + Printable.quote(serverName)));
  }

  private TlsSession handshake(GuardedSocket socket, KxTlsClient client)
      throws IOException, CertificateRefusedException {
    try {
      return handshake(socket, client, limits);
    } catch (IOException | RuntimeException e) {
      if (client.refusal().isPresent()) {
        throw client.refusal().get();
      }
      throw socket.explain(TlsFailure.of(TlsFailure.HANDSHAKE, socket.received(), e));
    }
  }

  /** Does STARTTLS and the handshake on a connected socket. */
  static TlsSession handshake(GuardedSocket socket, KxTlsClient client, TlsLimits limits)
      throws IOException {
    try (GuardedSocket.Running limit = socket.within(Limit.HANDSHAKE, limits.handshake())) {
      socket.socket().setTcpNoDelay(true);
      OutputStream out = socket.socket().getOutputStream();
      InputStream in = new RecordInput(StartTls.request(socket.input(), out), new EarlyData());
      WatchedOutput records = new WatchedOutput(out);
      KxClientProtocol protocol = new KxClientProtocol(socket.input(), in, records);
      protocol.connect(client);
      return new TlsSession(socket, protocol, records, client.result(), limits);
    }
  }
}
