package org.kxover.dns;

import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.kxover.base.FailureText;
import org.kxover.base.LibraryOptions;
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
 * Sends queries through the built-in DNSSEC validator, and maps its verdicts to outcomes.
 *
 * <p>The validator sets the AD bit on validated answers. An answer without it may come from an
 * unsigned zone. It may also be forged, for a signed zone whose keys the validator could not get.
 * So an answer without the AD bit is never ABSENT, and is INSECURE only if the validator gives a
 * reason.
 */
final class ValidatedQuery implements Query {
  private static final Pattern NO_REASON = Pattern.compile("(?<=[:,] )null(?=\\.?$)");

  private final InstantSource clock;
  private final ValidatingResolver validator;
  private final Wire wire;

  ValidatedQuery(
      Upstream upstream, TrustAnchors anchors, ZoneAlgorithms algorithms, InstantSource clock) {
    this(new ValidatingResolver(upstream, clock.withZone(ZoneOffset.UTC)), Turns.forUsers(), clock);
    configure(validator, algorithms);
    TrustAnchorStore store = validator.getTrustAnchors();
    // A system property may have added other trust anchors.
    store.clear();
    anchors.rrsets().forEach(store::store);
  }

  /** The validator also reads the system properties, so these take their place. */
  private static void configure(ValidatingResolver validator, ZoneAlgorithms algorithms) {
    Properties options = LibraryOptions.validator();
    for (int algorithm = 1; algorithm <= ZoneAlgorithms.MAX; algorithm++) {
      options.setProperty(
          "dnsjava.dnssec.algorithm." + algorithm,
          Boolean.toString(algorithms.supports(algorithm)));
    }
    try {
      validator.init(options);
    } catch (IOException e) {
      throw new IllegalStateException("the validator reads a file, though none is named", e);
    }
  }

  private ValidatedQuery(ValidatingResolver validator, Turns turns, InstantSource clock) {
    this.validator = validator;
    this.clock = clock;
    this.wire = new Wire(validator, turns);
  }

  /** For strangers: with the same validator and its cached keys, but slots and turns of its own. */
  ValidatedQuery forStrangers() {
    return new ValidatedQuery(validator, Turns.forStrangers(), clock);
  }

  /**
   * Asks once more after a bogus answer. Somebody may have slipped it in, or the resolver may not
   * validate and one of its servers may have been wrong. The second time without the CD bit, so
   * that a resolver that validates looks for a better answer (RFC 6840 section 5.9). An answer that
   * is costly would be so again.
   */
  @Override
  public DnsAnswer ask(Name name, int type, LookupWork work) {
    DnsAnswer first = ask(name, type, LookupTrace.withValidation(work));
    if (first.outcome() != DnsOutcome.BOGUS || work.deadline().hasPassed()) {
      return first;
    }
    DnsAnswer second = ask(name, type, LookupTrace.withResolverChecks(work));
    return second.isProven() || second.outcome() == DnsOutcome.INSECURE ? second : first;
  }

  private DnsAnswer ask(Name name, int type, LookupTrace trace) {
    try {
      Message response = wire.send(name, type, trace);
      boolean alias = type != Type.CNAME && AnswerReader.isAlias(response, name);
      return alias && isValidated(response)
          ? askForAlias(name, trace.again())
          : judge(response, name, type, trace);
    } catch (IOException e) {
      return costly(name, trace)
          .orElseGet(() -> DnsAnswer.unusable(DnsOutcome.FAILED, name, FailureText.of(e)));
    }
  }

  private static Optional<DnsAnswer> costly(Name name, LookupTrace trace) {
    return trace.work().costly().map(why -> DnsAnswer.costly(name, trace.lastQuery() + ": " + why));
  }

  /**
   * Queries the CNAME record alone. A response with a CNAME is about all names of the chain, so a
   * denial in it could be meant for any of them.
   */
  private DnsAnswer askForAlias(Name name, LookupTrace trace) {
    DnsAnswer answer = ask(name, Type.CNAME, trace);
    return answer.outcome() == DnsOutcome.ABSENT
        ? DnsAnswer.unusable(
            DnsOutcome.INDETERMINATE,
            name,
            "the resolver sent a CNAME in one answer and denied it in the next")
        : answer;
  }

  private DnsAnswer judge(Message response, Name name, int type, LookupTrace trace) {
    // First of all: the validator goes on after some errors, and has no reason for its verdict.
    Optional<DnsAnswer> costly = costly(name, trace);
    if (costly.isPresent()) {
      return costly.get();
    }
    Optional<Name> foreignZone = AnswerReader.foreignZone(response, name);
    if (isValidated(response)) {
      return foreignZone.isPresent()
          ? bogus(name, foreignZone.get())
          : AnswerReader.read(response, name, type, clock.instant());
    }
    if (trace.failure().isPresent()) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, trace.failure().get());
    }
    Optional<String> reason = reason(response);
    if (response.getRcode() == Rcode.SERVFAIL) {
      // All queries were answered, so the SERVFAIL comes from the validator, not from the resolver.
      return DnsAnswer.unusable(
          DnsOutcome.BOGUS, name, reason.orElse("the answer fails DNSSEC validation"));
    }
    if (reason.isEmpty()) {
      return DnsAnswer.unusable(
          DnsOutcome.INDETERMINATE,
          name,
          "the answer does not validate, and nothing proves that its zone is unsigned");
    }
    return foreignZone.isPresent()
        ? bogus(name, foreignZone.get())
        : DnsAnswer.unusable(DnsOutcome.INSECURE, name, reason.get());
  }

  private static boolean isValidated(Message response) {
    return response.getHeader().getFlag(Flags.AD);
  }

  private static DnsAnswer bogus(Name name, Name foreignZone) {
    return DnsAnswer.unusable(
        DnsOutcome.BOGUS,
        name,
        "the answer is from the zone " + foreignZone + ", which does not contain the name");
  }

  /** Why the validator finds the zone unsigned or the answer bogus. */
  private static Optional<String> reason(Message response) {
    for (Record record : response.getSection(Section.ADDITIONAL)) {
      if (record instanceof TXTRecord text
          && text.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS) {
        List<String> parts = text.getStrings();
        return Optional.of(inWords(String.join("", parts)));
      }
    }
    return Optional.empty();
  }

  /** Replaces "null", with which the validator ends its sentence if a key is too small. */
  static String inWords(String reason) {
    return NO_REASON.matcher(reason).replaceFirst("no key that is supported signs the zone");
  }
}
