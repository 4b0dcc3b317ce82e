package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names in a certificate's subjectAltName, as the platform's parser reads them. */
final class SubjectAltNames {
  private static final int DNS_NAME = 2;

  private SubjectAltNames() {}

  /**
   * The dNSNames, unchanged, and no other field that may look like a host name (RFC 9525 section
   * 6.2).
   */
  static List<String> dns(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
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

  /** The tags of its names (GeneralName of RFC 5280 section 4.2.1.6). */
  static Set<Integer> kinds(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    Set<Integer> kinds = new TreeSet<>();
    if (all != null) {
      all.forEach(name -> kinds.add((Integer) name.get(0)));
    }
    return kinds;
  }
}
