package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Searches a valid path from a leaf through the peer's other certificates, in any order, to an
 * anchor. With cross-signed authorities there are several paths, and one valid path is enough (RFC
 * 4158 section 2.4.2).
 *
 * <p>No authority is in a path twice, so cross-signing causes no endless loop. The number of
 * signatures to verify is limited, so a hostile chain cannot cause a long search.
 */
final class PathSearch {
  private static final int MAX_SIGNATURES = 64;
  private static final int MAX_PATHS = 8;

  private final List<ChainCertificate> others;
  private final List<Anchor> anchors;
  private final BiPredicate<CertificatePath, Anchor> wanted;
  private final List<String> hosts;
  private final Instant time;
  private int signatures;
  private int paths;
  private String objection;

  /** A path, its leaf first, and the anchor that signed its last certificate. */
  record Found(CertificatePath path, Anchor anchor) {}

  /**
   * @param wanted accepts a path before it is validated
   * @param hosts the wanted hosts that the leaf is for
   * @param time the time at which the path must be valid
   */
  PathSearch(
      List<ChainCertificate> others,
      List<Anchor> anchors,
      BiPredicate<CertificatePath, Anchor> wanted,
      List<String> hosts,
      Instant time) {
    this.others = others;
    this.anchors = anchors;
    this.wanted = wanted;
    this.hosts = hosts;
    this.time = time;
  }

  /**
   * @throws PathException with the first problem found, or with the fact that no path reaches an
   *     anchor
   */
  Found from(ChainCertificate leaf) throws PathException {
    Optional<Found> found = extend(new CertificatePath(List.of(leaf)));
    if (found.isPresent()) {
      return found.get();
    }
    throw new PathException(
        objection == null ? "no chain of signatures leads from an anchor to the leaf" : objection);
  }

  private Optional<Found> extend(CertificatePath path) {
    int depth = path.length() - 1;
    Optional<String> weak = StrongSignatures.objection(path.top().x509());
    if (weak.isPresent()) {
      object("the certificate at depth " + depth + ": " + weak.get());
      return Optional.empty();
    }
    for (Anchor anchor : anchors) {
      if (anchor.mayHaveIssued(path.top().x509())
          && !anchor.isIn(path)
          && isStrong(anchor.keyObjection(), depth + 1)
          && isSigned(path.top(), anchor.key())
          && isValid(path, anchor)) {
        return Optional.of(new Found(path, anchor));
      }
    }
    for (ChainCertificate other : others) {
      if (other.x509().getSubjectX500Principal().equals(path.top().x509().getIssuerX500Principal())
          && !path.contains(other)
          && isStrong(other.keyObjection(), depth + 1)
          && isSigned(path.top(), other.key())) {
        Optional<Found> found = extend(path.with(other));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private boolean isStrong(Optional<String> weakness, int depth) {
    weakness.ifPresent(why -> object("the certificate at depth " + depth + ": its " + why));
    return weakness.isEmpty();
  }

  private boolean isSigned(ChainCertificate child, PublicKey key) {
    if (++signatures > MAX_SIGNATURES) {
      object("more than " + MAX_SIGNATURES + " signatures would have to be verified");
      return false;
    }
    try {
      child.x509().verify(key);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private boolean isValid(CertificatePath path, Anchor anchor) {
    if (!wanted.test(path, anchor)) {
      object("the path ends in a root, but no TLSA record matches it");
      return false;
    }
    if (++paths > MAX_PATHS) {
      object("more than " + MAX_PATHS + " paths would have to be validated");
      return false;
    }
    try {
      PathValidation.validate(path, anchor, hosts, time);
      return true;
    } catch (PathException e) {
      object(e.getMessage());
      return false;
    }
  }

  /** Keeps the first problem, because the peer's own order is most likely the intended path. */
  private void object(String why) {
    if (objection == null) {
      objection = why;
    }
  }
}
