package org.kxover.tls;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Our records. It knows whether the library has written any.
 *
 * <p>Records have the version of TLS 1.2 (RFC 8446 section 5.1). The library's alerts to a hello
 * that it could read only in part have that of TLS 1.3.
 */
final class WatchedOutput extends FilterOutputStream {
  /** The place of the minor version in a record, and the one of TLS 1.2. */
  private static final int VERSION = 2;

  private static final byte TLS12 = 3;

  private boolean begun;

  WatchedOutput(OutputStream out) {
    super(out);
  }

  boolean begun() {
    return begun;
  }

  /** Writes octets that are not the library's. */
  void writeUnwatched(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
  }

  @Override
  public void write(int octet) throws IOException {
    begun = true;
    out.write(octet);
  }

  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    begun = true;
    if (length > VERSION && octets[from + VERSION] > TLS12) {
      octets[from + VERSION] = TLS12;
    }
    out.write(octets, from, length);
  }
}
