package org.kxover.dane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dane.DaneVerdict.Status;

/**
 * Decides whether TLSA records vouch for a certificate chain (RFC 6698 section 2, RFC 7671).
 *
 * <p>DANE-EE(3) checks only the leaf, and ignores its names and dates (RFC 7671 section 5.1). The
 * other usages require a valid path, and the names of the host and the realm.
 *
 * <p>The TLS handshake proves that the peer has the leaf's private key.
 */
public final class Dane {
  private Dane() {}

  /**
   * Checks the chain against the records.
   *
   * @param chainDer the certificates as the peer sent them, leaf first; hostile
   * @param records the TLSA RRset, from an answer that validated as Secure
   */
  public static DaneVerdict verify(
      List<byte[]> chainDer, List<TlsaRecord> records, DaneContext context) {
    if (records.isEmpty()) {
      return DaneVerdict.refused(Status.NO_RECORDS, "there are no TLSA records");
    }
    List<UsableRecord> usable = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (TlsaRecord record : records) {
      try {
        usable.add(UsableRecord.of(record, !context.pkixRoots().isEmpty()));
      } catch (UnusableRecordException e) {
        objections.add(TlsaText.parameters(record) + ": " + e.getMessage());
      }
    }
    if (usable.isEmpty()) {
      return DaneVerdict.refused(
          Status.ALL_UNUSABLE,
          "no TLSA record can be used: " + TlsaText.list(objections, why -> why));
    }
    DaneVerdict verdict = match(chainDer, strongest(usable), context);
    return verdict.ok() && !context.federationRoots().isEmpty()
        ? requireFederation(verdict, chainDer, context)
        : verdict;
  }

  /**
   * Digest algorithm agility (RFC 7671 section 9): a SHA-512 record overrides the SHA-256 records
   * with its usage and selector. Full data always counts, because it is not a digest.
   */
  private static List<UsableRecord> strongest(List<UsableRecord> usable) {
    return usable.stream()
        .filter(
            record ->
                record.matchingType() != MatchingType.SHA2_256
                    || usable.stream()
                        .noneMatch(
                            other ->
                                other.matchingType() == MatchingType.SHA2_512
                                    && other.usage() == record.usage()
                                    && other.selector() == record.selector()))
        .toList();
  }

  private static DaneVerdict match(
      List<byte[]> chainDer, List<UsableRecord> records, DaneContext context) {
    if (chainDer.isEmpty()) {
      return DaneVerdict.refused(Status.NO_MATCH, "the peer sent no certificate");
    }
    byte[] leaf = chainDer.get(0);
    byte[] publicKey;
    try {
      publicKey = CertificateDer.subjectPublicKeyInfo(leaf);
    } catch (CertificateSyntaxException e) {
      return DaneVerdict.refused(
          Status.NO_MATCH, "the peer's certificate is malformed: " + e.getMessage());
    }
    Optional<String> weak = StrongKeys.objection(publicKey);
    if (weak.isPresent()) {
      return DaneVerdict.refused(Status.UNFIT_CHAIN, "the peer's " + weak.get());
    }
    for (UsableRecord record : records) {
      if (record.usage() == CertificateUsage.DANE_EE && record.matches(leaf, publicKey)) {
        return DaneVerdict.matched(record, 0);
      }
    }
    DaneVerdict none =
        DaneVerdict.refused(
            Status.NO_MATCH,
            "the peer's certificate needs the record TLSA "
                + TlsaRecord.ofKey(publicKey)
                + ", but its usable records are: "
                + TlsaText.list(records, usable -> TlsaText.record(usable.record())));
    return records.stream().allMatch(record -> record.usage() == CertificateUsage.DANE_EE)
        ? none
        : matchChain(none, chainDer, records, context);
  }

  private static DaneVerdict matchChain(
      DaneVerdict none, List<byte[]> chainDer, List<UsableRecord> records, DaneContext context) {
    try {
      PeerChain chain = PeerChain.parse(chainDer, context);
      DaneVerdict verdict = new ChainUsages(chain, records, context).verdict();
      return verdict.status() == Status.NO_MATCH
          ? DaneVerdict.refused(Status.NO_MATCH, verdict.reason() + "; " + none.reason())
          : verdict;
    } catch (PathException e) {
      return DaneVerdict.refused(Status.UNFIT_CHAIN, e.getMessage());
    }
  }

  /**
   * Also requires a valid path to a federation root, with valid dates and names, even for
   * DANE-EE(3). Otherwise a member could lend its membership to another realm.
   */
  private static DaneVerdict requireFederation(
      DaneVerdict verdict, List<byte[]> chainDer, DaneContext context) {
    try {
      PeerChain.parse(chainDer, context).requireFederation();
      return verdict;
    } catch (PathException e) {
      return DaneVerdict.refused(
          Status.NOT_FEDERATED,
          verdict.reason()
              + ", but the chain does not end in a federation root: "
              + e.getMessage());
    }
  }
}
