package org.kxover.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A zone of the {@link DnsWorld}: signed with NSEC unless told otherwise. Changes take effect with
 * {@link DnsWorld#start} or {@link DnsWorld#reload}.
 */
public final class Zone {
  /** How the zone's signatures are, if it has any. */
  enum Signing {
    NSEC,
    NSEC3,
    EXPIRED,
    NONE
  }

  private final String name;
  private final List<String> records = new ArrayList<>();
  private final List<String> forgeries = new ArrayList<>();
  private Signing signing = Signing.NSEC;
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
   * @throws IllegalArgumentException where there is none
   */
  public Zone remove(String words) {
    if (!records.removeIf(record -> (record + " ").startsWith(words + " "))) {
      throw new IllegalArgumentException("no record " + words + " in " + this);
    }
    return this;
  }

  /** Lets all of the zone be remembered for so many seconds, whatever its records say. */
  public Zone ttl(int seconds) {
    ttl = seconds;
    records.replaceAll(record -> record.replaceFirst(" \\d+ (?=IN )", " "));
    return this;
  }

  /** In seconds, of records that have none of their own. */
  int ttl() {
    return ttl;
  }

  /** Not signed, which its parent proves by having no DS record for it: an insecure delegation. */
  public Zone unsigned() {
    signing = Signing.NONE;
    return this;
  }

  /** Signed, and the signatures ran out years ago. */
  public Zone expired() {
    signing = Signing.EXPIRED;
    return this;
  }

  /** Signed, with hashed denial of existence (RFC 5155). */
  public Zone nsec3() {
    signing = Signing.NSEC3;
    return this;
  }

  /** Signed with NSEC, as zones are at first. */
  public Zone signed() {
    signing = Signing.NSEC;
    return this;
  }

  /**
   * Replaces, after signing, what a record says: {@code www A 192.0.2.1} makes the zone's {@code
   * www A} false. Its signature stays as it was.
   */
  public Zone forge(String record) {
    forgeries.add(record);
    return this;
  }

  /** Takes all forgeries back. */
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

  List<String> records() {
    return Collections.unmodifiableList(records);
  }

  List<String> forgeries() {
    return Collections.unmodifiableList(forgeries);
  }

  /** Whether this zone lies above {@code other}. */
  boolean isAbove(Zone other) {
    return !other.name.equals(name) && (name.isEmpty() || other.name.endsWith("." + name));
  }

  @Override
  public String toString() {
    return name + ".";
  }
}
