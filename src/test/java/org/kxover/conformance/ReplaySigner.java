package org.kxover.conformance;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;
import org.kxover.conformance.Replay.Entry;
import org.kxover.conformance.Replay.Section;
import org.kxover.lab.SigningKey;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Signs a replay again. Most replays have DSA or short RSA keys, which our validator does not take.
 * Each key gets a key of ours on P-256 in its place, and each signature that is right gets a right
 * one. A wrong signature, and a digest of no key, gets a wrong one.
 */
final class ReplaySigner {
  private static final Set<Integer> REPLACED =
      Set.of(
          Algorithm.DSA,
          Algorithm.RSASHA1,
          Algorithm.DSA_NSEC3_SHA1,
          Algorithm.RSA_NSEC3_SHA1,
          Algorithm.RSASHA256,
          Algorithm.RSASHA512);
  private static final int DIGEST_LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;
  private static final int DSA_NUMBER = 20;

  private final Map<DNSKEYRecord, SigningKey> keys = new HashMap<>();

  private ReplaySigner() {}

  static void sign(Replay replay) throws GeneralSecurityException {
    ReplaySigner signer = new ReplaySigner();
    for (Entry entry : replay.answers) {
      for (List<Record> section : entry.sections().values()) {
        signer.takeKeys(section);
      }
    }
    signer.takeKeys(replay.trustAnchors);
    replay.trustAnchors.replaceAll(signer::replaced);
    replay.answers.replaceAll(signer::signed);
  }

  private void takeKeys(List<Record> records) throws GeneralSecurityException {
    for (Record record : records) {
      if (record instanceof DNSKEYRecord key
          && REPLACED.contains(key.getAlgorithm())
          && !keys.containsKey(key)) {
        keys.put(key, SigningKey.p256(key.getName()));
      }
    }
  }

  private Entry signed(Entry entry) {
    Map<Section, List<Record>> sections = new EnumMap<>(Section.class);
    entry.sections().forEach((section, records) -> sections.put(section, signed(records)));
    return new Entry(
        entry.first(),
        entry.last(),
        entry.addresses(),
        entry.match(),
        entry.reply(),
        entry.question(),
        sections);
  }

  private List<Record> signed(List<Record> records) {
    List<Record> signed = new ArrayList<>();
    for (Record record : records) {
      signed.add(
          record instanceof RRSIGRecord signature
              ? signature(signature, records)
              : replaced(record));
    }
    return signed;
  }

  private Record replaced(Record record) {
    if (record instanceof DNSKEYRecord key && keys.containsKey(key)) {
      DNSKEYRecord own = keys.get(key).record();
      return new DNSKEYRecord(
          key.getName(),
          key.getDClass(),
          key.getTTL(),
          own.getFlags(),
          own.getProtocol(),
          own.getAlgorithm(),
          own.getKey());
    }
    if (record instanceof DSRecord digest && REPLACED.contains(digest.getAlgorithm())) {
      return replaced(digest);
    }
    return record;
  }

  private DSRecord replaced(DSRecord digest) {
    for (Map.Entry<DNSKEYRecord, SigningKey> key : keys.entrySet()) {
      if (isOf(digest, key.getKey())) {
        DNSKEYRecord own = key.getValue().record();
        return new DSRecord(
            digest.getName(), digest.getDClass(), digest.getTTL(), Digest.SHA256, own);
      }
    }
    return new DSRecord(
        digest.getName(),
        digest.getDClass(),
        digest.getTTL(),
        digest.getFootprint(),
        Algorithm.ECDSAP256SHA256,
        Digest.SHA256,
        new byte[DIGEST_LENGTH]);
  }

  private static boolean isOf(DSRecord digest, DNSKEYRecord key) {
    try {
      return digest.getName().equals(key.getName())
          && digest.getFootprint() == key.getFootprint()
          && new DSRecord(digest.getName(), digest.getDClass(), 0, digest.getDigestID(), key)
              .rdataToString()
              .equals(digest.rdataToString());
    } catch (IllegalArgumentException e) {
      // A digest that the library does not have.
      return false;
    }
  }

