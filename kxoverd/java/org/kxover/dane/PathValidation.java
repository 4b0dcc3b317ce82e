package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Validates one path (RFC 5280 section 6): signatures, dates, CA flags, path lengths, key usage,
 * purposes, name constraints, policies, and unknown critical extensions.
 *
 * <p>Every check must accept the path. Revocation is not checked, because that would need the
 * network during a handshake. A realm revokes a certificate by replacing its TLSA records.
 */
final class PathValidation {
  private final CertificatePath path;
  private final Anchor anchor;
  private final Instant time;

  private PathValidation(CertificatePath path, Anchor anchor, Instant time) {
    this.path = path;
    this.anchor = anchor;
    this.time = time;
  }

  /**
   * @param hosts the wanted hosts that the leaf is for; one of them must be within the name
   *     constraints of all authorities
   * @throws PathException if the path is not valid; the message has the depth of the faulty
   *     certificate
   */
  static void validate(CertificatePath path, Anchor anchor, List<String> hosts, Instant time)
      throws PathException {
    try {
      new PathValidation(path, anchor, time).require(hosts);
    } catch (RuntimeException e) {
      // The platform parses some parts of a certificate late, and throws various exceptions then.
      throw new PathException("the path is malformed");
    }
  }

  private void require(List<String> hosts) throws PathException {
    List<X509Certificate> validated = new ArrayList<>();
    path.certificates().forEach(certificate -> validated.add(certificate.x509()));
    List<X509Certificate> all = new ArrayList<>(validated);
    Optional<X509Certificate> authority = anchor.certificate().map(ChainCertificate::x509);
    authority.ifPresent(all::add);
    for (int depth = 1; depth < all.size(); depth++) {
      AuthorityCheck.require(all.get(depth), depth, path);
    }
    if (authority.isPresent()) {
      // RFC 5280 uses only the name and key of an anchor. But a TLSA record names a certificate
      // that the peer sent, so the anchor must be a CA certificate, valid now and within its
      // limits. A self-issued anchor is validated as part of the path, with its own key.
      if (anchor.certificate().get().isSelfIssued()) {
        validated.add(authority.get());
      } else {
        AnchorCheck.require(authority.get(), path.length(), time);
      }
    }
    requireForms();
    NameLimitsCheck limits = NameLimitsCheck.of(all);
    if (limits.isEmpty()) {
      PlatformValidator.require(validated, anchor.key(), 0, time);
    } else {
      ConstrainedPath.require(validated, anchor.key(), time);
      limits.require(hosts);
    }
  }

  /** Does not look at the anchor: old roots have the serial number 0, and nobody refers to it. */
  private void requireForms() throws PathException {
    for (int depth = 1; depth < path.length(); depth++) {
      Optional<String> objection = CertificateForm.objection(path.certificates().get(depth).x509());
      if (objection.isPresent()) {
        throw PathException.at(depth, objection.get());
      }
    }
  }
}
