package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Printable;

/** Checks that a leaf is for the expected host, realm and purpose. */
final class LeafIdentity {
  private static final int SHOWN = 4;

  private LeafIdentity() {}

  /** Why the leaf is refused; empty if it is accepted. */
  static Optional<String> objection(X509Certificate leaf, DaneContext context) {
    Optional<String> form = CertificateForm.leafObjection(leaf);
    if (form.isPresent()) {
      return form;
    }
    try {
      if (hosts(leaf, context.names()).isEmpty()) {
        List<String> presented = SubjectAltNames.dns(leaf);
        return Optional.of("it is for " + shown(presented) + ", not for " + shown(context.names()));
      }
    } catch (CertificateParsingException | RuntimeException e) {
      return Optional.of("its names are malformed");
    }
    if (context.realm().filter(realm -> !PkinitSan.isForRealm(leaf, realm)).isPresent()) {
      String realm = context.realm().get().name();
      return Optional.of("it has no Kerberos name krbtgt/" + realm + "@" + realm);
    }
    return KeyUsageCheck.DIGITAL_SIGNATURE.objection(leaf).or(() -> PurposeCheck.objection(leaf));
  }

  /** The hosts of {@code wanted} that the leaf names. */
  static List<String> hosts(X509Certificate leaf, List<String> wanted)
      throws CertificateParsingException {
    List<String> presented = SubjectAltNames.dns(leaf);
    return wanted.stream()
        .filter(name -> presented.stream().anyMatch(dns -> HostNameMatch.matches(name, dns)))
        .toList();
  }

  private static String shown(List<String> names) {
    return names.isEmpty()
        ? "no host"
        : String.join(" ", names.stream().limit(SHOWN).map(Printable::quote).toList())
            + (names.size() > SHOWN ? " and more" : "");
  }
}
