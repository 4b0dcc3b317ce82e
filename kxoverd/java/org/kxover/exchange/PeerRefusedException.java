package org.kxover.exchange;

import org.kxover.kerberos.Printable;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;

/** The peer answered with a KRB-ERROR: it will not make a key, and says why. */
public final class PeerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int errorCode;

  PeerRefusedException(KrbError error) {
    super(ErrorCode.name(error.errorCode()) + ": " + Printable.line(error.text(), 200));
    this.errorCode = error.errorCode();
  }

  /** Whether the peer means to say yes, and cannot at this moment. */
  public boolean isPassing() {
    return errorCode == ErrorCode.KDC_ERR_SVC_UNAVAILABLE;
  }

  /**
   * Whether the reason may be that the peer has not the prior key that it was asked to mix in,
   * cannot read it, or knows nothing of such things: without, it may say yes.
   */
  public boolean mayBeForThePriorKey() {
    return switch (errorCode) {
      case ErrorCode.KRB_ERR_GENERIC,
          ErrorCode.KRB_AP_ERR_MODIFIED,
          ErrorCode.KRB_AP_ERR_BADKEYVER,
          ErrorCode.KRB_AP_ERR_NOKEY ->
          true;
      default -> false;
    };
  }

  /** An error code of RFC 4120 section 7.5.9 or RFC 4556. */
  public int errorCode() {
    return errorCode;
  }
}
