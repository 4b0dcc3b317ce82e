package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validator's reasons. */
class ValidatedQueryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No chain to [b.example.]. Reason: null | No chain to [b.example.]. Reason: no key that is supported signs the zone",
        "NSEC RRset did not verify, null. | NSEC RRset did not verify, no key that is supported signs the zone.",
        "No chain to [null.]. Reason: Key expired | No chain to [null.]. Reason: Key expired",
        "No key for signature null.null. | No key for signature null.null.",
      })
  void aReasonThatIsMissingIsToldInWords(String reason, String told) {
    assertEquals(told, ValidatedQuery.inWords(reason));
  }
}
