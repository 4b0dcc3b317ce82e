package org.kxover.localsocket;

/**
 * The octets that a message on a socket of the daemon may have (PROTOCOL.md section 7). The KDC's
 * side has the same values in {@code krb5-patch/kxover_client.h}; a test compares both, octet by
 * octet.
 */
public final class Alphabet {
  /** Ends a line; an empty line ends a message. */
  public static final int LINE_FEED = 0x0a;

  private static final int FIRST = 0x20;
  private static final int LAST = 0x7e;

  private Alphabet() {}

  /** True if a line may have that octet: printable ASCII, the space included. */
  public static boolean isText(int octet) {
    return octet >= FIRST && octet <= LAST;
  }
}
