package org.kxover.dns;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.xbill.DNS.DClass;
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
 * Refuses a response that would cost the validator more than an honest one can, before any
 * arithmetic. Beside each bound stands why honest zones are far below.
 */
final class AnswerBounds {
  /** Signers use 3 or 65537. OpenSSL has this limit for keys above 3072 bits, BIND one of 35. */
  static final int MAX_EXPONENT_BITS = 64;

  /** RFC 3110 section 2 and RFC 5702 section 2 allow no more. */
  static final int MAX_MODULUS_BITS = 4096;

  /**
   * Signatures over one RRset. There is one for each signing key: two in a rollover (RFC 6781
   * section 4.1), twice as many while the algorithm changes. unbound tries eight.
   */
  static final int MAX_SIGNATURES = 8;

  /**
   * RRsets in the answer and authority sections. A denial has an SOA and three NSEC3 RRsets (RFC
   * 5155 section 7.2); each CNAME of a chain adds one, of which {@link Lookups} follows eight.
   */
  static final int MAX_RRSETS = 16;

  /** The root has two to five, and had seven at most. PowerDNS Recursor allows two with one tag. */
  static final int MAX_KEYS = 24;

  /** Keys that share tag and algorithm, as PowerDNS Recursor has it (max-dnskeys). */
  static final int MAX_KEYS_OF_A_TAG = 2;

  /** One for each signing key and digest. PowerDNS Recursor allows eight (max-ds-per-zone). */
  static final int MAX_DELEGATION_SIGNERS = 16;

  /**
   * RFC 9276 section 3.1 wants zero. BIND, Knot Resolver and unbound had agreed on this in 2021.
   */
  static final int MAX_ITERATIONS = 150;

  private final LookupWork work;
  private final Set<Signed> sets = new HashSet<>();
  private final Map<Signed, AtomicInteger> tries = new HashMap<>();
  private final Map<Signed, Integer> signatures = new HashMap<>();
  private final Map<Integer, Integer> tags = new HashMap<>();
  private int keys;
  private int signers;

  private AnswerBounds(LookupWork work) {
    this.work = work;
  }

  /** A name and type whose records are signed together. */
  private record Signed(int section, Name name, int type) {}

  /**
   * Removes additional records, of which the validator needs none, and has {@code work} count the
   * verifications of each signature. Also removes records of other classes, in which there is no
   * trust anchor: the validator would say of them that the zone is unsigned.
   *
   * @throws CostlyException if the response is beyond a bound
   */
  static void apply(Message response, LookupWork work) {
    AnswerBounds bounds = new AnswerBounds(work);
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      response.getSection(section).forEach(record -> bounds.check(section, record));
    }
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      replace(
          response,
          section,
          record ->
              record.getDClass() == DClass.IN ? bounds.metered(section, record) : Optional.empty());
    }
    replace(
        response,
        Section.ADDITIONAL,
        record -> record.getType() == Type.OPT ? Optional.of(record) : Optional.empty());
  }

  private void check(int section, Record record) {
    Signed set = new Signed(section, record.getName(), record.getRRsetType());
    sets.add(set);
    atMost(MAX_RRSETS, sets.size(), "RRsets");
    if (record instanceof RRSIGRecord) {
      atMost(
          MAX_SIGNATURES,
          signatures.merge(set, 1, Integer::sum),
          "signatures over the same records");
    } else if (record instanceof DNSKEYRecord key) {
      atMost(MAX_KEYS, ++keys, "keys");
      int tag = key.getAlgorithm() << 16 | key.getFootprint();
      atMost(MAX_KEYS_OF_A_TAG, tags.merge(tag, 1, Integer::sum), "keys with the same key tag");
      RsaSize.of(key).ifPresent(this::check);
    } else if (record instanceof DSRecord) {
      atMost(MAX_DELEGATION_SIGNERS, ++signers, "DS records");
    } else if (record instanceof NSEC3Record denial) {
      atMost(MAX_ITERATIONS, denial.getIterations(), "NSEC3 iterations");
    }
  }

  private void check(RsaSize size) {
    atMost(MAX_EXPONENT_BITS, size.exponentBits(), "bits in an RSA exponent");
    atMost(MAX_MODULUS_BITS, size.modulusBits(), "bits in an RSA modulus");
  }

  private void atMost(int limit, int number, String what) {
    if (number > limit) {
      throw work.refusal("more than " + limit + " " + what);
    }
  }

  /** Empty if the record is a malformed signature. */
  private Optional<Record> metered(int section, Record record) {
    if (!(record instanceof RRSIGRecord signature)) {
      return Optional.of(record);
    }
    Signed set = new Signed(section, record.getName(), record.getRRsetType());
    try {
      return Optional.of(
          new MeteredSignature(
              signature, work, tries.computeIfAbsent(set, any -> new AtomicInteger())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void replace(
      Message response, int section, Function<Record, Optional<Record>> replacement) {
    List<Record> records = List.copyOf(response.getSection(section));
    response.removeAllRecords(section);
    for (Record record : records) {
      replacement.apply(record).ifPresent(kept -> response.addRecord(kept, section));
    }
  }
}
