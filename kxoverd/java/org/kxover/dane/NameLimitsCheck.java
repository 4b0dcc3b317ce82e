package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the wanted host with the name constraints of each authority of a path. */
final class NameLimitsCheck {
  /** Comparing the constraints of two authorities costs the product of their numbers. */
  private static final int MAX_SUBTREES = 256;

  private final Map<Integer, NameLimits> limits = new LinkedHashMap<>();

  private NameLimitsCheck() {}

  /** True if no authority has constraints. */
  boolean isEmpty() {
    return limits.isEmpty();
  }

  /**
   * Reads the constraints of each authority.
   *
   * @param certificates a path with the certificate of its anchor, if there is one; leaf first
   * @throws PathException if constraints are malformed, or cannot be checked
   */
  static NameLimitsCheck of(List<X509Certificate> certificates) throws PathException {
    NameLimitsCheck check = new NameLimitsCheck();
    int count = 0;
    Set<Integer> kinds = new TreeSet<>(kinds(certificates.get(0), 0));
    for (int depth = 1; depth < certificates.size(); depth++) {
      try {
        Optional<NameLimits> own = NameLimits.of(certificates.get(depth));
        if (own.isPresent()) {
          own.get().requireKnownKinds(kinds);
          check.limits.put(depth, own.get());
          count += own.get().count();
        }
      } catch (PathException e) {
        throw PathException.at(depth, e.getMessage());
      }
      if (count > MAX_SUBTREES) {
        throw new PathException(
            "the path has " + count + " name constraints, more than " + MAX_SUBTREES);
      }
      if (depth + 1 < certificates.size()) {
        kinds.addAll(kinds(certificates.get(depth), depth));
      }
    }
    return check;
  }

  private static Set<Integer> kinds(X509Certificate certificate, int depth) throws PathException {
    try {
      return SubjectAltNames.kinds(certificate);
    } catch (CertificateParsingException | RuntimeException e) {
      throw PathException.at(depth, "its subjectAltName is malformed");
    }
  }

  /**
   * Requires that one of {@code hosts} is within the constraints of all authorities.
   *
   * @param hosts the wanted hosts that the leaf is for; one or more
   */
  void require(List<String> hosts) throws PathException {
    PathException first = null;
    for (String host : hosts) {
      Optional<PathException> objection = objection(host);
      if (objection.isEmpty()) {
        return;
      }
      first = first == null ? objection.get() : first;
    }
    throw first == null ? PathException.at(0, "it is for no wanted host") : first;
  }

  private Optional<PathException> objection(String host) {
    for (Map.Entry<Integer, NameLimits> limit : limits.entrySet()) {
      Optional<String> objection = limit.getValue().objection(host);
      if (objection.isPresent()) {
        return Optional.of(PathException.at(limit.getKey(), objection.get()));
      }
    }
    return Optional.empty();
  }
}
