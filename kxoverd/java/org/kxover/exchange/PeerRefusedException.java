package org.kxover.exchange;

import java.util.Optional;
import org.kxover.kerberos.Printable;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.message.MessageException;
import org.kxover.tls.ClearAnswerException;

/** The peer refused the exchange with a KRB-ERROR. The message has its error code and text. */
public final class PeerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int errorCode;

  PeerRefusedException(KrbError error) {
    super(
        ErrorCode.name(error.errorCode())
            + ": "
            + Printable.line(error.text(), 200)
            + advice(error.errorCode()));
    this.errorCode = error.errorCode();
  }

  /**
   * The words of a peer that refused in the clear, before TLS. Nothing shows who wrote them.
   *
   * @return empty if they are no KRB-ERROR
   */
  public static Optional<String> wordsInClear(ClearAnswerException answer) {
    try {
      KrbError error = KrbError.parseFrom(answer.message());
      return Optional.of(
          "before TLS, so perhaps not from the peer: "
              + ErrorCode.name(error.errorCode())
              + ": "
              + Printable.line(error.text(), 200));
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  private static String advice(int errorCode) {
    return errorCode == ErrorCode.KDC_ERR_ETYPE_NOSUPP
        ? "; see encryption_types and permitted_enctypes of both realms"
        : "";
  }

  /** True if the refusal is temporary, so that a later attempt may succeed. */
  public boolean isTemporary() {
    return errorCode == ErrorCode.KDC_ERR_SVC_UNAVAILABLE;
  }

  /**
   * True if the prior key may be the reason: the peer does not have it, cannot read it, or does not
   * support the extension. Then an attempt without the prior key may succeed.
   */
  public boolean mayBeDueToPriorKey() {
    return switch (errorCode) {
      case ErrorCode.KRB_ERR_GENERIC,
          ErrorCode.KRB_AP_ERR_MODIFIED,
          ErrorCode.KRB_AP_ERR_BADKEYVER,
          ErrorCode.KRB_AP_ERR_NOKEY ->
          true;
      default -> false;
    };
  }

  /** An error code of RFC 4120 section 7.5.9 or RFC 4556 section 3.1.3. */
  public int errorCode() {
    return errorCode;
  }
}
