package org.kxover.message;

/**
 * KX-REP, {@code [APPLICATION 19]}: one side's offer, as a reply.
 *
 * <p>The ASN.1 type has an extension marker. Fields that a later version adds behind the offer must
 * be DER, and are then dropped: {@link #encoded()} writes this version's message, without them.
 */
public record KxRep(KxOffer offer) {
  /**
   * Reads the message that is all of {@code der}, of at most 65536 octets.
   *
   * @throws MessageException where it is not a KX-REP in DER, naming the field
   */
  public static KxRep parseFrom(byte[] der) throws MessageException {
    return new KxRep(Envelope.KX_REP.open(der));
  }

  /** The message in DER. */
  public byte[] encoded() {
    return Envelope.KX_REP.seal(offer);
  }
}
