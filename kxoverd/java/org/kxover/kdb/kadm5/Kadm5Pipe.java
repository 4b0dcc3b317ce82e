package org.kxover.kdb.kadm5;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads runs of octets from a child's pipe, and keeps none of them: a reply may have a key. Java's
 * stream has a buffer of its own, through which a read of at least the buffer's length does not go.
 */
final class Kadm5Pipe implements AutoCloseable {
  /** Not less than the buffer of Java's stream. */
  private static final int CHUNK = 8192;

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private int start;
  private int end;

  Kadm5Pipe(InputStream in) {
    this.in = in;
  }

  /**
   * Waits for so many octets.
   *
   * @return a new array
   * @throws EOFException if the stream ends before
   */
  byte[] read(int length) throws IOException {
    byte[] octets = new byte[length];
    boolean whole = false;
    try {
      for (int done = 0; done < length; ) {
        int n = Math.min(available(), length - done);
        System.arraycopy(chunk, start, octets, done, n);
        Arrays.fill(chunk, start, start + n, (byte) 0);
        start += n;
        done += n;
      }
      whole = true;
      return octets;
    } finally {
      if (!whole) {
        Arrays.fill(octets, (byte) 0);
      }
    }
  }

  private int available() throws IOException {
    if (start == end) {
      start = 0;
      end = Math.max(0, in.read(chunk, 0, CHUNK));
      if (end == 0) {
        throw new EOFException();
      }
    }
    return end - start;
  }

  @Override
  public void close() {
    Arrays.fill(chunk, (byte) 0);
  }
}
