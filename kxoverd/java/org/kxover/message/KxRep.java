package org.kxover.message;

/**
 * KX-REP, {@code [APPLICATION 19]}: the offer of the responder.
 *
 * <p>The ASN.1 type has an extension marker. Fields after the offer, from a later version, must be
 * DER and are dropped: {@link #encoded()} does not write them.
 */
public record KxRep(KxOffer offer) {
  /**
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a KX-REP in DER; the message names the field
   */
  public static KxRep parseFrom(byte[] der) throws MessageException {
    return new KxRep(Envelope.KX_REP.parse(der));
  }

  /** The message in DER. */
  public byte[] encoded() {
    return Envelope.KX_REP.encode(offer);
  }
}
