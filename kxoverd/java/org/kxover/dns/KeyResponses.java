package org.kxover.dns;

import java.util.List;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Prepares the responses about zones' keys for the validator, where its own rules are not enough.
 * It can only take away: whatever the validator accepts, it has verified.
 */
final class KeyResponses {
  private final ZoneAlgorithms algorithms;

  KeyResponses(ZoneAlgorithms algorithms) {
    this.algorithms = algorithms;
  }

  /** Changes {@code response} if it is about keys. The trace keeps the DS sets of its lookup. */
  void prepare(Message response, LookupTrace trace) {
    if (response.getQuestion() == null) {
      return;
    }
    Name zone = response.getQuestion().getName();
    switch (response.getQuestion().getType()) {
      case Type.DS -> trace.recordDelegation(zone, delegation(response, zone));
      case Type.DNSKEY -> {
        trace.delegation(zone).ifPresent(set -> ignoreSha1(response, set));
        replaceUnreadable(response);
      }
      default -> {}
    }
  }

  private static List<DSRecord> delegation(Message response, Name zone) {
    return response.getSection(Section.ANSWER).stream()
        .filter(record -> record.getName().equals(zone))
        .filter(DSRecord.class::isInstance)
        .map(DSRecord.class::cast)
        .toList();
  }

  /**
   * Ignores DS records with a SHA-1 digest beside one with SHA-256 or SHA-384 (RFC 4509 section 3).
   * The DS set itself is signed and cannot be changed. So the signatures over the zone's keys are
   * removed, except those of keys that a DS record with a better digest may name.
   */
  private void ignoreSha1(Message response, List<DSRecord> delegation) {
    List<DSRecord> better = delegation.stream().filter(this::isBetter).toList();
    if (better.isEmpty()) {
      return;
    }
    for (Record record : List.copyOf(response.getSection(Section.ANSWER))) {
      if (record instanceof RRSIGRecord signature
          && better.stream().noneMatch(ds -> isOfKey(ds, signature))) {
        response.removeRecord(signature, Section.ANSWER);
      }
    }
  }

  /** A digest of the wrong length is no digest of its type. */
  private boolean isBetter(DSRecord ds) {
    int length = ds.getDigest().length;
    boolean usable =
        (ds.getDigestID() == Digest.SHA256 && length == 32)
            || (ds.getDigestID() == Digest.SHA384 && length == 48);
    return usable && algorithms.supports(ds.getAlgorithm());
  }

  private static boolean isOfKey(DSRecord ds, RRSIGRecord signature) {
    return ds.getFootprint() == signature.getFootprint()
        && ds.getAlgorithm() == signature.getAlgorithm();
  }

  private static void replaceUnreadable(Message response) {
    for (Record record : List.copyOf(response.getSection(Section.ANSWER))) {
      if (record instanceof DNSKEYRecord key && !UnreadableKey.isReadable(key)) {
        response.removeRecord(key, Section.ANSWER);
        response.addRecord(new UnreadableKey(key), Section.ANSWER);
      }
    }
  }
}
