package org.kxover.message;

/**
 * DERIVED-KEYS, an extension of an offer that is never critical and has an empty value. In a
 * request it says that the initiator's database takes keys, not only passwords. In the reply it
 * says that both databases do. Then the key of each encryption type is derived from the secret, and
 * no password is made. A peer that does not know it passes over it, and the key is made from a
 * password.
 */
public final class DerivedKeysExtension {
  /** In the arc of UUIDs (X.667), which needs no registration. */
  public static final String OID = "2.25.279894608193418109461093227563591070251";

  private static final FlagExtension FLAG = new FlagExtension("DERIVED-KEYS", OID);

  private DerivedKeysExtension() {}

  /** The extension for an offer, and for KXOVER-KEY-INFO. */
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
