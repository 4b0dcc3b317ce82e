package org.kxover.dns;

import java.io.IOException;
import java.time.InstantSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Asks a resolver that validates for us, and takes its AD bit for it (RFC 4035 section 3.2.3). */
final class TrustedResolverQuery implements Query {
  private final Wire wire;
  private final InstantSource clock;

  TrustedResolverQuery(Upstream upstream, InstantSource clock) {
    this.wire = new Wire(upstream);
    this.clock = clock;
  }

  @Override
  public DnsAnswer ask(Name name, int type, Deadline deadline) {
    LookupTrace inquiry = new LookupTrace(deadline);
    try {
      return judge(wire.send(name, type, inquiry), name, type, inquiry);
    } catch (IOException e) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, e.getMessage());
    }
  }

  private DnsAnswer judge(Message response, Name name, int type, LookupTrace inquiry) {
    if (inquiry.failure().isPresent()) {
      boolean bogus = ExtendedError.of(response).map(ExtendedError::saysBogus).orElse(false);
      DnsOutcome outcome = bogus ? DnsOutcome.BOGUS : DnsOutcome.FAILED;
      return DnsAnswer.unusable(outcome, name, inquiry.failure().get());
    }
    if (!response.getHeader().getFlag(Flags.AD)) {
      return DnsAnswer.unusable(
          DnsOutcome.INSECURE, name, "no AD bit: zone is unsigned, or the resolver not validating");
    }
    boolean alias = AnswerReader.isAlias(response, name);
    return AnswerReader.read(response, name, alias ? Type.CNAME : type, clock.instant());
  }
}
