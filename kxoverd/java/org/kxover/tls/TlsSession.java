package org.kxover.tls;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsProtocol;
import org.kxover.base.Comparables;
import org.kxover.tls.TimeLimitException.Limit;

/**
 * One TLS connection after its handshake: messages in the four-octet length framing of RFC 4120
 * section 7.2.2, and the exporter.
 *
 * <p>One thread reads and writes; any thread may close, which ends a read or write under way. A
 * read or write that failed closes the session, for the framing is lost.
 */
public final class TlsSession implements Closeable {
  private static final int LENGTH_FIELD = 4;

  /** A peer that takes nothing must not hold up our close_notify for longer. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final GuardedSocket socket;
  private final InetSocketAddress peer;
  private final TlsProtocol protocol;
  private final HandshakeResult handshake;
  private final TlsLimits limits;
  private final AtomicBoolean closed = new AtomicBoolean();

  TlsSession(
      GuardedSocket socket, TlsProtocol protocol, HandshakeResult handshake, TlsLimits limits) {
    this.socket = socket;
    this.peer = socket.peer();
    this.protocol = protocol;
    this.handshake = handshake;
    this.limits = limits;
  }

  /**
   * The next message.
   *
   * <p>On the client's side the first read is also where the server's refusal of our certificate
   * arrives (RFC 8446 section 4.4.2.4), as an IOException with its alert.
   *
   * @return 1 to {@code maxMessage} octets, the length field left out
   * @throws SessionEndedException where the peer ended the session before a message began
   * @throws TimeLimitException where the message was not whole in time
   * @throws IOException where the length is zero, has the high bit set or is above the limit, the
   *     peer broke off, or the network failed
   */
  public byte[] readMessage() throws IOException {
    return readMessage(Limit.MESSAGE, limits.message());
  }

  /**
   * As {@link #readMessage()}, from a peer that may have nothing more to say.
   *
   * @param idle till the message begins
   */
  public byte[] readMessage(Duration idle) throws IOException {
    return readMessage(Limit.IDLE, idle);
  }

  private byte[] readMessage(Limit first, Duration time) throws IOException {
    byte[] field = new byte[LENGTH_FIELD];
    try (GuardedSocket.Running limit = socket.within(first, time)) {
      if (!readFully(field, 0, 1)) {
        throw new SessionEndedException();
      }
    } catch (IOException | RuntimeException e) {
      throw failed("reading a message", e);
    }
    try (GuardedSocket.Running limit = socket.within(Limit.MESSAGE, limits.message())) {
      if (!readFully(field, 1, LENGTH_FIELD)) {
        throw brokenOff(null);
      }
      int length = ByteBuffer.wrap(field).getInt();
      if (length < 0) {
        throw new IOException(String.format("message length %08x has its high bit set", length));
      }
      if (length == 0 || length > limits.maxMessage()) {
        throw new IOException(
            "message of " + length + " octets is not between 1 and " + limits.maxMessage());
      }
      byte[] message = new byte[length];
      if (!readFully(message, 0, length)) {
        throw brokenOff(null);
      }
      return message;
    } catch (IOException | RuntimeException e) {
      throw failed("reading a message", e);
    }
  }

  /**
   * Sends a message; it has left for the network when this returns.
   *
   * @throws IllegalArgumentException where it is empty or above {@code maxMessage} octets
   * @throws TimeLimitException where the peer did not take it in time
   */
  public void writeMessage(byte[] message) throws IOException {
    if (message.length == 0 || message.length > limits.maxMessage()) {
      throw new IllegalArgumentException(
          "message of " + message.length + " octets is not between 1 and " + limits.maxMessage());
    }
    byte[] framed =
        ByteBuffer.allocate(LENGTH_FIELD + message.length)
            .putInt(message.length)
            .put(message)
            .array();
    try (GuardedSocket.Running limit = socket.within(Limit.MESSAGE, limits.message())) {
      protocol.writeApplicationData(framed, 0, framed.length);
    } catch (IOException | RuntimeException e) {
      throw failed("writing a message", e);
    }
  }

  /**
   * The peer's certificates, DER, leaf first, its private key proved; none where it need not have
   * one.
   */
  public List<byte[]> peerChain() {
    return handshake.peerChain().stream().map(byte[]::clone).toList();
  }

  /** The group of the key exchange by its IANA name, such as {@code X25519MLKEM768}. */
  public String namedGroup() {
    return NamedGroup.getName(handshake.namedGroup());
  }

  /**
   * How long an answer of ours may take: as long as we would wait for one ourselves, and not beyond
   * the end of the connection's time.
   */
  public Duration timeToAnswer() {
    return Comparables.min(socket.timeLeft(), limits.message());
  }

  /** Where the peer is; known after the close too. */
  public InetSocketAddress peer() {
    return peer;
  }

  /**
   * TLS-Exporter (RFC 8446 section 7.5) with the label {@code EXPERIMENTAL-INTERNETWIDE-KXOVER}.
   * Both sides get the same; nobody else does. The caller wipes it.
   *
   * @param context at most 65535 octets
   * @param length in octets, 1 to 255 hashes
   * @throws IllegalStateException after {@link #close()}
   */
  public byte[] exportSecret(byte[] context, int length) {
    return handshake.exporter().export(context, length);
  }

  /** Says close_notify, forgets the exporter's secret and closes the connection. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    handshake.exporter().destroy();
    try (GuardedSocket.Running limit = socket.within(Limit.MESSAGE, GOODBYE)) {
      protocol.close();
    } catch (IOException | RuntimeException e) {
      // Good manners only: the peer is gone already.
    } finally {
      socket.close();
    }
  }

  /** Whether {@code octets} were filled to {@code end}; false where the session ended before. */
  private boolean readFully(byte[] octets, int from, int end) throws IOException {
    for (int filled = from; filled < end; ) {
      int count = readSome(octets, filled, end);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
    return true;
  }

  private int readSome(byte[] octets, int from, int end) throws IOException {
    try {
      return protocol.readApplicationData(octets, from, end - from);
    } catch (EOFException e) {
      // TCP ended without close_notify: perhaps an attacker's cut, so never a good end.
      throw brokenOff(e);
    }
  }

  private static IOException brokenOff(Throwable cause) {
    return new IOException("the peer broke the TLS session off", cause);
  }

  /** Ends the session for {@code failure}, and puts it into words. */
  private IOException failed(String doing, Exception failure) {
    IOException explained =
        socket.explain(
            failure instanceof SessionEndedException ended
                ? ended
                : TlsFailure.of(doing, peer, failure));
    close();
    return explained;
  }
}
