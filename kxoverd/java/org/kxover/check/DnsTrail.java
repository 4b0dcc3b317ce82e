package org.kxover.check;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Follows a name from the root, delegation by delegation, with kxoverd's own validator, up to the
 * place where the chain of signatures ends.
 */
final class DnsTrail {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final SecureDns dns;
  private final ZoneFacts facts;
  private final InstantSource clock;

  /**
   * One zone, or the record itself.
   *
   * @param fault what is wrong with it, and what its owner must do; empty if it is secure
   */
  record Step(String what, Optional<Fault> fault) {}

  /**
   * @param advice what the owner of the zone must do
   */
  record Fault(String text, String advice) {}

  DnsTrail(SecureDns dns, ZoneFacts facts, InstantSource clock) {
    this.dns = dns;
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * The steps to a record. Only the last one may have a fault.
   *
   * @throws IOException if the resolver gives no answer
   */
  List<Step> to(Name name, int type) throws IOException {
    List<Step> steps = new ArrayList<>();
    Name parent = Name.root;
    for (Name zone : facts.zonesTo(name)) {
      DnsAnswer answer = lookup(zone, Type.SOA);
      if (answer.outcome() != DnsOutcome.SECURE) {
        steps.add(new Step("zone " + zone, Optional.of(inZone(zone, parent, answer))));
        return steps;
      }
      steps.add(new Step("zone " + zone + " is secure", Optional.empty()));
      parent = zone;
    }
    steps.add(record(name, type, parent));
    return steps;
  }

  /** The fault that ends the way to a record; empty if there is none, or nobody can tell. */
  Optional<Fault> fault(Name name, int type) {
    try {
      List<Step> steps = to(name, type);
      return steps.get(steps.size() - 1).fault();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private DnsAnswer lookup(Name name, int type) {
    return dns.lookup(name, type, Deadline.in(LIMIT));
  }

  private Fault inZone(Name zone, Name parent, DnsAnswer answer) throws IOException {
    if (answer.outcome() == DnsOutcome.INSECURE) {
      return facts.hasKeys(zone)
          ? new Fault(
              "it is signed, but its parent " + parent + " has no DS record for it",
              "put the DS record of " + zone + " into " + parent)
          : new Fault(
              "it is not signed", "sign " + zone + ", and put its DS record into " + parent);
    }
    Optional<String> stale = facts.staleDs(zone);
    if (stale.isPresent()) {
      return new Fault(stale.get(), "put the DS record of the zone's present key into " + parent);
    }
    return expired(zone, Type.SOA, zone)
        .orElse(
            answer.outcome() == DnsOutcome.FAILED
                ? unanswered(zone, answer)
                : new Fault(outcome(answer), "correct the signatures of " + zone));
  }

  /** No answer says nothing about signatures. */
  private static Fault unanswered(Name zone, DnsAnswer answer) {
    return new Fault(
        outcome(answer),
        "see that the name servers of " + zone + " answer the resolver; try again");
  }

  private Optional<Fault> expired(Name name, int type, Name zone) throws IOException {
    Optional<Instant> at = facts.expired(name, type, clock.instant());
    return at.map(
        when ->
            new Fault(
                "its signatures expired at " + when,
                "sign " + zone + " again, and see why nothing has signed it since"));
  }

  private static String outcome(DnsAnswer answer) {
    String word = answer.outcome().name().toLowerCase(java.util.Locale.ROOT);
    return answer.reason().isEmpty() ? word : word + ": " + answer.reason();
  }

  private Step record(Name name, int type, Name zone) throws IOException {
    String what = name + " " + Type.string(type);
    DnsAnswer answer = lookup(name, type);
    switch (answer.outcome()) {
      case SECURE -> {
        return new Step(what + " is secure: " + answer.records().get(0).rdataToString(), noFault());
      }
      case ABSENT -> {
        return new Step(what, Optional.of(absent(name, type, zone)));
      }
      case INSECURE -> {
        if (facts.isOptedOut(name, type)) {
          return new Step(
              what,
              Optional.of(
                  new Fault(
                      "the zone "
                          + zone
                          + " is signed with NSEC3 opt-out, which does not prove that this record"
                          + " is absent",
                      "publish the record, or sign " + zone + " without opt-out")));
        }
      }
      default -> {
        // Below.
      }
    }
    if (answer.outcome() == DnsOutcome.FAILED) {
      return new Step(what, Optional.of(unanswered(zone, answer)));
    }
    Optional<Fault> expired =
        answer.outcome() == DnsOutcome.BOGUS ? expired(name, type, zone) : Optional.empty();
    return new Step(
        what,
        Optional.of(
            expired.orElse(new Fault(outcome(answer), "correct the signatures of " + zone))));
  }

  private static Optional<Fault> noFault() {
    return Optional.empty();
  }

  /** A wildcard covers no name that exists, and none below such a name (RFC 4592 section 2.2). */
  private Fault absent(Name name, int type, Name zone) {
    for (int labels = 1; labels < name.labels(); labels++) {
      Name above = new Name(name, labels);
      if (!above.subdomain(zone)) {
        break;
      }
      Name wildcard = star(above);
      if (lookup(wildcard, type).outcome() == DnsOutcome.SECURE) {
        return new Fault(
            wildcard
                + " does not cover it, because "
                + new Name(name, 1)
                + " has records of its own",
            "publish " + name + " " + Type.string(type) + " beside the wildcard");
      }
    }
    return new Fault("the zone " + zone + " proves that it does not exist", "publish it");
  }

  private static Name star(Name above) {
    try {
      return Name.concatenate(Name.fromConstantString("*"), above);
    } catch (org.xbill.DNS.NameTooLongException e) {
      return above;
    }
  }
}
