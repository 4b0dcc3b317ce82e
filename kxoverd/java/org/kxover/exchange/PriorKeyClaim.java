package org.kxover.exchange;

import java.util.Optional;
import org.kxover.kerberos.EncryptionType;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxOffer;
import org.kxover.message.MessageException;
import org.kxover.message.PriorKeyExtension;

/**
 * A key of the same crossover that the sender of a request wants mixed in, and says to have.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param type of that key version, the key of this type
 * @param shown the extension as the request has it, with the proof
 */
public record PriorKeyClaim(int kvno, EncryptionType type, PriorKeyExtension shown) {

  /** What {@code request} says of a prior key; empty where it wants none. */
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

  /** That what this side mixes in is what the proposal wants, and that the peer has it too. */
  static void check(Proposal proposal, Optional<PriorKey> own, Session session)
      throws RefusedException {
    Optional<PriorKeyClaim> claim = proposal.prior();
    if (claim.isPresent() != own.isPresent()) {
      throw new RefusedException(ErrorCode.KRB_AP_ERR_NOKEY, "no prior key is mixed in here");
    }
    if (own.isPresent()
        && !PriorKeyMixing.proves(claim.get().shown, proposal.offer(), own.get(), session)) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_MODIFIED, "the prior key here is another one: " + claim.get().shown);
    }
  }
}
