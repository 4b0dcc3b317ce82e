package org.kxover.exchange;

import java.util.Optional;
import org.kxover.kerberos.EncryptionType;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxOffer;
import org.kxover.message.MessageException;
import org.kxover.message.PriorKeyExtension;

/**
 * The prior key that a request asks to mix in, and claims to have.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param type the encryption type of the key
 * @param shown the extension of the request, with the proof
 */
public record PriorKeyClaim(int kvno, EncryptionType type, PriorKeyExtension shown) {

  /** The claim in {@code request}; empty if it has none. */
  static Optional<PriorKeyClaim> of(KxOffer request) throws RefusedException {
    try {
      Optional<PriorKeyExtension> shown = PriorKeyExtension.of(request);
      return shown.isPresent() ? Optional.of(of(shown.get())) : Optional.empty();
    } catch (MessageException e) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "an extension is malformed: " + e.getMessage());
    }
  }

  private static PriorKeyClaim of(PriorKeyExtension shown) throws RefusedException {
    Optional<EncryptionType> type = EncryptionType.ofNumber(shown.etype());
    if (shown.kvno() < 1 || shown.kvno() > Agreement.MAX_KVNO || type.isEmpty()) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_BADKEYVER, "there is no prior key of " + shown);
    }
    return new PriorKeyClaim(Math.toIntExact(shown.kvno()), type.get(), shown);
  }

  /**
   * Checks that {@code own} is the key that the proposal names, and that the peer proves to have
   * it.
   */
  static void check(Proposal proposal, Optional<PriorKey> own, Session session)
      throws RefusedException {
    Optional<PriorKeyClaim> claim = proposal.prior();
    if (claim.isPresent() != own.isPresent()) {
      throw new RefusedException(ErrorCode.KRB_AP_ERR_NOKEY, "no prior key is mixed in here");
    }
    if (own.isPresent()
        && !PriorKeyMixing.verifyRequest(claim.get().shown, proposal.offer(), own.get(), session)) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_MODIFIED, "this realm has another prior key: " + claim.get().shown);
    }
  }
}
