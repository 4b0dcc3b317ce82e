package org.kxover.dane;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the TLSA records of a server say about a certificate chain.
 *
 * @param reason one line of printable ASCII for operators
 * @param matched the record that vouches for the chain, where the status is {@link Status#MATCHED}
 * @param depth with {@code matched}, where its certificate or key stands: 0 is the leaf, 1 who
 *     signed that, and so on, whether or not the peer sent it
 */
public record DaneVerdict(
    Status status, String reason, Optional<TlsaRecord> matched, OptionalInt depth) {

  /** Outcomes that an operator would act on differently. */
  public enum Status {
    /** A usable record vouches for the chain. */
    MATCHED,
    /** There are usable records, and none of them is for a certificate of the chain. */
    NO_MATCH,
    /** A record is for a certificate of the chain, but a key, path, date or name is not good. */
    UNFIT_CHAIN,
    /** A record vouches for the chain, but it does not end in the operator's federation. */
    NOT_FEDERATED,
    /** There are records, and none of them is one that can be used. */
    ALL_UNUSABLE,
    /** There are no records. */
    NO_RECORDS
  }

  /** Whether the chain is vouched for; all but {@link Status#MATCHED} is a refusal. */
  public boolean ok() {
    return status == Status.MATCHED;
  }

  static DaneVerdict matched(UsableRecord usable, int depth) {
    TlsaRecord record = usable.record();
    return new DaneVerdict(
        Status.MATCHED,
        "matched by TLSA " + TlsaText.parameters(record) + " at depth " + depth,
        Optional.of(record),
        OptionalInt.of(depth));
  }

  static DaneVerdict refused(Status status, String reason) {
    return new DaneVerdict(status, reason, Optional.empty(), OptionalInt.empty());
  }
}
