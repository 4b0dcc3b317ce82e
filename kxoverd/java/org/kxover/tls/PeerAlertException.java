package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;

/** The peer ended the TLS session with an alert: it is the peer that does not want. */
public final class PeerAlertException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ofOurCertificate;

  PeerAlertException(String message, short alert, Throwable cause) {
    super(message, cause);
    this.ofOurCertificate = isOfOurCertificate(alert);
  }

  /** Whether it was our certificate, or who we are by it, that the peer refused. */
  public boolean refusesOurCertificate() {
    return ofOurCertificate;
  }

  /** Whether an alert of RFC 8446 section 6.2 is about the certificate of whoever receives it. */
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
