package org.kxover.exchange;

/**
 * This side refuses the exchange. The text for the peer helps its operator, and reveals no internal
 * details. The reason for our own log may have all details.
 */
public class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int errorCode;
  private final String textForPeer;

  /**
   * @param errorCode a code of RFC 4120 section 7.5.9 or RFC 4556 section 3.1.3
   */
  public RefusedException(int errorCode, String textForPeer, String reason) {
    super(reason);
    this.errorCode = errorCode;
    this.textForPeer = textForPeer;
  }

  /** A refusal whose reason may be sent to the peer. */
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
