package org.kxover.message;

/**
 * KX-REQ, {@code [APPLICATION 18]}: one side's offer, as a request.
 *
 * <p>The ASN.1 type has an extension marker. Fields that a later version adds behind the offer must
 * be DER, and are then dropped: {@link #encoded()} writes this version's message, without them.
 */
public record KxReq(KxOffer offer) {
  /**
   * Reads the message that is all of {@code der}, of at most 65536 octets.
   *
   * @throws MessageException where it is not a KX-REQ in DER, naming the field
   */
  public static KxReq parseFrom(byte[] der) throws MessageException {
    return new KxReq(Envelope.KX_REQ.open(der));
  }

  /** The message in DER. */
  public byte[] encoded() {
    return Envelope.KX_REQ.seal(offer);
  }
}
