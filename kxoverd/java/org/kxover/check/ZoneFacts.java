package org.kxover.check;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kxover.dns.ServerQuery;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What DNS has, valid or not. These facts explain why the validator refuses an answer; they prove
 * nothing.
 */
final class ZoneFacts {
  /** RFC 5155 section 3.1.2.1. */
  private static final int OPT_OUT = 1;

  private final ServerQuery resolver;

  ZoneFacts(ServerQuery resolver) {
    this.resolver = resolver;
  }

  /** The zones from the root down to the one that has {@code name}. */
  List<Name> zonesTo(Name name) throws IOException {
    List<Name> zones = new ArrayList<>();
    for (int labels = name.labels() - 1; labels >= 0; labels--) {
      Name one = labels == 0 ? name : new Name(name, labels);
      if (has(one, Type.SOA)) {
        zones.add(one);
      }
    }
    return zones;
  }

  private boolean has(Name name, int type) throws IOException {
    return records(resolver.askWithSignatures(name, type), Section.ANSWER).stream()
        .anyMatch(record -> record.getType() == type && record.getName().equals(name));
  }

  private static List<Record> records(Message response, int section) {
    return response.getSection(section);
  }

  /** True if the zone publishes keys. */
  boolean hasKeys(Name zone) throws IOException {
    return has(zone, Type.DNSKEY);
  }

  /** True if the denial of that record leaves names out (NSEC3 with opt-out). */
  boolean isOptedOut(Name name, int type) throws IOException {
    return records(resolver.askWithSignatures(name, type), Section.AUTHORITY).stream()
        .filter(NSEC3Record.class::isInstance)
        .anyMatch(record -> (((NSEC3Record) record).getFlags() & OPT_OUT) != 0);
  }

  /**
   * The tags of the keys in the parent's DS records and of those in the zone, if no DS record fits
   * a key of the zone; empty if one fits, or if there are none to compare.
   */
  Optional<String> staleDs(Name zone) throws IOException {
    List<DSRecord> signers =
        records(resolver.askWithSignatures(zone, Type.DS), Section.ANSWER).stream()
            .filter(DSRecord.class::isInstance)
            .map(DSRecord.class::cast)
            .toList();
    List<DNSKEYRecord> keys =
        records(resolver.askWithSignatures(zone, Type.DNSKEY), Section.ANSWER).stream()
            .filter(DNSKEYRecord.class::isInstance)
            .map(DNSKEYRecord.class::cast)
            .toList();
    boolean fits = signers.stream().anyMatch(ds -> keys.stream().anyMatch(key -> isOf(ds, key)));
    return fits || signers.isEmpty() || keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "its DS record names the key "
                + tags(signers.stream().map(DSRecord::getFootprint).toList())
                + ", but the zone has "
                + tags(keys.stream().map(DNSKEYRecord::getFootprint).toList()));
  }

  private static boolean isOf(DSRecord ds, DNSKEYRecord key) {
    return ds.getFootprint() == key.getFootprint() && ds.getAlgorithm() == key.getAlgorithm();
  }

  private static String tags(List<Integer> tags) {
    return tags.stream().distinct().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** When the last signature over these records, or over their denial, expired; empty if valid. */
  Optional<Instant> expired(Name name, int type, Instant now) throws IOException {
    Message response = resolver.askWithSignatures(name, type);
    List<Record> all = new ArrayList<>(records(response, Section.ANSWER));
    all.addAll(records(response, Section.AUTHORITY));
    return all.stream()
        .filter(RRSIGRecord.class::isInstance)
        .map(record -> ((RRSIGRecord) record).getExpire())
        .filter(expire -> expire.isBefore(now))
        .max(Instant::compareTo);
  }
}
