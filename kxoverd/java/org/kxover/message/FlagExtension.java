package org.kxover.message;

import java.util.Optional;

/**
 * An extension of an offer that is never critical and has an empty value: its presence is all that
 * it says. A peer that does not know it passes over it.
 *
 * @param title for error messages
 * @param oid in dotted decimal notation
 */
record FlagExtension(String title, String oid) {

  /** The extension for an offer. */
  KxExtension extension() {
    return new KxExtension(oid, false, new byte[0]);
  }

  /** True if {@code offer} has the extension, in whatever form. */
  boolean isIn(KxOffer offer) {
    return in(offer).isPresent();
  }

  /**
   * Checks the form of the extension, if {@code offer} has it.
   *
   * @throws MessageException if it is critical, or has a value
   */
  void check(KxOffer offer) throws MessageException {
    Optional<KxExtension> found = in(offer);
    if (found.isPresent() && found.get().critical()) {
      throw new MessageException(title, "critical, which it must not be");
    }
    if (found.isPresent() && found.get().value().length > 0) {
      throw new MessageException(title, "its value must be empty");
    }
  }

  private Optional<KxExtension> in(KxOffer offer) {
    return offer.extensions().stream().filter(e -> e.oid().equals(oid)).findFirst();
  }
}
