package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;

/** The peer ended the TLS session with an alert, so the peer refuses us. */
public final class PeerAlertException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ofOurCertificate;

  PeerAlertException(String message, short alert, Throwable cause) {
    super(message, cause);
    this.ofOurCertificate = isOfOurCertificate(alert);
  }

  /** True if the peer refused our certificate or our identity in it. */
  public boolean refusesOurCertificate() {
    return ofOurCertificate;
  }

  /**
   * True if an alert (RFC 8446 section 6.2) is about the certificate of the side that receives it.
   */
  static boolean isOfOurCertificate(short alert) {
    return switch (alert) {
      case AlertDescription.bad_certificate,
          AlertDescription.unsupported_certificate,
          AlertDescription.certificate_revoked,
          AlertDescription.certificate_expired,
          AlertDescription.certificate_unknown,
          AlertDescription.unknown_ca,
          AlertDescription.access_denied,
          AlertDescription.certificate_required ->
          true;
      default -> false;
    };
  }
}
