package org.kxover.dane;

import java.util.Optional;

/**
 * What the TLSA records of a server say about a certificate chain.
 *
 * @param reason one line of printable ASCII for operators
 * @param matched the record that vouches for the chain, where the status is {@link Status#MATCHED}
 */
public record DaneVerdict(Status status, String reason, Optional<TlsaRecord> matched) {

  /** Four outcomes that an operator would act on differently. */
  public enum Status {
    /** A usable record vouches for the chain. */
    MATCHED,
    /** There are usable records, and none of them vouches for the chain. */
    NO_MATCH,
    /** There are records, and none of them is one that can be used. */
    ALL_UNUSABLE,
    /** There are no records. */
    NO_RECORDS
  }

  /** Whether the chain is vouched for; all but {@link Status#MATCHED} is a refusal. */
  public boolean ok() {
    return status == Status.MATCHED;
  }

  static DaneVerdict matched(TlsaRecord record) {
    return new DaneVerdict(
        Status.MATCHED, "matched by TLSA " + TlsaText.parameters(record), Optional.of(record));
  }

  static DaneVerdict refused(Status status, String reason) {
    return new DaneVerdict(status, reason, Optional.empty());
  }
}
