package org.kxover.exchange;

import java.util.Optional;
import org.kxover.kerberos.EncryptionType;
import org.kxover.message.ErrorCode;
import org.kxover.message.KxOffer;
import org.kxover.message.MessageException;
import org.kxover.message.PriorKeyExtension;

/** That a request wants a prior key mixed in, and that its sender has it: if it has. */
final class PriorKeyClaim {
  private final KxOffer request;
  private final PriorKeyExtension shown;
  private final Responder.PriorKeyName name;

  private PriorKeyClaim(KxOffer request, PriorKeyExtension shown) throws RefusedException {
    this.request = request;
    this.shown = shown;
    if (shown.kvno() < 1 || shown.kvno() > Agreement.MAX_KVNO) {
      throw noSuchKey();
    }
    EncryptionType type = EncryptionType.ofNumber(shown.etype()).orElseThrow(() -> noSuchKey());
    this.name = new Responder.PriorKeyName(Math.toIntExact(shown.kvno()), type);
  }

  /** What {@code request} says of it, which is nothing where it wants none. */
  static Optional<PriorKeyClaim> of(KxOffer request) throws RefusedException {
    Optional<PriorKeyExtension> shown;
    try {
      shown = PriorKeyExtension.of(request);
    } catch (MessageException e) {
      throw new RefusedException(
          ErrorCode.KRB_ERR_GENERIC, "an extension is malformed: " + e.getMessage());
    }
    return shown.isPresent()
        ? Optional.of(new PriorKeyClaim(request, shown.get()))
        : Optional.empty();
  }

  Responder.PriorKeyName name() {
    return name;
  }

  private RefusedException noSuchKey() {
    return new RefusedException(
        ErrorCode.KRB_AP_ERR_BADKEYVER, "there is no prior key of " + shown);
  }

  /** That what this side mixes in is what was wanted, and that the peer has the same. */
  static void check(Optional<PriorKeyClaim> claim, Optional<PriorKey> own, Session session)
      throws RefusedException {
    if (claim.isPresent() != own.isPresent()) {
      throw new RefusedException(ErrorCode.KRB_AP_ERR_NOKEY, "no prior key is mixed in here");
    }
    if (own.isPresent()) {
      claim.get().check(own.get(), session);
    }
  }

  private void check(PriorKey own, Session session) throws RefusedException {
    if (!PriorKeyMixing.proves(shown, request, own, session)) {
      throw new RefusedException(
          ErrorCode.KRB_AP_ERR_MODIFIED, "the prior key here is another one: " + shown);
    }
  }
}
