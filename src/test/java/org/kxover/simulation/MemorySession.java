package org.kxover.simulation;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.kxover.exchange.Session;

/** One end of a session in memory. What it writes is handled before the method returns. */
final class MemorySession implements Session {
  /** As the setting message_timeout has it. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Handles a message that this end writes. */
  interface Handler {
    void handle(byte[] message) throws IOException;
  }

  private final long secret;
  private final List<byte[]> peerChain;
  private Handler written = message -> {};
  private byte[] next;

  /**
   * @param secret equal for both ends
   */
  MemorySession(long secret, List<byte[]> peerChain) {
    this.secret = secret;
    this.peerChain = peerChain;
  }

  void onWrite(Handler handler) {
    written = handler;
  }

  /** Sets what this end reads next. */
  void deliver(byte[] message) {
    next = message;
  }

  @Override
  public byte[] readMessage() throws IOException {
    if (next == null) {
      throw new EOFException("the peer wrote nothing");
    }
    byte[] message = next;
    next = null;
    return message;
  }

  @Override
  public void writeMessage(byte[] message) throws IOException {
    written.handle(message);
  }

  @Override
  public List<byte[]> peerChain() {
    return peerChain;
  }

  @Override
  public byte[] exportSecret(byte[] context, int length) {
    byte[] exported = new byte[length];
    new SplittableRandom(secret + Arrays.hashCode(context)).nextBytes(exported);
    return exported;
  }

  @Override
  public String namedGroup() {
    return "X25519MLKEM768";
  }

  @Override
  public Duration timeToAnswer() {
    return PATIENCE;
  }

  @Override
  public String peerName() {
    return "192.0.2.1:4088";
  }
}
