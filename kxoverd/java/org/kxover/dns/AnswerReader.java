package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

/** Reads a response about one name: the outcome, the zones that signed it, and the TTL. */
final class AnswerReader {
  private static final Duration MAX_TTL = Duration.ofDays(1);

  /** RFC 2308 section 5. */
  private static final Duration MAX_NEGATIVE_TTL = Duration.ofHours(1);

  private AnswerReader() {}

  /** SECURE or ABSENT, or INDETERMINATE if the response holds other records. */
  static DnsAnswer read(Message response, Name name, int type, Instant now) {
    Optional<RRset> found = find(response, name, type);
    if (found.isPresent()) {
      return DnsAnswer.secure(
          name, found.get().rrs(false), ttl(found.get(), now), signedUntil(found.get()));
    }
    if (!response.getSection(Section.ANSWER).isEmpty()) {
      return DnsAnswer.unusable(
          DnsOutcome.INDETERMINATE,
          name,
          "the answer holds other records than the query asked for");
    }
    String denied = response.getRcode() == Rcode.NXDOMAIN ? "no such name" : "no such record";
    return DnsAnswer.absent(name, negativeTtl(response, now), denied);
  }

  /** True if the response has a CNAME record at {@code name}. */
  static boolean isAlias(Message response, Name name) {
    return find(response, name, Type.CNAME).isPresent();
  }

  /**
   * A zone that signed part of the response, or has its SOA record there, but contains neither
   * {@code name} nor a CNAME target of the response.
   *
   * <p>The validator checks each RRset with the key of its signer. It does not check that the
   * signer's zone contains the name. So the owner of any signed zone could deny a name elsewhere.
   * The denial could be an NSEC3 record, or an NSEC record whose next name is below the denied
   * name. RFC 4035 section 5.4 assumes the zone of the name itself. An SOA record of an unsigned
   * zone elsewhere would likewise make a forged answer look insecure.
   */
  static Optional<Name> foreignZone(Message response, Name name) {
    List<Name> names = new ArrayList<>();
    names.add(name);
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord alias) {
        names.add(alias.getTarget());
      }
    }
    return Stream.of(Section.ANSWER, Section.AUTHORITY)
        .flatMap(section -> response.getSectionRRsets(section).stream())
        .flatMap(AnswerReader::namedZones)
        .filter(zone -> names.stream().noneMatch(known -> known.subdomain(zone)))
        .findFirst();
  }

  private static Stream<Name> namedZones(RRset set) {
    Stream<Name> signers = set.sigs().stream().map(RRSIGRecord::getSigner);
    return set.getType() == Type.SOA ? Stream.concat(Stream.of(set.getName()), signers) : signers;
  }

  private static Optional<RRset> find(Message response, Name name, int type) {
    return response.getSectionRRsets(Section.ANSWER).stream()
        .filter(set -> set.getName().equals(name) && set.getType() == type)
        .findFirst();
  }

  /** Limited by the signatures (RFC 4035 section 5.3.3), because the TTL itself is unsigned. */
  private static Duration ttl(RRset set, Instant now) {
    Duration ttl = Comparables.min(Duration.ofSeconds(set.getTTL()), MAX_TTL);
    for (RRSIGRecord signature : set.sigs()) {
      ttl = Comparables.min(ttl, Duration.ofSeconds(signature.getOrigTTL()));
      ttl = Comparables.min(ttl, Duration.between(now, signature.getExpire()));
    }
    return ttl.isNegative() ? Duration.ZERO : ttl;
  }

  /** While a zone changes its keys, one signature of several is enough. */
  private static Optional<Instant> signedUntil(RRset set) {
    return set.sigs().stream().map(RRSIGRecord::getExpire).max(Comparator.naturalOrder());
  }

  /** The lesser of the SOA record's minimum and the TTL of the denial (RFC 9077). */
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
