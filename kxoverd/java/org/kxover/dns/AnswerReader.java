package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.base.Comparables;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reads what a response says about one name, who says so, and how long it holds. */
final class AnswerReader {
  private static final Duration MAX_TTL = Duration.ofDays(1);

  /** As RFC 2308 section 5 advises. */
  private static final Duration MAX_NEGATIVE_TTL = Duration.ofHours(1);

  private AnswerReader() {}

  /** SECURE or ABSENT, or INDETERMINATE where the response is about something else. */
  static DnsAnswer read(Message response, Name name, int type, Instant now) {
    Optional<RRset> found = find(response, name, type);
    if (found.isPresent()) {
      return DnsAnswer.secure(name, found.get().rrs(false), ttl(found.get(), now));
    }
    if (!response.getSection(Section.ANSWER).isEmpty()) {
      return DnsAnswer.unusable(DnsOutcome.INDETERMINATE, name, "answer is about other records");
    }
    String denied = response.getRcode() == Rcode.NXDOMAIN ? "no such name" : "no such record";
    return DnsAnswer.absent(name, negativeTtl(response, now), denied);
  }

  /** Whether the response says that {@code name} is an alias. */
  static boolean isAlias(Message response, Name name) {
    return find(response, name, Type.CNAME).isPresent();
  }

  /**
   * A zone that speaks in the response without being one that holds {@code name}, or a name that
   * the response has as its alias.
   *
   * <p>The validator takes each record set by itself, with the key of whoever signed it, and does
   * not ask whether the signer of a denial may speak about the name: whoever has any signed zone
   * could make an NSEC3 record in it, or an NSEC record whose next name lies below the victim's,
   * and so deny what they like. (RFC 4035 section 5.4 has the zone of the name itself in mind.) In
   * the same way the word of an unsigned zone elsewhere would make a forgery look insecure.
   */
  static Optional<Name> stranger(Message response, Name name) {
    List<Name> names = new ArrayList<>();
    names.add(name);
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord alias) {
        names.add(alias.getTarget());
      }
    }
    return Stream.of(Section.ANSWER, Section.AUTHORITY)
        .flatMap(section -> response.getSectionRRsets(section).stream())
        .flatMap(AnswerReader::zones)
        .filter(zone -> names.stream().noneMatch(known -> known.subdomain(zone)))
        .findFirst();
  }

  private static Stream<Name> zones(RRset set) {
    Stream<Name> signers = set.sigs().stream().map(RRSIGRecord::getSigner);
    return set.getType() == Type.SOA ? Stream.concat(Stream.of(set.getName()), signers) : signers;
  }

  private static Optional<RRset> find(Message response, Name name, int type) {
    return response.getSectionRRsets(Section.ANSWER).stream()
        .filter(set -> set.getName().equals(name) && set.getType() == type)
        .findFirst();
  }

  /** As long as the signatures allow (RFC 4035 section 5.3.3): the TTL itself is unsigned. */
  private static Duration ttl(RRset set, Instant now) {
    Duration ttl = Comparables.min(Duration.ofSeconds(set.getTTL()), MAX_TTL);
    for (RRSIGRecord signature : set.sigs()) {
      ttl = Comparables.min(ttl, Duration.ofSeconds(signature.getOrigTTL()));
      ttl = Comparables.min(ttl, Duration.between(now, signature.getExpire()));
    }
    return ttl.isNegative() ? Duration.ZERO : ttl;
  }

  /** As long as the SOA record says, or the denial itself, the lesser (RFC 9077). */
  private static Duration negativeTtl(Message response, Instant now) {
    Duration ttl = MAX_NEGATIVE_TTL;
    boolean bounded = false;
    for (RRset set : response.getSectionRRsets(Section.AUTHORITY)) {
      ttl = Comparables.min(ttl, ttl(set, now));
      if (set.first() instanceof SOARecord soa) {
        ttl = Comparables.min(ttl, Duration.ofSeconds(soa.getMinimum()));
        bounded = true;
      }
    }
    return bounded ? ttl : Duration.ZERO;
  }
}
