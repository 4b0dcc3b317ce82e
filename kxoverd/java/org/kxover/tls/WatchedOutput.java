package org.kxover.tls;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Our records. It knows whether the library has written any.
 *
 * <p>A write that fails is no error for the library, which would read nothing more: an alert that
 * says why the peer ended the connection may have arrived before. What is read next is that alert,
 * or the end of the connection.
 *
 * <p>Records have the version of TLS 1.2 (RFC 8446 section 5.1). The library's alerts to a hello
 * that it could read only in part have that of TLS 1.3.
 */
final class WatchedOutput extends FilterOutputStream {
  /** The place of the minor version in a record, and the one of TLS 1.2. */
  private static final int VERSION = 2;

  private static final byte TLS12 = 3;

  private boolean begun;
  private volatile IOException failure;

  WatchedOutput(OutputStream out) {
    super(out);
  }

  boolean begun() {
    return begun;
  }

  /** Why the first write failed that did; empty if none has. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Writes octets that are not the library's. */
  void writeUnwatched(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int length) {
    begun = true;
    if (length > VERSION && octets[from + VERSION] > TLS12) {
      octets[from + VERSION] = TLS12;
    }
    if (failure == null) {
      try {
        out.write(octets, from, length);
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
