package org.kxover.dns;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.SignedZones;
import org.kxover.lab.SigningKey;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Changes honest answers as the octets of an input say, with the key of one zone. */
final class HostileAnswers {
  private static final List<Name> NAMES =
      List.of(
              "www.b.example.",
              "_kerberos.b.example.",
              "no.b.example.",
              "alias.b.example.",
              "out.b.example.",
              "www.c.b.example.",
              "no.c.b.example.",
              "deep.er.b.example.",
              "er.b.example.",
              "w.h.example.",
              "back.h.example.",
              "no.h.example.",
              "b.example.",
              "c.b.example.",
              "h.example.",
              "example.",
              ".",
              "*.b.example.",
              "*.h.example.",
              "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.h.example.")
          .stream()
          .map(Name::fromConstantString)
          .toList();

  private static final int QUESTIONS = 12;
  private static final int[] SECTIONS = {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL};

  private final SignedZones zones;
  private final SigningKey key;

  HostileAnswers(SignedZones zones, SigningKey key) {
    this.zones = zones;
    this.key = key;
  }

  /** A name to look up. */
  Name name(Choices choices) {
    return NAMES.get(choices.next() % QUESTIONS);
  }

  private static Name anyName(Choices choices) {
    return NAMES.get(choices.next() % NAMES.size());
  }

  /** The octets of an answer: changed as often as the input says, or honest. */
  byte[] octets(Message query, Choices choices) {
    Message response = zones.answer(query);
    int changes = choices.next() % 5;
    try {
      for (int i = 0; i < changes; i++) {
        change(response, query, choices);
      }
      byte[] octets = response.toWire(65535);
      if (!choices.isEmpty() && choices.next() % 16 == 15) {
        for (int flips = choices.next() % 4; flips >= 0; flips--) {
          octets[12 + choices.nextShort() % (octets.length - 12)] ^= (byte) choices.next();
        }
      }
      return octets;
    } catch (IOException | RuntimeException e) {
      // The input asks for what cannot be written.
      return zones.answer(query).toWire();
    }
  }

  private void change(Message response, Message query, Choices choices) throws IOException {
    switch (choices.next() % 14) {
      case 0 -> replace(response, choices, (record, kept) -> {});
      case 1 -> replace(response, choices, (record, kept) -> kept.add(garbled(record, choices)));
      case 2 ->
          replace(
              response,
              choices,
              (record, kept) -> {
                kept.add(garbled(record, choices));
                kept.add(record);
              });
      case 3 ->
          replace(response, choices, (record, kept) -> kept.add(renamed(record, anyName(choices))));
      case 4 -> replace(response, choices, (record, kept) -> move(response, record, choices));
      case 5 -> sign(response, choices, made(anyName(choices), choices));
      case 6 -> wrongSignatures(response, choices);
      case 7 -> response.getHeader().setRcode(choices.next() % 6);
      case 8 -> splice(response, choices);
      case 9 -> flag(response, choices);
      case 10 -> padding(response, choices);
      case 11 -> replace(response, choices, (record, kept) -> kept.add(resigned(record, choices)));
      case 12 -> deny(response, query, choices);
      default -> emptied(response, choices);
    }
  }

  private interface Change {
    void apply(Record record, List<Record> kept) throws IOException;
  }

  private static int section(Choices choices) {
    return SECTIONS[choices.next() % SECTIONS.length];
  }

  private static void replace(Message response, Choices choices, Change change) throws IOException {
    int section = section(choices);
    List<Record> records = List.copyOf(response.getSection(section));
    if (records.isEmpty()) {
      return;
    }
    int chosen = choices.next() % records.size();
    response.removeAllRecords(section);
    for (int i = 0; i < records.size(); i++) {
      List<Record> kept = new ArrayList<>();
      if (i == chosen) {
        change.apply(records.get(i), kept);
      } else {
        kept.add(records.get(i));
      }
      kept.forEach(record -> response.addRecord(record, section));
    }
  }

  private static Record garbled(Record record, Choices choices) {
    byte[] data = record.rdataToWireCanonical();
    if (data.length > 0) {
      data[choices.nextShort() % data.length] ^= (byte) (1 + choices.next() % 255);
    }
    return Record.newRecord(record.getName(), record.getType(), DClass.IN, record.getTTL(), data);
  }

  private static Record renamed(Record record, Name name) {
    return Record.newRecord(
        name, record.getType(), DClass.IN, record.getTTL(), record.rdataToWireCanonical());
  }

  private static void move(Message response, Record record, Choices choices) {
    response.addRecord(record, section(choices));
  }

  private static void emptied(Message response, Choices choices) {
    response.removeAllRecords(section(choices));
  }

