package org.kxover.exchange;

/**
 * This side will not make a key with the peer. The text for the peer helps its operator without
 * telling a stranger more than they need; the reason for our own log may tell all.
 */
public class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int errorCode;
  private final String textForPeer;

  /**
   * @param errorCode of RFC 4120 section 7.5.9 or RFC 4556
   */
  public RefusedException(int errorCode, String textForPeer, String reason) {
    super(reason);
    this.errorCode = errorCode;
    this.textForPeer = textForPeer;
  }

  /** A refusal of which the peer may know everything. */
  public RefusedException(int errorCode, String reason) {
    this(errorCode, reason, reason);
  }

  public int errorCode() {
    return errorCode;
  }

  public String textForPeer() {
    return textForPeer;
  }
}
