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

  /** An error code of RFC 4120 section 7.5.9 or RFC 4556. */
  public int errorCode() {
    return errorCode;
  }
}
