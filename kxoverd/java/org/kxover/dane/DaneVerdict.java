package org.kxover.dane;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result of checking a certificate chain against TLSA records.
 *
 * @param reason one line of printable ASCII for operators
 * @param matched the record that matched; present only with {@link Status#MATCHED}
 * @param depth the depth of the matching certificate or key, present only with {@code matched}: 0
 *     is the leaf, 1 is the issuer of the leaf, and so on. The peer need not have sent it
 */
public record DaneVerdict(
    Status status, String reason, Optional<TlsaRecord> matched, OptionalInt depth) {

  /** Outcomes that need different actions of an operator. */
  public enum Status {
    /** A usable record matches the chain. */
    MATCHED,
    /** There are usable records, but none matches a certificate of the chain. */
    NO_MATCH,
    /** A record matches a certificate of the chain, but a key, path, date or name is not valid. */
    UNFIT_CHAIN,
    /** A record matches the chain, but the chain does not end in a federation root. */
    NOT_FEDERATED,
    /** There are records, but none is usable. */
    ALL_UNUSABLE,
    NO_RECORDS
  }

  /** True if the chain is accepted. */
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
