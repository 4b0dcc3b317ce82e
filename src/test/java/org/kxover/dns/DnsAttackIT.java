package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * An attacker between the validator and its resolver tries to deny a name that exists. Each test
 * repeats the query without the attack, which must give a secure answer.
 */
class DnsAttackIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Name VICTIM = Name.fromConstantString("_kerberos.www.b.example.");
  private static final String QUESTION = VICTIM + " TXT";

  @TempDir static Path folder;
  private static DnsWorld world;
  private static ZoneKey attackersKey;
  private MeddlingProxy proxy;
  private ValidatingDns dns;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new DnsWorld(folder);
    world.zone("b.example").add("_kerberos.www TXT \"B.EXAMPLE\"");
    world.zone("attacker.example");
    world.zone("plain.example").unsigned();
    world.start();
    attackersKey = new ZoneKey(folder.resolve("dns"), "attacker.example");
  }

  @AfterAll
  static void stopWorld() {
    world.close();
  }

  @BeforeEach
  void startProxy() throws Exception {
    proxy = new MeddlingProxy(world.address(), MeddlingProxy.HONEST);
    TrustAnchors anchors = TrustAnchors.load(world.trustAnchorFile());
    dns = new ValidatingDns(proxy.address(), anchors, TIMEOUT, Clock.systemUTC());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  private void expect(DnsOutcome expected, MeddlingProxy.Meddler attack) {
    proxy.meddle(attack);
    DnsAnswer attacked = dns.lookup(VICTIM, Type.TXT, Deadline.in(TIMEOUT));
    assertEquals(expected, attacked.outcome(), attacked::toString);

    proxy.meddle(MeddlingProxy.HONEST);
    DnsAnswer honest = dns.lookup(VICTIM, Type.TXT, Deadline.in(TIMEOUT));
    assertEquals(DnsOutcome.SECURE, honest.outcome(), honest::toString);
  }

  @Test
  void forgedDenialIsBogus() {
    expect(DnsOutcome.BOGUS, MeddlingProxy.lie(QUESTION, MeddlingProxy.noSuchName()));
  }

  @Test
  void forgedDenialIsNoDenialWhereKeysFail() throws Exception {
    Record[] soa = {soa("b.example.")};
    expect(
        DnsOutcome.FAILED,
        (query, honest) ->
            MeddlingProxy.isForKeys(query)
                ? Optional.of(MeddlingProxy.empty(query, Rcode.SERVFAIL))
                : MeddlingProxy.noSuchName(soa).respond(query, honest));
  }

  @Test
  void forgedDenialIsNoDenialWhereKeysAreSilent() throws Exception {
    TrustAnchors anchors = TrustAnchors.load(world.trustAnchorFile());
    dns = new ValidatingDns(proxy.address(), anchors, Duration.ofMillis(900), Clock.systemUTC());
    Record[] soa = {soa("b.example.")};
    expect(
        DnsOutcome.FAILED,
        (query, honest) ->
            MeddlingProxy.isForKeys(query)
                ? Optional.empty()
                : MeddlingProxy.noSuchName(soa).respond(query, honest));
  }

  @Test
  void unsignedZoneElsewhereMakesNothingInsecure() throws Exception {
    MeddlingProxy.Meddler lie = MeddlingProxy.noSuchName(soa("plain.example."));
    expect(DnsOutcome.BOGUS, MeddlingProxy.lie(QUESTION, lie));
  }

  /**
   * The NSEC record spans from a name of the attacker to one below the victim's (RFC 4034 section
   * 4).
   */
  @Test
  void ownerOfAnotherZoneCannotDenyWithNsec() throws Exception {
    Record nsec =
        new NSECRecord(
            Name.fromString("x.attacker.example."),
            DClass.IN,
            60,
            Name.concatenate(Name.fromString("z"), VICTIM),
            new int[] {Type.A});
    expect(DnsOutcome.BOGUS, MeddlingProxy.lie(QUESTION, denialByAttacker(nsec)));
  }

  /**
   * The NSEC3 record has the hash of the victim's name, in the attacker's zone (RFC 5155 section
   * 8.5).
   */
  @Test
  void ownerOfAnotherZoneCannotDenyWithNsec3() throws Exception {
    byte[] hash =
        new NSEC3Record(Name.root, DClass.IN, 60, 1, 0, 0, new byte[0], new byte[20], new int[0])
            .hashName(VICTIM);
    base32 encoding = new base32(base32.Alphabet.BASE32HEX, false, true);
    Name owner = Name.fromString(encoding.toString(hash) + ".attacker.example.");
    Record nsec3 =
        new NSEC3Record(
            owner, DClass.IN, 60, 1, 0, 0, new byte[0], new byte[20], new int[] {Type.A});
    expect(DnsOutcome.BOGUS, MeddlingProxy.lie(QUESTION, denialByAttacker(nsec3)));
  }

  @Test
  void longerTtlThanSignedIsCut() throws Exception {
    proxy.meddle(
        MeddlingProxy.lie(
            QUESTION,
            (query, honest) -> {
              Message response = MeddlingProxy.empty(query, Rcode.NOERROR);
              for (Record record : honest.getSection(Section.ANSWER)) {
                response.addRecord(
                    Record.newRecord(
                        record.getName(),
                        record.getType(),
                        record.getDClass(),
                        80_000,
                        record.rdataToWireCanonical()),
                    Section.ANSWER);
              }
              return Optional.of(response);
            }));
    DnsAnswer answer = dns.lookup(VICTIM, Type.TXT, Deadline.in(TIMEOUT));
    assertEquals(DnsOutcome.SECURE, answer.outcome(), answer::toString);
    assertEquals(Duration.ofSeconds(300), answer.ttl());
  }

  /** A denial signed with the key of the attacker's zone, with that zone's SOA record. */
  private static MeddlingProxy.Meddler denialByAttacker(Record denial)
      throws DNSSEC.DNSSECException, java.io.IOException {
    List<Record> records = new ArrayList<>();
    Record soa = soa("attacker.example.");
    for (Record record : List.of(soa, denial)) {
      records.add(record);
      records.add(attackersKey.sign(record));
    }
    return (query, honest) -> {
      Message response = MeddlingProxy.empty(query, Rcode.NOERROR);
      records.forEach(record -> response.addRecord(record, Section.AUTHORITY));
      return Optional.of(response);
    };
  }

  private static Record soa(String zone) throws java.io.IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(zone), Type.SOA, DClass.IN));
    Record soa = new SimpleResolver(world.address()).send(query).getSection(Section.ANSWER).get(0);
    assertTrue(soa instanceof SOARecord);
    return soa;
  }
}
