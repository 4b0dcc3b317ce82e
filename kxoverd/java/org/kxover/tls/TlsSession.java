package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;
import org.kxover.base.Comparables;
import org.kxover.tls.TimeLimitException.Limit;

/**
 * A TLS connection after its handshake: messages with the length field of RFC 4120 section 7.2.2,
 * and the exporter.
 *
 * <p>One thread reads and writes. Any thread may close the session, which ends a read or write in
 * progress. A read or write that failed closes the session, because the position in the stream is
 * lost.
 */
public final class TlsSession implements Closeable {
  private static final int LENGTH_FIELD = 4;

  /** The longest wait of {@link #close()} for a peer that does not read our close_notify. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final GuardedSocket socket;
  private final InetSocketAddress peer;
  private final TlsProtocol protocol;
  private final WatchedOutput records;
  private final HandshakeResult handshake;
  private final TlsLimits limits;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param records what {@code protocol} writes to
   */
  TlsSession(
      GuardedSocket socket,
      TlsProtocol protocol,
      WatchedOutput records,
      HandshakeResult handshake,
      TlsLimits limits) {
    this.socket = socket;
    this.peer = socket.peer();
    this.protocol = protocol;
    this.records = records;
    this.handshake = handshake;
    this.limits = limits;
  }

  /**
   * Reads the next message.
   *
   * <p>If the server refuses our certificate, the client learns this in its first read (RFC 8446
   * section 4.4.2.4), as an IOException with the alert.
   *
   * @return 1 to {@code maxMessage} octets, without the length field
   * @throws SessionEndedException if the peer ended the session before a message began
   * @throws TimeLimitException if the message was not complete in time
   * @throws IOException if the length is zero, has the high bit set or is above the limit, the peer
   *     ended the session within the message, or the network failed
   */
  public byte[] readMessage() throws IOException {
    return readMessage(Limit.MESSAGE, limits.message());
  }

  /**
   * Reads the next message from a peer that may not send another one.
   *
   * @param idle the longest wait until the message begins
   */
  public byte[] readMessage(Duration idle) throws IOException {
    return readMessage(Limit.IDLE, idle);
  }

  private byte[] readMessage(Limit first, Duration time) throws IOException {
    socket.owesAnswer(false);
    byte[] field = new byte[LENGTH_FIELD];
    try (GuardedSocket.Running limit = socket.within(first, time)) {
      if (!readFully(field, 0, 1)) {
        throw new SessionEndedException();
      }
    } catch (IOException | RuntimeException e) {
      throw failed(TlsFailure.READING, e);
    }
    try (GuardedSocket.Running limit = socket.within(Limit.MESSAGE, limits.message())) {
      if (!readFully(field, 1, LENGTH_FIELD)) {
        throw endedWithin();
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
        throw endedWithin();
      }
      socket.owesAnswer(true);
      return message;
    } catch (IOException | RuntimeException e) {
      throw failed(TlsFailure.READING, e);
    }
  }

  /**
   * Sends a message. When this returns, the message was passed to the network.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@code maxMessage} octets
   * @throws PeerAlertException if it failed, and the peer had said why
   * @throws TimeLimitException if the peer did not read it in time
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
    try (GuardedSocket.Running limit = socket.writingWithin(Limit.MESSAGE, limits.message())) {
      protocol.writeApplicationData(framed, 0, framed.length);
      if (records.failure().isPresent()) {
        throw alertOr(records.failure().get());
      }
    } catch (IOException | RuntimeException e) {
      throw failed(TlsFailure.WRITING, e);
    }
  }

  /**
   * The DER of the peer's certificates, leaf first. The peer has proved its private key. The list
   * is empty if the peer has no certificate and needs none.
   */
  public List<byte[]> peerChain() {
    return handshake.peerChain().stream().map(byte[]::clone).toList();
  }

  /** The IANA name of the key exchange group, such as {@code X25519MLKEM768}. */
  public String namedGroup() {
    return NamedGroup.getName(handshake.namedGroup());
  }

  /**
   * The time that our answer may take: as long as we would wait for an answer ourselves, and not
   * longer than the rest of the time for the connection.
   */
  public Duration timeToAnswer() {
    return Comparables.min(socket.timeLeft(), limits.message());
  }

  /** The address of the peer, also after {@link #close()}. */
  public InetSocketAddress peer() {
    return peer;
  }

  /**
   * TLS-Exporter (RFC 8446 section 7.5) with the label {@code EXPERIMENTAL-INTERNETWIDE-KXOVER}.
   * Only the two sides of the session can compute this secret. The caller must wipe it.
   *
   * @param context at most 65535 octets
   * @param length in octets, 1 to 255 times the length of the hash
   * @throws IllegalStateException after {@link #close()}
   */
  public byte[] exportSecret(byte[] context, int length) {
    return handshake.exporter().export(context, length);
  }

  /** Sends close_notify, wipes the secret of the exporter, and closes the connection. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    handshake.exporter().destroy();
    try (GuardedSocket.Running limit = socket.writingWithin(Limit.MESSAGE, CLOSE_TIMEOUT)) {
      protocol.close();
    } catch (IOException | RuntimeException e) {
      // close_notify is optional here: the peer is gone already.
    } finally {
      socket.close();
    }
  }

  /** Fills {@code octets} up to {@code end}; false if the session ended before. */
  private boolean readFully(byte[] octets, int from, int end) throws IOException {
    for (int filled = from; filled < end; ) {
      int count = protocol.readApplicationData(octets, filled, end - filled);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
    return true;
  }

  /**
   * The alert of a peer that then ended the connection, so that our write failed; else {@code
   * failure}. At most one message of the peer may come before the alert.
   */
  private IOException alertOr(IOException failure) {
    byte[] ignored = new byte[LENGTH_FIELD + limits.maxMessage()];
    try {
      int count = 0;
      for (int left = ignored.length; left > 0 && count >= 0; left -= count) {
        count = protocol.readApplicationData(ignored, 0, left);
      }
      return failure;
    } catch (TlsFatalAlertReceived alert) {
      return alert;
    } catch (IOException | RuntimeException e) {
      // There is no alert.
      return failure;
    } finally {
      Arrays.fill(ignored, (byte) 0);
    }
  }

  private static IOException endedWithin() {
    return new IOException("the peer ended the TLS session in the middle of the message");
  }

  /** Closes the session after {@code failure}, and describes the failure. */
  private IOException failed(String doing, Exception failure) {
    IOException explained =
        socket.explain(
            failure instanceof SessionEndedException ended
                ? ended
                : TlsFailure.of(doing, socket.received(), failure));
    close();
    return explained;
  }
}
