package org.kxover.dane;

import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** Name constraints for tests. */
final class Limits {
  private Limits() {}

  /** With one permitted and one excluded dNSName; null for none. */
  static NameConstraints dns(String permitted, String excluded) {
    return of(names(GeneralName.dNSName, permitted), names(GeneralName.dNSName, excluded));
  }

  static NameConstraints of(List<GeneralName> permitted, List<GeneralName> excluded) {
    return new NameConstraints(trees(permitted), trees(excluded));
  }

  static List<GeneralName> names(int kind, String... names) {
    return Stream.of(names).filter(n -> n != null).map(n -> new GeneralName(kind, n)).toList();
  }

  private static GeneralSubtree[] trees(List<GeneralName> names) {
    return names.isEmpty()
        ? null
        : names.stream().map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
  }
}
