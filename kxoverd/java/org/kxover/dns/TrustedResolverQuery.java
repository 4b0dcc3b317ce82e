package org.kxover.dns;

import java.io.IOException;
import java.time.InstantSource;
import org.kxover.base.FailureText;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Queries a validating resolver and relies on its AD bit (RFC 4035 section 3.2.3). */
final class TrustedResolverQuery implements Query {
  private final Wire wire;
  private final InstantSource clock;

  TrustedResolverQuery(Upstream upstream, InstantSource clock) {
    this.wire = new Wire(upstream);
    this.clock = clock;
  }

  @Override
  public DnsAnswer ask(Name name, int type, LookupWork work) {
    LookupTrace trace = LookupTrace.withoutValidation(work.deadline());
    try {
      return judge(wire.send(name, type, trace), name, type, trace);
    } catch (IOException e) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, FailureText.of(e));
    }
  }

  private DnsAnswer judge(Message response, Name name, int type, LookupTrace trace) {
    if (trace.failure().isPresent()) {
      boolean bogus = ExtendedError.of(response).map(ExtendedError::isBogus).orElse(false);
      DnsOutcome outcome = bogus ? DnsOutcome.BOGUS : DnsOutcome.FAILED;
      return DnsAnswer.unusable(outcome, name, trace.failure().get());
    }
    if (!response.getHeader().getFlag(Flags.AD)) {
      return DnsAnswer.unusable(
          DnsOutcome.INSECURE,
          name,
          "the resolver did not set the AD bit: the zone is unsigned, or the resolver does not validate");
    }
    boolean alias = AnswerReader.isAlias(response, name);
    return AnswerReader.read(response, name, alias ? Type.CNAME : type, clock.instant());
  }
}
