package org.kxover.tls;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Our octets of TLS. It knows whether the library has written any. */
final class WatchedOutput extends FilterOutputStream {
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
    out.write(octets, from, length);
  }
}
