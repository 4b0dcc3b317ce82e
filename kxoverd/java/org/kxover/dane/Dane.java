package org.kxover.dane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dane.DaneVerdict.Status;

/**
 * Decides whether TLSA records vouch for a certificate chain (RFC 6698 section 2, RFC 7671).
 *
 * <p>DANE-EE(3) is complete: it binds the leaf alone, and names and dates in it mean nothing (RFC
 * 7671 section 5.1). The other usages are never taken for a match; they count as unusable.
 *
 * <p>That the peer holds the leaf's private key is for TLS to prove.
 */
public final class Dane {
  private Dane() {}

  /**
   * Holds the leaf against the records.
   *
   * @param chainDer the certificates as the peer sent them, leaf first; hostile
   * @param records the TLSA RRset, from an answer that validated as Secure
   */
  public static DaneVerdict verify(List<byte[]> chainDer, List<TlsaRecord> records) {
    if (records.isEmpty()) {
      return DaneVerdict.refused(Status.NO_RECORDS, "there are no TLSA records");
    }
    List<TlsaRecord> usable = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (TlsaRecord record : records) {
      Optional<String> objection = Usability.objection(record);
      objection.ifPresentOrElse(
          why -> objections.add(TlsaText.parameters(record) + ": " + why),
          () -> usable.add(record));
    }
    if (usable.isEmpty()) {
      return DaneVerdict.refused(
          Status.ALL_UNUSABLE,
          "no TLSA record can be used: " + TlsaText.list(objections, why -> why));
    }
    return match(chainDer, strongest(usable));
  }

  /**
   * Digest algorithm agility (RFC 7671 section 9): for each selector, where there is a SHA-512 the
   * SHA-256 no longer counts. Full data always counts, for it is no digest.
   */
  private static List<TlsaRecord> strongest(List<TlsaRecord> usable) {
    return usable.stream()
        .filter(
            record ->
                record.matchingType() != 1
                    || usable.stream()
                        .noneMatch(
                            other ->
                                other.matchingType() == 2 && other.selector() == record.selector()))
        .toList();
  }

  private static DaneVerdict match(List<byte[]> chainDer, List<TlsaRecord> records) {
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
    for (TlsaRecord record : records) {
      byte[] selected = record.selector() == 0 ? leaf : publicKey;
      if (MessageDigest.isEqual(association(selected, record), record.association())) {
        return DaneVerdict.matched(record);
      }
    }
    return DaneVerdict.refused(
        Status.NO_MATCH,
        "the peer's certificate would be TLSA 3 1 1 "
            + TlsaText.hex(digest("SHA-256", publicKey))
            + ", its usable records are: "
            + TlsaText.list(records, TlsaText::parameters));
  }

  private static byte[] association(byte[] selected, TlsaRecord record) {
    return switch (record.matchingType()) {
      case 0 -> selected;
      case 1 -> digest("SHA-256", selected);
      default -> digest("SHA-512", selected);
    };
  }

  private static byte[] digest(String algorithm, byte[] octets) {
    try {
      return MessageDigest.getInstance(algorithm).digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