  private RRSIGRecord signature(RRSIGRecord old, List<Record> records) {
    List<Record> covered =
        records.stream()
            .filter(one -> one.getType() == old.getTypeCovered())
            .filter(one -> one.getName().equals(old.getName()))
            .toList();
    Optional<SigningKey> signer = covered.isEmpty() ? Optional.empty() : signerOf(old, covered);
    if (signer.isEmpty()) {
      return new Relabelled(old, wrong(old), wrong(old).getSignature());
    }
    try {
      Name owner = signedName(old);
      List<Record> wanted =
          covered.stream()
              .map(this::replaced)
              .map(one -> at(owner, old.getOrigTTL(), one))
              .toList();
      RRSIGRecord own =
          DNSSEC.sign(
              new RRset(wanted.toArray(Record[]::new)),
              signer.get().record(),
              signer.get().privateKey(),
              old.getTimeSigned(),
              old.getExpire());
      return new Relabelled(old, own, own.getSignature());
    } catch (DNSSEC.DNSSECException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<SigningKey> signerOf(RRSIGRecord old, List<Record> covered) {
    return keys.entrySet().stream()
        .filter(key -> verifies(old, covered, key.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean verifies(RRSIGRecord old, List<Record> covered, DNSKEYRecord key) {
    try {
      Instant within = old.getTimeSigned();
      RRSIGRecord signature = isDsaInDer(old) ? new Relabelled(old, old, plainDsa(old)) : old;
      DNSSEC.verify(new RRset(covered.toArray(Record[]::new)), signature, key, within);
      return true;
    } catch (DNSSEC.DNSSECException | RuntimeException e) {
      return false;
    }
  }

  private static boolean isDsaInDer(RRSIGRecord signature) {
    return Set.of(Algorithm.DSA, Algorithm.DSA_NSEC3_SHA1).contains(signature.getAlgorithm())
        && signature.getSignature().length != 1 + 2 * DSA_NUMBER;
  }

  /** Most replays have DSA signatures in DER, not in the form of RFC 2536 section 3. */
  private static byte[] plainDsa(RRSIGRecord signature) {
    ASN1Sequence numbers = ASN1Sequence.getInstance(signature.getSignature());
    byte[] octets = new byte[1 + 2 * DSA_NUMBER];
    for (int i = 0; i < 2; i++) {
      BigInteger number = ASN1Integer.getInstance(numbers.getObjectAt(i)).getPositiveValue();
      byte[] unsigned = BigIntegers.asUnsignedByteArray(DSA_NUMBER, number);
      System.arraycopy(unsigned, 0, octets, 1 + i * DSA_NUMBER, DSA_NUMBER);
    }
    return octets;
  }

  /** The name under which the records were signed: that of a wildcard if its labels are fewer. */
  private static Name signedName(RRSIGRecord old) {
    Name owner = old.getName();
    int surplus = owner.labels() - 1 - old.getLabels();
    return owner.isWild() || surplus <= 0 ? owner : owner.wild(surplus);
  }

  private static Record at(Name owner, long ttl, Record record) {
    return Record.newRecord(
        owner, record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical());
  }

  private static RRSIGRecord wrong(RRSIGRecord old) {
    byte[] octets = new byte[SIGNATURE_LENGTH];
    octets[0] = 1;
    return new RRSIGRecord(
        old.getName(),
        old.getDClass(),
        old.getTTL(),
        old.getTypeCovered(),
        Algorithm.ECDSAP256SHA256,
        old.getOrigTTL(),
        old.getExpire(),
        old.getTimeSigned(),
        old.getFootprint(),
        old.getSigner(),
        octets);
  }

  /** A signature at the place of an old one, with its number of labels. */
  private static final class Relabelled extends RRSIGRecord {
    private static final long serialVersionUID = 1L;

    Relabelled(RRSIGRecord old, RRSIGRecord own, byte[] signature) {
      super(
          old.getName(),
          old.getDClass(),
          old.getTTL(),
          old.getTypeCovered(),
          own.getAlgorithm(),
          old.getOrigTTL(),
          old.getExpire(),
          old.getTimeSigned(),
          own.getFootprint(),
          old.getSigner(),
          signature);
      this.labels = old.getLabels();
    }
  }
}
