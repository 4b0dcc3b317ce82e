package org.kxover.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A zone of the {@link DnsWorld}, by default signed with NSEC. Changes take effect at {@link
 * DnsWorld#start} or {@link DnsWorld#reload}.
 */
public final class Zone {
  enum Signing {
    NSEC,
    NSEC3,
    OPT_OUT,
    EXPIRED,
    NONE
  }

  private final String name;
  private final List<String> records = new ArrayList<>();
  private final List<String> forgeries = new ArrayList<>();
  private final List<String> standbyAlgorithms = new ArrayList<>();
  private Signing signing = Signing.NSEC;
  private String algorithm = "ECDSAP256SHA256";
  private List<Integer> digests = List.of();
  private boolean staleDelegation;
  private int ttl = 300;

  /**
   * @param name without trailing dot; empty for the root
   */
  Zone(String name) {
    this.name = name;
  }

  /**
   * Adds a record, written as in a zone file: {@code www A 127.0.0.1}, or with a TTL in seconds,
   * {@code www 5 A 127.0.0.1}; the zone itself is {@code @}, other owners are relative to it.
   */
  public Zone add(String record) {
    records.add(record);
    return this;
  }

  /**
   * Removes the records that begin with these words, such as {@code www A} or {@code www}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Zone remove(String words) {
    if (!records.removeIf(record -> (record + " ").startsWith(words + " "))) {
      throw new IllegalArgumentException("no record " + words + " in " + this);
    }
    return this;
  }

  /** Sets the TTL of all records in the zone, including those with their own TTL. */
  public Zone ttl(int seconds) {
    ttl = seconds;
    records.replaceAll(record -> record.replaceFirst(" \\d+ (?=IN )", " "));
    return this;
  }

  /** The default TTL in seconds. */
  int ttl() {
    return ttl;
  }

  /** Makes the zone unsigned, with an insecure delegation: the parent has no DS record. */
  public Zone unsigned() {
    signing = Signing.NONE;
    return this;
  }

  /**
   * Signs the zone with a key of that algorithm, such as {@code RSASHA256}, instead of
   * ECDSAP256SHA256.
   */
  public Zone algorithm(String name) {
    algorithm = name;
    return this;
  }

  /** Publishes another key of that algorithm, with a DS record, that signs nothing yet. */
  public Zone standbyKey(String ofAlgorithm) {
    standbyAlgorithms.add(ofAlgorithm);
    return this;
  }

  /** The digest types of the DS records for the zone's key, instead of one of ldns's choice. */
  public Zone digests(Integer... types) {
    digests = List.of(types);
    return this;
  }

  /** Signs the zone with signatures that expired years ago. */
  public Zone expired() {
    signing = Signing.EXPIRED;
    return this;
  }

  /** Signs the zone with NSEC3 (RFC 5155). */
  public Zone nsec3() {
    signing = Signing.NSEC3;
    return this;
  }

  /** Signs the zone with NSEC3 and opt-out (RFC 5155 section 6). */
  public Zone optOut() {
    signing = Signing.OPT_OUT;
    return this;
  }

  /** Makes the parent's DS record that of a key which the zone does not have. */
  public Zone staleDelegation() {
    staleDelegation = true;
    return this;
  }

  boolean hasStaleDelegation() {
    return staleDelegation;
  }

  /** Signs the zone with NSEC, the default, and with a DS record that fits. */
  public Zone signed() {
    signing = Signing.NSEC;
    staleDelegation = false;
    return this;
  }

  /**
   * Replaces a record's data after signing, without changing its signature. {@code www A 192.0.2.1}
   * forges the zone's {@code www A}.
   */
  public Zone forge(String record) {
    forgeries.add(record);
    return this;
  }

  /** Removes all forgeries. */
  public Zone honest() {
    forgeries.clear();
    return this;
  }

  String name() {
    return name;
  }

  Signing signing() {
    return signing;
  }

  String algorithm() {
    return algorithm;
  }

  List<String> standbyAlgorithms() {
    return Collections.unmodifiableList(standbyAlgorithms);
  }

  List<Integer> digests() {
    return digests;
  }

  List<String> records() {
    return Collections.unmodifiableList(records);
  }

  List<String> forgeries() {
    return Collections.unmodifiableList(forgeries);
  }

  /** True if {@code other} is below this zone. */
  boolean isAbove(Zone other) {
    return !other.name.equals(name) && (name.isEmpty() || other.name.endsWith("." + name));
  }

  @Override
  public String toString() {
    return name + ".";
  }
}
