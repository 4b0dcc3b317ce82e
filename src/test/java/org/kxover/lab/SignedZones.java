package org.kxover.lab;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A tree of zones in memory, and the answers that a recursive resolver would have to queries for
 * them. A test that changes an answer has the keys to sign it.
 */
public final class SignedZones {
  private static final int MAX_ALIASES = 10;

  private final Map<Name, SignedZone> zones = new TreeMap<>();

  /** The root zone, with a key on P-256. */
  public SignedZones() throws GeneralSecurityException {
    this(SigningKey.p256(Name.root));
  }

  /** The root zone. */
  public SignedZones(SigningKey rootKey) {
    zones.put(Name.root, new SignedZone(Name.root, List.of(rootKey)));
  }

  /**
   * Adds a zone, which its parent delegates.
   *
   * @param keys of which the first one signs
   */
  public SignedZone zone(Name name, SigningKey... keys) {
    SignedZone zone = new SignedZone(name, List.of(keys));
    parent(name).delegate(zone);
    zones.put(name, zone);
    return zone;
  }

  /** Adds a zone with a key on P-256. */
  public SignedZone zone(Name name) throws GeneralSecurityException {
    return zone(name, SigningKey.p256(name));
  }

  /** The root's DS record, as a line of a file. */
  public String trustAnchor() {
    SigningKey key = zones.get(Name.root).key();
    return new DSRecord(Name.root, DClass.IN, 300, Digest.SHA256, key.record()).toString();
  }

  private SignedZone parent(Name child) {
    return of(new Name(child, 1));
  }

  /** The zone that has the records at a name. */
  public SignedZone of(Name owner) {
    Name name = owner;
    while (!zones.containsKey(name)) {
      name = new Name(name, 1);
    }
    return zones.get(name);
  }

  /** The zone that answers a query. */
  public SignedZone of(Name owner, int type) {
    return type == Type.DS && !owner.equals(Name.root) ? parent(owner) : of(owner);
  }

  /** The answer of an honest resolver. */
  public Message answer(Message query) {
    Message response = new Message(query.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.getHeader().setFlag(Flags.RA);
    response.addRecord(query.getQuestion(), Section.QUESTION);
    Name owner = query.getQuestion().getName();
    int type = query.getQuestion().getType();
    for (int aliases = 0; aliases < MAX_ALIASES; aliases++) {
      SignedZone zone = of(owner, type);
      RRset alias = type == Type.CNAME ? null : zone.find(owner, Type.CNAME).orElse(null);
      if (alias == null) {
        zone.answer(response, owner, type);
        return response;
      }
      zone.answer(response, owner, Type.CNAME);
      owner = ((CNAMERecord) alias.first()).getTarget();
    }
    return response;
  }
}