  private static void flag(Message response, Choices choices) {
    if (choices.next() % 2 == 0) {
      response.getHeader().setFlag(Flags.AD);
    } else {
      response.getHeader().setFlag(Flags.TC);
    }
  }

  private void splice(Message response, Choices choices) {
    int[] types = {Type.TXT, Type.DS, Type.DNSKEY, Type.SOA, Type.NSEC, Type.CNAME, Type.SRV};
    Record question =
        Record.newRecord(anyName(choices), types[choices.next() % types.length], DClass.IN);
    Message other = zones.answer(Message.newQuery(question));
    int from = section(choices);
    int to = section(choices);
    other.getSection(from).forEach(record -> response.addRecord(record, to));
  }

  private Record made(Name owner, Choices choices) {
    Name target = anyName(choices);
    byte[] salt = new byte[choices.next() % 3 * 100];
    return switch (choices.next() % 9) {
      case 0 -> new TXTRecord(owner, DClass.IN, 300, "forged");
      case 1 -> new CNAMERecord(owner, DClass.IN, 300, target);
      case 2 -> new DNAMERecord(owner, DClass.IN, 300, target);
      case 3 -> new SOARecord(owner, DClass.IN, 300, target, target, 1, 1, 1, 1, choices.next());
      case 4 -> new DSRecord(owner, DClass.IN, 300, Digest.SHA256, key.record());
      case 5 -> renamed(key.record(), owner);
      case 6 -> new SRVRecord(owner, DClass.IN, 300, 0, 0, 88, target);
      case 7 -> new NSECRecord(owner, DClass.IN, 300, target, new int[] {Type.NS, Type.RRSIG});
      default ->
          new NSEC3Record(
              Name.fromConstantString(
                  "0123456789ABCDEFGHIJKLMNOPQRSTUV." + (owner.equals(Name.root) ? "" : owner)),
              DClass.IN,
              300,
              1,
              choices.next() % 2,
              choices.nextShort() % 200,
              salt,
              new byte[20],
              new int[] {Type.NS});
    };
  }

  private void sign(Message response, Choices choices, Record record) {
    int section = section(choices);
    response.addRecord(record, section);
    RRSIGRecord signature = signatureOf(record);
    response.addRecord(
        choices.next() % 4 == 0 ? SigningKey.bySigner(signature, anyName(choices)) : signature,
        section);
  }

  private RRSIGRecord signatureOf(Record record) {
    return key.sign(new RRset(record));
  }

  /** A signature with other times, or by the hostile zone's key over the record. */
  private Record resigned(Record record, Choices choices) {
    if (!(record instanceof RRSIGRecord original)) {
      return record;
    }
    if (choices.next() % 2 == 0) {
      return SigningKey.bySigner(original, anyName(choices));
    }
    Instant end = original.getExpire().plusSeconds(choices.nextShort());
    return new RRSIGRecord(
        original.getName(),
        original.getDClass(),
        original.getTTL(),
        original.getTypeCovered(),
        choices.next(),
        original.getOrigTTL(),
        end,
        original.getTimeSigned(),
        choices.nextShort(),
        original.getSigner(),
        original.getSignature());
  }

  private static void wrongSignatures(Message response, Choices choices) throws IOException {
    int number = choices.next() % 12;
    replace(
        response,
        choices,
        (record, kept) -> {
          if (record instanceof RRSIGRecord right) {
            for (int i = 0; i < number; i++) {
              kept.add(SigningKey.wrong(right, i));
            }
          }
          kept.add(record);
        });
  }

  private void padding(Message response, Choices choices) {
    int section = section(choices);
    for (int i = choices.next() % 20; i > 0; i--) {
      Name owner = Name.fromConstantString("n" + i + ".h.example.");
      Record record = new NSECRecord(owner, DClass.IN, 300, owner, new int[] {Type.TXT});
      response.addRecord(record, section);
      response.addRecord(signatureOf(record), section);
    }
  }

  /** Denies what was asked for, by records that the hostile zone signs. */
  private void deny(Message response, Message query, Choices choices) {
    response.removeAllRecords(Section.ANSWER);
    response.removeAllRecords(Section.AUTHORITY);
    response.getHeader().setRcode(choices.next() % 2 == 0 ? 3 : 0);
    Name name = query.getQuestion().getName();
    Record denial =
        choices.next() % 2 == 0
            ? new NSECRecord(key.zone(), DClass.IN, 300, anyName(choices), new int[] {Type.SOA})
            : new NSECRecord(name, DClass.IN, 300, anyName(choices), new int[] {Type.RRSIG});
    response.addRecord(denial, Section.AUTHORITY);
    response.addRecord(signatureOf(denial), Section.AUTHORITY);
    splice(response, choices);
  }
}
