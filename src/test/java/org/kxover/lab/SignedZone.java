package org.kxover.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A zone in memory with its keys, which signs each RRset when it is first asked for. */
public final class SignedZone {
  private static final int TTL = 300;

  private final Name name;
  private final List<SigningKey> keys;
  private final TreeMap<Name, Map<Integer, RRset>> names = new TreeMap<>();
  private final Map<RRset, List<RRSIGRecord>> signatures = new ConcurrentHashMap<>();

  /**
   * @param keys of which the first one signs
   */
  SignedZone(Name name, List<SigningKey> keys) {
    this.name = name;
    this.keys = List.copyOf(keys);
    add(
        new SOARecord(
            name, DClass.IN, TTL, host("ns"), host("hostmaster"), 1, 3600, 600, 86400, 60));
    add(new NSRecord(name, DClass.IN, TTL, host("ns")));
    keys.forEach(key -> add(key.record()));
  }

  private Name host(String label) {
    return Name.fromConstantString(label + "." + (name.equals(Name.root) ? "" : name));
  }

  public Name name() {
    return name;
  }

  /** The key that signs. */
  public SigningKey key() {
    return keys.get(0);
  }

  public SignedZone add(Record record) {
    names
        .computeIfAbsent(record.getName(), any -> new TreeMap<>())
        .computeIfAbsent(record.getType(), any -> new RRset())
        .addRR(record);
    return this;
  }

  /** Delegates to a zone whose DS records name all its keys. */
  SignedZone delegate(SignedZone child) {
    add(new NSRecord(child.name, DClass.IN, TTL, child.host("ns")));
    child.keys.forEach(
        key -> add(new DSRecord(child.name, DClass.IN, TTL, Digest.SHA256, key.record())));
    return this;
  }

  /** The records that this zone's owner has at a name. */
  public Optional<RRset> find(Name owner, int type) {
    return Optional.ofNullable(names.getOrDefault(owner, Map.of()).get(type));
  }

  /** Adds the answer to a query, or its denial. */
  void answer(Message response, Name owner, int type) {
    Optional<RRset> found = find(owner, type);
    if (found.isPresent()) {
      add(response, Section.ANSWER, found.get());
      return;
    }
    add(response, Section.AUTHORITY, find(name, Type.SOA).orElseThrow());
    add(response, Section.AUTHORITY, denial(owner));
    if (!exists(owner)) {
      response.getHeader().setRcode(Rcode.NXDOMAIN);
      Name wildcard = owner.wild(1);
      while (!exists(new Name(wildcard, 1))) {
        wildcard = new Name(wildcard, 1).wild(1);
      }
      RRset second = denial(wildcard);
      if (!second.getName().equals(denial(owner).getName())) {
        add(response, Section.AUTHORITY, second);
      }
    }
  }

  /** True for the names of records, and of those above them. */
  private boolean exists(Name owner) {
    return names.keySet().stream().anyMatch(known -> known.subdomain(owner));
  }

  private RRset denial(Name owner) {
    Map.Entry<Name, Map<Integer, RRset>> before = names.floorEntry(owner);
    Name next = names.higherKey(before.getKey());
    TreeSet<Integer> types = new TreeSet<>(before.getValue().keySet());
    types.add(Type.RRSIG);
    types.add(Type.NSEC);
    return new RRset(
        new NSECRecord(
            before.getKey(),
            DClass.IN,
            60,
            next == null ? name : next,
            types.stream().mapToInt(Integer::intValue).toArray()));
  }

  private void add(Message response, int section, RRset set) {
    set.rrs(false).forEach(record -> response.addRecord(record, section));
    signatures(set).forEach(signature -> response.addRecord(signature, section));
  }

  /** The signatures over a set, of which the zone keeps those of its own sets. */
  public List<RRSIGRecord> signatures(RRset set) {
    return signatures.computeIfAbsent(
        set, unsigned -> new ArrayList<>(List.of(key().sign(unsigned))));
  }
}
