package org.kxover.dns;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.kxover.lab.SignedZone;
import org.kxover.lab.SignedZones;
import org.kxover.lab.SigningKey;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** Zones whose owners make their validation cost as much as they can. */
enum CostlyZone {
  /** RSA with a long exponent, wrong signatures before each right one, padding: all at once. */
  ALL_AT_ONCE("octets, more than 32768") {
    @Override
    SigningKey key(Name zone) throws GeneralSecurityException {
      return SigningKey.rsa(zone, 3070, true);
    }

    @Override
    void change(Message response, SignedZone zone) {
      if (response.getQuestion().getType() == Type.TXT) {
        pad(response, zone, 15);
      }
      wrongSignatures(response, 8);
    }
  },
  LONG_EXPONENT("more than 64 bits in an RSA exponent") {
    @Override
    SigningKey key(Name zone) throws GeneralSecurityException {
      return SigningKey.rsa(zone, 3070, true);
    }
  },
  LONG_MODULUS("more than 4096 bits in an RSA modulus") {
    @Override
    SigningKey key(Name zone) throws GeneralSecurityException {
      return SigningKey.rsa(zone, 4104, false);
    }
  },
  WRONG_SIGNATURES("more than 8 signatures over the same records") {
    @Override
    void change(Message response, SignedZone zone) {
      wrongSignatures(response, 8);
    }
  },
  FEWER_WRONG_SIGNATURES("more than 4 signatures are wrong") {
    @Override
    void change(Message response, SignedZone zone) {
      wrongSignatures(response, 3);
    }
  },
  PADDING("more than 16 RRsets") {
    @Override
    void change(Message response, SignedZone zone) {
      pad(response, zone, 17);
    }
  },
  LARGE("octets, more than 32768") {
    @Override
    void change(Message response, SignedZone zone) {
      for (int i = 0; i < 200; i++) {
        add(response, Section.ADDITIONAL, text(zone, "large" + i, "x".repeat(200)));
      }
    }
  },
  MANY_RECORDS("records, more than 512") {
    @Override
    void change(Message response, SignedZone zone) {
      for (int i = 0; i < 520; i++) {
        add(response, Section.ADDITIONAL, text(zone, "many" + i, ""));
      }
    }
  },
  /** CVE-2023-50387: keys that share a key tag, so that each signature could be of any. */
  SAME_TAG("more than 2 keys with the same key tag") {
    @Override
    void change(Message response, SignedZone zone) {
      if (response.getQuestion().getType() == Type.DNSKEY) {
        for (int i = 1; i < 8; i++) {
          add(response, Section.ANSWER, withTheTagOf(zone.key().record(), i));
        }
      }
    }
  },
  MANY_KEYS("more than 24 keys") {
    @Override
    void change(Message response, SignedZone zone) {
      if (response.getQuestion().getType() == Type.DNSKEY) {
        for (int i = 1; i < 30; i++) {
          add(response, Section.ANSWER, withOctet(zone.key().record(), 0, i));
        }
      }
    }
  },
  MANY_DELEGATION_SIGNERS("more than 16 DS records") {
    @Override
    void change(Message response, SignedZone zone) {
      if (response.getQuestion().getType() == Type.DS) {
        for (int i = 1; i < 30; i++) {
          DNSKEYRecord key = withOctet(zone.key().record(), 0, i);
          add(
              response,
              Section.ANSWER,
              new DSRecord(zone.name(), DClass.IN, 300, Digest.SHA256, key));
        }
      }
    }
  },
  /**
   * CVE-2023-50868: hashes of many iterations and a long salt. The validator needs one to see that
   * there is no delegation at a name, for each label between the zone and the signer.
   */
  ITERATIONS("more than 150 NSEC3 iterations") {
    @Override
    Name host(Name zone) {
      return Name.fromConstantString("a.".repeat(20) + zone);
    }

    @Override
    void change(Message response, SignedZone zone) {
      signedBelow(response);
      Name name = response.getQuestion().getName();
      if (response.getQuestion().getType() != Type.DS || name.equals(zone.name())) {
        return;
      }
      response.removeAllRecords(Section.AUTHORITY);
      NSEC3Record any = denial(zone.name(), new byte[20]);
      String hash = new base32(base32.Alphabet.BASE32HEX, false, false).toString(hash(any, name));
      Record denial = denial(Name.fromConstantString(hash + "." + zone.name()), new byte[20]);
      add(response, Section.AUTHORITY, denial);
      add(response, Section.AUTHORITY, zone.key().sign(new RRset(denial)));
    }

    private NSEC3Record denial(Name owner, byte[] next) {
      return new NSEC3Record(
          owner, DClass.IN, 300, 1, 0, 65535, new byte[255], next, new int[] {Type.TXT});
    }

    private byte[] hash(NSEC3Record parameters, Name name) {
      try {
        return parameters.hashName(name);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  },
  /** Signed by a zone far below, to which each label may have a delegation. */
  MANY_LABELS("queries to send") {
    @Override
    Name host(Name zone) {
      return Name.fromConstantString("a.".repeat(100) + zone);
    }

    @Override
    void change(Message response, SignedZone zone) {
      signedBelow(response);
    }
  };

  private final String reason;

  CostlyZone(String reason) {
    this.reason = reason;
  }

  /** What the answer's reason has. */
  String reason() {
    return reason;
  }

  Name zone() {
    return Name.fromConstantString(name().toLowerCase(java.util.Locale.ROOT) + ".example.");
  }

  /** A name in the zone that has a TXT record. */
  Name host() {
    return host(zone());
  }

  Name host(Name zone) {
    return Name.fromConstantString("www." + zone);
  }

  SigningKey key(Name zone) throws GeneralSecurityException {
    return SigningKey.p256(zone);
  }

  /** Changes the honest answer to a query for a name in the zone. */
  void change(Message response, SignedZone zone) {}

  SignedZone addTo(SignedZones zones) throws GeneralSecurityException {
    return zones.zone(zone(), key(zone())).add(new TXTRecord(host(), DClass.IN, 300, "text"));
  }

  static void add(Message response, int section, Record record) {
    response.addRecord(record, section);
  }

  static Record text(SignedZone zone, String label, String text) {
    Name owner = Name.fromConstantString(label + "." + zone.name());
    return new TXTRecord(owner, DClass.IN, 300, text);
  }

  static void pad(Message response, SignedZone zone, int sets) {
    for (int i = 0; i < sets; i++) {
      Name owner = Name.fromConstantString("n" + i + "." + zone.name());
      Record denial = new NSECRecord(owner, DClass.IN, 300, owner, new int[] {Type.TXT});
      add(response, Section.AUTHORITY, denial);
      zone.signatures(new RRset(denial))
          .forEach(signature -> add(response, Section.AUTHORITY, signature));
    }
  }

  static void wrongSignatures(Message response, int number) {
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      List<Record> records = List.copyOf(response.getSection(section));
      response.removeAllRecords(section);
      for (Record record : records) {
        if (record instanceof RRSIGRecord right) {
          for (int i = 0; i < number; i++) {
            response.addRecord(SigningKey.wrong(right, i), section);
          }
        }
        response.addRecord(record, section);
      }
    }
  }

  /** The answer's signatures name its owner as the signer. */
  static void signedBelow(Message response) {
    if (response.getQuestion().getType() != Type.TXT) {
      return;
    }
    List<Record> records = List.copyOf(response.getSection(Section.ANSWER));
    response.removeAllRecords(Section.ANSWER);
    for (Record record : records) {
      add(
          response,
          Section.ANSWER,
          record instanceof RRSIGRecord signature
              ? SigningKey.bySigner(signature, record.getName())
              : record);
    }
  }

  static DNSKEYRecord withOctet(DNSKEYRecord key, int at, int change) {
    byte[] octets = key.getKey().clone();
    octets[at] ^= (byte) change;
    return of(key, octets);
  }

  private static DNSKEYRecord of(DNSKEYRecord key, byte[] octets) {
    return new DNSKEYRecord(
        key.getName(),
        DClass.IN,
        key.getTTL(),
        key.getFlags(),
        key.getProtocol(),
        key.getAlgorithm(),
        octets);
  }

  /** The tag is a sum, so two pairs of octets may change places (RFC 4034 appendix B). */
  static DNSKEYRecord withTheTagOf(DNSKEYRecord key, int place) {
    byte[] octets = key.getKey().clone();
    for (int i = 0; i < 2; i++) {
      byte first = octets[i];
      octets[i] = octets[2 * place + i];
      octets[2 * place + i] = first;
    }
    return of(key, octets);
  }
}
