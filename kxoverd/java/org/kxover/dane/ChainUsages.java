package org.kxover.dane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dane.DaneVerdict.Status;

/**
 * The usages that need a certificate path: PKIX-TA(0), PKIX-EE(1) and DANE-TA(2) (RFC 7671 sections
 * 5.2 to 5.4).
 */
final class ChainUsages {
  private final PeerChain chain;
  private final List<UsableRecord> records;
  private final DaneContext context;

  /**
   * @param records may include DANE-EE(3) records, which are ignored
   */
  ChainUsages(PeerChain chain, List<UsableRecord> records, DaneContext context) {
    this.chain = chain;
    this.records = records;
    this.context = context;
  }

  /**
   * Tries DANE-TA, then the PKIX usages. If both fail: {@link Status#UNFIT_CHAIN} if a record names
   * one of the peer's certificates, or else {@link Status#NO_MATCH}.
   */
  DaneVerdict verdict() {
    List<String> objections = new ArrayList<>();
    boolean named = records.stream().anyMatch(this::names);
    if (has(CertificateUsage.DANE_TA)) {
      try {
        return daneTa();
      } catch (PathException e) {
        objections.add(CertificateUsage.DANE_TA + ": " + e.getMessage());
      }
    }
    if (has(CertificateUsage.PKIX_TA) || has(CertificateUsage.PKIX_EE)) {
      try {
        return pkix();
      } catch (PathException e) {
        objections.add("PKIX: " + e.getMessage());
      }
    }
    return DaneVerdict.refused(
        named ? Status.UNFIT_CHAIN : Status.NO_MATCH, String.join("; ", objections));
  }

  private boolean has(CertificateUsage usage) {
    return records.stream().anyMatch(record -> record.usage() == usage);
  }

  private boolean names(UsableRecord record) {
    return switch (record.usage()) {
      case PKIX_EE -> chain.leaf().matches(record);
      case PKIX_TA, DANE_TA -> chain.others().stream().anyMatch(other -> other.matches(record));
      case DANE_EE -> false;
    };
  }

  /** An anchor, and the record that asserts it. */
  private record AssertedAnchor(Anchor anchor, UsableRecord record) {}

  private DaneVerdict daneTa() throws PathException {
    List<AssertedAnchor> asserted = assertedAnchors();
    List<Anchor> anchors = asserted.stream().map(AssertedAnchor::anchor).toList();
    if (anchors.isEmpty()) {
      throw new PathException("the chain has none of the authorities that the records name");
    }
    PathSearch.Found found = chain.path(anchors, (path, anchor) -> true);
    UsableRecord record =
        asserted.stream().filter(a -> a.anchor() == found.anchor()).findFirst().get().record();
    return DaneVerdict.matched(record, found.path().length());
  }

  /**
   * The authorities in the chain that match a DANE-TA record. Also the certificates and bare keys
   * in the records themselves (RFC 7671 sections 5.2.2 and 5.2.3). Never the leaf, because a
   * certificate that vouches for itself needs DANE-EE.
   */
  private List<AssertedAnchor> assertedAnchors() {
    List<AssertedAnchor> asserted = new ArrayList<>();
    for (UsableRecord record : records) {
      if (record.usage() == CertificateUsage.DANE_TA) {
        chain.others().stream()
            .filter(other -> other.matches(record))
            .forEach(other -> asserted.add(new AssertedAnchor(Anchor.of(other), record)));
        anchorInRecord(record)
            .ifPresent(anchor -> asserted.add(new AssertedAnchor(anchor, record)));
      }
    }
    return asserted;
  }

  private static Optional<Anchor> anchorInRecord(UsableRecord record) {
    if (record.matchingType() != MatchingType.FULL) {
      return Optional.empty();
    }
    byte[] data = record.record().association();
    if (record.selector() == Selector.SPKI) {
      return Anchor.ofKey(data);
    }
    try {
      return Optional.of(Anchor.of(ChainCertificate.parse(data)));
    } catch (CertificateSyntaxException e) {
      return Optional.empty();
    }
  }

  private DaneVerdict pkix() throws PathException {
    if (!has(CertificateUsage.PKIX_TA) && records.stream().noneMatch(this::names)) {
      throw new PathException("no TLSA record matches the leaf");
    }
    PathSearch.Found found =
        chain.path(
            context.pkixRoots().anchors(),
            (path, anchor) ->
                records.stream().anyMatch(record -> depth(record, path, anchor).isPresent()));
    for (UsableRecord record : records) {
      Optional<Integer> depth = depth(record, found.path(), found.anchor());
      if (depth.isPresent()) {
        return DaneVerdict.matched(record, depth.get());
      }
    }
    throw new PathException("no TLSA record matches the path");
  }

  /** The depth of the record's certificate in a path to one of the operator's roots. */
  private Optional<Integer> depth(UsableRecord record, CertificatePath path, Anchor root) {
    return switch (record.usage()) {
      case PKIX_EE -> chain.leaf().matches(record) ? Optional.of(0) : Optional.empty();
      case PKIX_TA -> {
        if (path.depthOfAuthority(record).isPresent()) {
          yield Optional.of(path.depthOfAuthority(record).getAsInt());
        }
        yield root.certificate()
            .filter(certificate -> certificate.matches(record))
            .map(certificate -> path.length());
      }
      case DANE_TA, DANE_EE -> Optional.empty();
    };
  }
}
