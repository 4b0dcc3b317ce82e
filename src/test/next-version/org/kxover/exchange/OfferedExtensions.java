package org.kxover.exchange;

import java.util.ArrayList;
import java.util.List;
import org.kxover.message.AcknowledgeExtension;
import org.kxover.message.DerivedKeysExtension;
import org.kxover.message.KxExtension;
import org.kxover.message.KxOffer;

/**
 * Takes the place of the class of this name, as a later version might have it: each offer has an
 * extension that this version does not know.
 */
final class OfferedExtensions {
  private static final KxExtension NEW =
      new KxExtension(
          "1.3.6.1.4.1.99999.1", Boolean.getBoolean("kxover.next.critical"), new byte[] {1, 2, 3});

  private OfferedExtensions() {}

  static List<KxExtension> ofRequest(boolean takesKeys) {
    List<KxExtension> extensions = new ArrayList<>(List.of(NEW));
    extensions.add(AcknowledgeExtension.extension());
    if (takesKeys) {
      extensions.add(DerivedKeysExtension.extension());
    }
    return extensions;
  }

  static List<KxExtension> ofReply(KxOffer request, boolean takesKeys) {
    List<KxExtension> extensions = new ArrayList<>();
    if (AcknowledgeExtension.isIn(request)) {
      extensions.add(AcknowledgeExtension.extension());
    }
    extensions.add(NEW);
    if (takesKeys && DerivedKeysExtension.isIn(request)) {
      extensions.add(DerivedKeysExtension.extension());
    }
    return extensions;
  }
}
