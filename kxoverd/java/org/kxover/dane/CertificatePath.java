package org.kxover.dane;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Certificates of which each is issued by the next.
 *
 * @param certificates leaf first, at least that
 */
record CertificatePath(List<ChainCertificate> certificates) {
  CertificatePath {
    certificates = List.copyOf(certificates);
  }

  ChainCertificate top() {
    return certificates.get(certificates.size() - 1);
  }

  /** The depth of what comes next: how many certificates are below it. */
  int length() {
    return certificates.size();
  }

  boolean has(ChainCertificate certificate) {
    return certificates.stream().anyMatch(certificate::sameEntity);
  }

  CertificatePath and(ChainCertificate issuer) {
    return new CertificatePath(Stream.concat(certificates.stream(), Stream.of(issuer)).toList());
  }

  /** The depth of the first authority, not the leaf, that the record is for. */
  OptionalInt depthOfAuthority(UsableRecord record) {
    return IntStream.range(1, certificates.size())
        .filter(depth -> certificates.get(depth).matches(record))
        .findFirst();
  }
}
