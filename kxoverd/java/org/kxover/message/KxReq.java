package org.kxover.message;

/**
 * KX-REQ, {@code [APPLICATION 18]}: the offer of the initiator.
 *
 * <p>The ASN.1 type has an extension marker. Fields after the offer, from a later version, must be
 * DER and are dropped: {@link #encoded()} does not write them.
 */
public record KxReq(KxOffer offer) {
  /**
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a KX-REQ in DER; the message names the field
   */
  public static KxReq parseFrom(byte[] der) throws MessageException {
    return new KxReq(Envelope.KX_REQ.parse(der));
  }

  /** The message in DER. */
  public byte[] encoded() {
    return Envelope.KX_REQ.encode(offer);
  }
}
