package org.kxover.tls;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;

/**
 * The octets of the peer. It remembers whether the peer ended the connection, because the TLS
 * library reports such an end as a refusal of ours.
 */
final class WatchedInput extends FilterInputStream {
  private final BooleanSupplier limitPassed;
  private volatile boolean begun;
  private volatile boolean ended;

  /**
   * @param limitPassed true if the end of the input is due to a time limit of ours
   */
  WatchedInput(InputStream in, BooleanSupplier limitPassed) {
    super(in);
    this.limitPassed = limitPassed;
  }

  /** True if the peer has sent anything. */
  boolean begun() {
    return begun;
  }

  /** True if the peer ended the TCP connection. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    return watched(super.read());
  }

  @Override
  public int read(byte[] octets, int from, int length) throws IOException {
    return watched(super.read(octets, from, length));
  }

  /** After a time limit, an InterruptedIOException leaves the TLS library able to say goodbye. */
  private int watched(int result) throws IOException {
    if (result >= 0) {
      begun = true;
    } else if (limitPassed.getAsBoolean()) {
      throw new InterruptedIOException("a time limit has passed");
    } else {
      ended = true;
    }
    return result;
  }
}
