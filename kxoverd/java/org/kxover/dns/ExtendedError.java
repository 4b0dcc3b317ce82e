package org.kxover.dns;

import java.util.Optional;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** An Extended DNS Error: a resolver's reason for its failure (RFC 8914). */
record ExtendedError(int code, String text) {
  static Optional<ExtendedError> of(Message response) {
    OPTRecord opt = response.getOPT();
    if (opt == null) {
      return Optional.empty();
    }
    return opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
        .filter(ExtendedErrorCodeOption.class::isInstance)
        .map(ExtendedErrorCodeOption.class::cast)
        .map(option -> new ExtendedError(option.getErrorCode(), textOf(option)))
        .findFirst();
  }

  private static String textOf(ExtendedErrorCodeOption option) {
    return option.getText() == null ? "" : option.getText();
  }

  /** True if the resolver reports a DNSSEC validation failure (sections 4.7 to 4.13). */
  boolean isBogus() {
    return code >= ExtendedErrorCodeOption.DNSSEC_BOGUS
        && code <= ExtendedErrorCodeOption.NSEC_MISSING;
  }

  @Override
  public String toString() {
    return "extended error " + code + (text.isEmpty() ? "" : ": " + text);
  }
}
