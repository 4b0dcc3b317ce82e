package org.kxover.dns;

import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.TrustAnchorStore;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Asks through a validator of our own, and tells its verdicts apart.
 *
 * <p>The validator sets AD on what it could validate. What has no AD may be anything: it looks the
 * same from an unsigned zone, and from a signed one whose keys could not be had while somebody
 * forged the answer. So the lack of AD is never a "no", and never "insecure" without a reason.
 */
final class ValidatedQuery implements Query {
  private final InstantSource clock;
  private final ValidatingResolver validator;
  private final Wire wire;

  ValidatedQuery(Upstream upstream, TrustAnchors anchors, InstantSource clock) {
    this(new ValidatingResolver(upstream, clock.withZone(ZoneOffset.UTC)), clock);
    TrustAnchorStore store = validator.getTrustAnchors();
    // A system property may have put others there.
    store.clear();
    anchors.rrsets().forEach(store::store);
  }

  private ValidatedQuery(ValidatingResolver validator, InstantSource clock) {
    this.validator = validator;
    this.clock = clock;
    this.wire = new Wire(validator);
  }

  /** The same validator with its keys, and places of its own for questions at work. */
  ValidatedQuery apart() {
    return new ValidatedQuery(validator, clock);
  }

  @Override
  public DnsAnswer ask(Name name, int type, Deadline deadline) {
    LookupTrace inquiry = new LookupTrace(deadline);
    try {
      Message response = wire.send(name, type, inquiry);
      boolean alias = type != Type.CNAME && AnswerReader.isAlias(response, name);
      return alias && isValidated(response)
          ? askForAlias(name, deadline)
          : judge(response, name, type, inquiry);
    } catch (IOException e) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, e.getMessage());
    }
  }

  /**
   * A response with an alias in it is about all names of the chain, and a denial in it could be
   * meant for any of them. Asked for alone, the alias has to stand for itself.
   */
  private DnsAnswer askForAlias(Name name, Deadline deadline) {
    DnsAnswer answer = ask(name, Type.CNAME, deadline);
    return answer.outcome() == DnsOutcome.ABSENT
        ? DnsAnswer.unusable(DnsOutcome.INDETERMINATE, name, "an alias in one answer, not the next")
        : answer;
  }

  private DnsAnswer judge(Message response, Name name, int type, LookupTrace inquiry) {
    Optional<Name> stranger = AnswerReader.stranger(response, name);
    if (isValidated(response)) {
      return stranger.isPresent()
          ? bogus(name, stranger.get())
          : AnswerReader.read(response, name, type, clock.instant());
    }
    if (inquiry.failure().isPresent()) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, inquiry.failure().get());
    }
    Optional<String> reason = reason(response);
    if (response.getRcode() == Rcode.SERVFAIL) {
      // All questions were answered, so this is the validator's own word, not the resolver's.
      return DnsAnswer.unusable(DnsOutcome.BOGUS, name, reason.orElse("does not validate"));
    }
    if (reason.isEmpty()) {
      return DnsAnswer.unusable(
          DnsOutcome.INDETERMINATE, name, "neither validated nor shown to be unsigned");
    }
    return stranger.isPresent()
        ? bogus(name, stranger.get())
        : DnsAnswer.unusable(DnsOutcome.INSECURE, name, reason.get());
  }

  private static boolean isValidated(Message response) {
    return response.getHeader().getFlag(Flags.AD);
  }

  private static DnsAnswer bogus(Name name, Name stranger) {
    return DnsAnswer.unusable(
        DnsOutcome.BOGUS, name, "answered in the name of the zone " + stranger + ", not its own");
  }

  /** The validator's reason: where it found out that a zone is unsigned, or the answer false. */
  private static Optional<String> reason(Message response) {
    for (Record record : response.getSection(Section.ADDITIONAL)) {
      if (record instanceof TXTRecord text
          && text.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS) {
        List<String> parts = text.getStrings();
        return Optional.of(String.join("", parts));
      }
    }
    return Optional.empty();
  }
}
