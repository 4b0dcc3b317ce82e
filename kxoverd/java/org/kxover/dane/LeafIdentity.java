package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.Printable;

/** Checks that a leaf is for the expected host, realm and purpose. */
final class LeafIdentity {
  private static final int DNS_NAME = 2;
  private static final int SHOWN = 4;
  private static final int DIGITAL_SIGNATURE = 0;

  /**
   * serverAuth, clientAuth (a daemon uses one certificate as server and as client),
   * id-pkinit-KPKdc, any.
   */
  private static final Set<String> PURPOSES =
      Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.2.3.5", "2.5.29.37.0");

  private LeafIdentity() {}

  /** Why the leaf is refused; empty if it is accepted. */
  static Optional<String> objection(X509Certificate leaf, DaneContext context) {
    List<String> presented;
    List<String> purposes;
    try {
      presented = dnsNames(leaf);
      purposes = leaf.getExtendedKeyUsage();
    } catch (CertificateParsingException | RuntimeException e) {
      return Optional.of("its names or its extended key usage are malformed");
    }
    if (context.names().stream()
        .noneMatch(name -> presented.stream().anyMatch(dns -> HostNameMatch.matches(name, dns)))) {
      return Optional.of("it is for " + shown(presented) + ", not for " + shown(context.names()));
    }
    if (context.realm().filter(realm -> !PkinitSan.isForRealm(leaf, realm)).isPresent()) {
      String realm = context.realm().get().name();
      return Optional.of("it has no Kerberos name krbtgt/" + realm + "@" + realm);
    }
    boolean[] keyUsage = leaf.getKeyUsage();
    if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]) {
      return Optional.of("its key usage does not allow digital signatures");
    }
    return purposes == null || purposes.stream().anyMatch(PURPOSES::contains)
        ? Optional.empty()
        : Optional.of("its extended key usage allows neither TLS nor a KDC");
  }

  /**
   * The dNSNames, and no other field that may look like a host name (RFC 9525 section 6.2). The
   * platform's parser reads them, because it also checks the name constraints. A second parser
   * could read other names.
   */
  static List<String> dnsNames(X509Certificate leaf) throws CertificateParsingException {
    Collection<List<?>> all = leaf.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (all != null) {
      for (List<?> name : all) {
        if (name.get(0).equals(DNS_NAME)) {
          names.add((String) name.get(1));
        }
      }
    }
    return names;
  }

  private static String shown(List<String> names) {
    return names.isEmpty()
        ? "no host"
        : String.join(" ", names.stream().limit(SHOWN).map(Printable::quote).toList())
            + (names.size() > SHOWN ? " and more" : "");
  }
}
