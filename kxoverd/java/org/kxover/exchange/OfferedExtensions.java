package org.kxover.exchange;

import java.util.ArrayList;
import java.util.List;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;

/**
 * The extensions that our offers have in any case. PRIOR-KEY comes to them where there is a prior
 * key.
 */
final class OfferedExtensions {
  private OfferedExtensions() {}

  /** The extensions that a request offers. */
  static List<KxExtension> ofRequest(boolean takesKeys) {
    return takesKeys
        ? List.of(AcknowledgeExtension.extension(), DerivedKeysExtension.extension())
        : List.of(AcknowledgeExtension.extension());
  }

  /** The extensions of a reply. It has none that the request has not. */
  static List<KxExtension> ofReply(KxOffer request, boolean takesKeys) {
    List<KxExtension> extensions = new ArrayList<>();
    if (AcknowledgeExtension.isIn(request)) {
      extensions.add(AcknowledgeExtension.extension());
    }
    if (takesKeys && DerivedKeysExtension.isIn(request)) {
      extensions.add(DerivedKeysExtension.extension());
    }
    return extensions;
  }
}
