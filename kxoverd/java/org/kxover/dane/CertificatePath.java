package org.kxover.dane;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A path of certificates. Each certificate is issued by the next.
 *
 * @param certificates leaf first; never empty
 */
record CertificatePath(List<ChainCertificate> certificates) {
  CertificatePath {
    certificates = List.copyOf(certificates);
  }

  ChainCertificate top() {
    return certificates.get(certificates.size() - 1);
  }

  /** The number of certificates, and the depth of the next one. */
  int length() {
    return certificates.size();
  }

  boolean contains(ChainCertificate certificate) {
    return certificates.stream().anyMatch(certificate::sameEntity);
  }

  CertificatePath with(ChainCertificate issuer) {
    return new CertificatePath(Stream.concat(certificates.stream(), Stream.of(issuer)).toList());
  }

  /** The depth of the first authority that matches the record. The leaf is not an authority. */
  OptionalInt depthOfAuthority(UsableRecord record) {
    return IntStream.range(1, certificates.size())
        .filter(depth -> certificates.get(depth).matches(record))
        .findFirst();
  }
}
