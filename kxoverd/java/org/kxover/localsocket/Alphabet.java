package org.kxover.localsocket;

/**
 * The octets of a message on a socket of the daemon (PROTOCOL.md section 7). The KDC's side has the
 * values in {@code krb5-patch/kxover_alphabet.h}; a test holds both against each other, octet by
 * octet.
 */
public final class Alphabet {
  /** Ends a line; an empty line ends a message. */
  public static final int LINE_FEED = 0x0a;

  private static final int FIRST = 0x20;
  private static final int LAST = 0x7e;

  private Alphabet() {}

  /** Whether a line may hold that octet: printable ASCII, with the space. */
  public static boolean isText(int octet) {
    return octet >= FIRST && octet <= LAST;
  }
}
