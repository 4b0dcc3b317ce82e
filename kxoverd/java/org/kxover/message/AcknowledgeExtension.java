package org.kxover.message;

/**
 * ACKNOWLEDGE, an extension of an offer that is never critical and has an empty value. In a request
 * it says that the initiator will send a {@link KxAck} after it has written the key. In the reply
 * it says that the responder takes one. A peer that does not know it passes over it, and no KX-ACK
 * is sent.
 */
public final class AcknowledgeExtension {
  /** In the arc of UUIDs (X.667), which needs no registration. */
  public static final String OID = "2.25.126423241731703869662117435819878618056";

  private static final FlagExtension FLAG = new FlagExtension("ACKNOWLEDGE", OID);

  private AcknowledgeExtension() {}

  /** The extension for an offer. */
  public static KxExtension extension() {
    return FLAG.extension();
  }

  /** True if {@code offer} has the extension, in whatever form. */
  public static boolean isIn(KxOffer offer) {
    return FLAG.isIn(offer);
  }

  /**
   * Checks the form of the extension, if {@code offer} has it.
   *
   * @throws MessageException if it is critical, or has a value
   */
  public static void check(KxOffer offer) throws MessageException {
    FLAG.check(offer);
  }
}
