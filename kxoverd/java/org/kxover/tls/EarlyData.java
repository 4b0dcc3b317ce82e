package org.kxover.tls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * The early data that a client sent although we accept none: they are skipped (RFC 8446 section
 * 4.2.10). We cannot read them, so they look like records that are damaged.
 */
final class EarlyData {
  /** The records that are skipped, in octets. No ticket of ours allows a client any. */
  private static final int MOST = 16 * 1024;

  /**
   * The length of the shortest encrypted record. It bounds the number of records without octets.
   */
  private static final int LEAST = 17;

  private boolean expected;
  private boolean keys;
  private int skipped;

  /** The client announced early data. */
  void expect() {
    expected = true;
  }

  /** The client sent something else, so no early data follow. */
  void end() {
    expected = false;
  }

  /** Records are encrypted from now on. */
  void haveKeys() {
    keys = true;
  }

  boolean hasKeys() {
    return keys;
  }

  boolean isExpected() {
    return expected;
  }

  /** Counts a record that is skipped. */
  void skip(int length) throws TlsFatalAlert {
    skipped += Math.max(length, LEAST);
    if (skipped > MOST) {
      throw new TlsFatalAlert(
          AlertDescription.unexpected_message,
          "the peer sent more than " + MOST + " octets of early data");
    }
  }
}
