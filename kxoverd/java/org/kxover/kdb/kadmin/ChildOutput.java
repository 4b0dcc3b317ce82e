package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.kxover.base.DaemonThreads;

/**
 * One output stream of a child. A separate thread reads it, so that much output on one stream never
 * blocks the other. The octets are kept up to a limit; then reading stops. With {@link
 * #takeLines()} it goes on when lines were taken, and the child waits until then. The streams of a
 * child share one monitor, which guards all state.
 */
final class ChildOutput {
  private static final int CHUNK = 4096;

  private final Object monitor;
  private final int limit;
  private byte[] bytes = new byte[CHUNK];
  private int length;
  private boolean ended;
  private boolean overflowed;
  private boolean lineByLine;

  ChildOutput(Object monitor, int limit) {
    this.monitor = monitor;
    this.limit = limit;
  }

  void read(InputStream in, String threadName) {
    DaemonThreads.of(threadName, () -> pump(in)).start();
  }

  private void pump(InputStream in) {
    byte[] chunk = new byte[CHUNK];
    try (in) {
      for (int n = in.read(chunk); n >= 0 && append(chunk, n); n = in.read(chunk)) {
        Arrays.fill(chunk, (byte) 0);
      }
    } catch (IOException e) {
      // Killing the child closes the stream: this is its end too.
    } finally {
      Arrays.fill(chunk, (byte) 0);
      synchronized (monitor) {
        ended = true;
        monitor.notifyAll();
      }
    }
  }

  private boolean append(byte[] chunk, int n) {
    synchronized (monitor) {
      while (lineByLine && length + n > limit && endOfLines() > 0) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      if (length + n > limit) {
        overflowed = true;
        monitor.notifyAll();
        return false;
      }
      if (length + n > bytes.length) {
        byte[] old = bytes;
        bytes = Arrays.copyOf(old, Math.max(2 * old.length, length + n));
        Arrays.fill(old, (byte) 0);
      }
      for (int i = 0; i < n; i++) {
        append(chunk[i]);
      }
      monitor.notifyAll();
      return true;
    }
  }

  /**
   * Drops the carriage return with which com_err of krb5 1.13 ends its lines in a remote kadmin.
   */
  private void append(byte octet) {
    if (octet == '\n' && length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    bytes[length++] = octet;
  }

  boolean ended() {
    synchronized (monitor) {
      return ended;
    }
  }

  boolean overflowed() {
    synchronized (monitor) {
      return overflowed;
    }
  }

  /** From now on the reader of {@link #takeLines()} sets the pace, and the limit ends nothing. */
  void expectLines() {
    synchronized (monitor) {
      lineByLine = true;
    }
  }

  boolean hasLine() {
    synchronized (monitor) {
      return endOfLines() > 0;
    }
  }

  /** Removes the complete lines and returns them, without their line feeds. */
  List<String> takeLines() {
    synchronized (monitor) {
      int end = endOfLines();
      if (end == 0) {
        return List.of();
      }
      String lines = new String(bytes, 0, end - 1, StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, end, bytes, 0, length - end);
      length -= end;
      monitor.notifyAll();
      return List.of(lines.split("\n", -1));
    }
  }

  /** The index behind the last line feed; 0 if there is none. */
  private int endOfLines() {
    int end = length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  boolean endsWith(String ascii) {
    synchronized (monitor) {
      int start = length - ascii.length();
      boolean same = start >= 0;
      for (int i = 0; same && i < ascii.length(); i++) {
        same = bytes[start + i] == ascii.charAt(i);
      }
      return same;
    }
  }

  boolean contains(byte[] part) {
    synchronized (monitor) {
      boolean found = false;
      for (int i = 0; !found && i + part.length <= length; i++) {
        found = Arrays.equals(bytes, i, i + part.length, part, 0, part.length);
      }
      return found;
    }
  }

  /** The output since the last {@link #wipe()}; one character for each octet. */
  String text() {
    synchronized (monitor) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  void wipe() {
    synchronized (monitor) {
      Arrays.fill(bytes, (byte) 0);
      length = 0;
      monitor.notifyAll();
    }
  }
}
