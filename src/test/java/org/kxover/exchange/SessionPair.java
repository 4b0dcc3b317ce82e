package org.kxover.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Two ends of a session without a network. A test can change messages between them. */
final class SessionPair {
  final End client;
  final End server;

  /**
   * @param seed determines the exported secrets, as a TLS handshake would
   */
  SessionPair(int seed) {
    this(seed, seed);
  }

  /** Connects the ends of two different sessions, as an attacker who relays messages does. */
  SessionPair(int seed, int other) {
    BlockingQueue<byte[]> up = new ArrayBlockingQueue<>(4);
    BlockingQueue<byte[]> down = new ArrayBlockingQueue<>(4);
    client = new End(seed, down, up);
    server = new End(other, up, down);
  }

  static final class End implements Session {
    private final int seed;
    private final BlockingQueue<byte[]> in;
    private final BlockingQueue<byte[]> out;
    private UnaryOperator<byte[]> onWrite = UnaryOperator.identity();
    private Consumer<byte[]> onExport = secret -> {};
    private List<byte[]> peerChain = List.of(new byte[] {1, 2, 3});

    private End(int seed, BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
      this.seed = seed;
      this.in = in;
      this.out = out;
    }

    /** Changes each message that this end writes. */
    void tamper(UnaryOperator<byte[]> change) {
      onWrite = change;
    }

    /** Calls {@code listener} with each secret that this end exports. */
    void onExport(Consumer<byte[]> listener) {
      onExport = listener;
    }

    /** Makes this end see no certificate of its peer. */
    void seesNoCertificate() {
      peerChain = List.of();
    }

    @Override
    public byte[] readMessage() throws IOException {
      try {
        byte[] message = in.poll(10, TimeUnit.SECONDS);
        if (message == null) {
          throw new EOFException("the other end wrote nothing");
        }
        return message;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void writeMessage(byte[] message) throws IOException {
      out.add(onWrite.apply(message));
    }

    @Override
    public List<byte[]> peerChain() {
      return peerChain;
    }

    @Override
    public Duration timeToAnswer() {
      return Duration.ofSeconds(10);
    }

    @Override
    public byte[] exportSecret(byte[] context, int length) {
      try {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(new byte[] {(byte) seed}, "HmacSHA512"));
        byte[] secret = Arrays.copyOf(mac.doFinal(context), length);
        onExport.accept(secret);
        return secret;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String namedGroup() {
      return "x25519";
    }

    @Override
    public String peerName() {
      return "192.0.2.1:4088";
    }
  }
}
