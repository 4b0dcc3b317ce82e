package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Looks for a good path from a leaf through the peer's other certificates, in whatever order they
 * came, to an anchor. Where authorities signed each other there are several, and one that is good
 * is enough (RFC 4158 section 2.4.2).
 *
 * <p>No authority stands in a path twice, so cross-signing makes no circles; and the signatures
 * that are verified are counted, so a stranger's chain cannot make us search for long.
 */
final class PathSearch {
  private static final int MAX_SIGNATURES = 64;
  private static final int MAX_PATHS = 8;

  private final List<ChainCertificate> others;
  private final List<Anchor> anchors;
  private final BiPredicate<CertificatePath, Anchor> wanted;
  private final Instant time;
  private int signatures;
  private int paths;
  private String objection;

  /** A path, its leaf first, and the anchor that signed its last certificate. */
  record Found(CertificatePath path, Anchor anchor) {}

  /**
   * @param wanted which good paths will do
   * @param time at which a path must be valid
   */
  PathSearch(
      List<ChainCertificate> others,
      List<Anchor> anchors,
      BiPredicate<CertificatePath, Anchor> wanted,
      Instant time) {
    this.others = others;
    this.anchors = anchors;
    this.wanted = wanted;
    this.time = time;
  }

  /**
   * @throws PathException with what was wrong with the first path that reached an anchor, or else
   *     why none did
   */
  Found from(ChainCertificate leaf) throws PathException {
    Optional<Found> found = extend(new CertificatePath(List.of(leaf)));
    if (found.isPresent()) {
      return found.get();
    }
    throw new PathException(
        objection == null ? "no signature of such an authority leads to it" : objection);
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
          && isGood(path, anchor)) {
        return Optional.of(new Found(path, anchor));
      }
    }
    for (ChainCertificate other : others) {
      if (other.x509().getSubjectX500Principal().equals(path.top().x509().getIssuerX500Principal())
          && !path.has(other)
          && isStrong(other.keyObjection(), depth + 1)
          && isSigned(path.top(), other.key())) {
        Optional<Found> found = extend(path.and(other));
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

  private boolean isGood(CertificatePath path, Anchor anchor) {
    if (!wanted.test(path, anchor)) {
      object("it comes from a root, but the records are for none of the authorities between");
      return false;
    }
    if (++paths > MAX_PATHS) {
      object("more than " + MAX_PATHS + " paths would have to be validated");
      return false;
    }
    try {
      PathValidation.validate(path, anchor, time);
      return true;
    } catch (PathException e) {
      object(e.getMessage());
      return false;
    }
  }

  /** The first stays: the peer's own order is the likeliest, its fault the one to tell. */
  private void object(String why) {
    if (objection == null) {
      objection = why;
    }
  }
}
