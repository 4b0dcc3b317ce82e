package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.SigningKey;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What a response may have at most, and what is counted while it is validated. */
class AnswerBoundsTest {
  private static final Name ZONE = Name.fromConstantString("b.example.");
  private static final Name HOST = Name.fromConstantString("www.b.example.");
  private static final Record TEXT = new TXTRecord(HOST, DClass.IN, 300, "text");

  private final LookupWork work = new LookupWork(Deadline.in(Duration.ofMinutes(5)));
  private final Message response = new Message();

  private void add(Record record) {
    response.addRecord(record, Section.ANSWER);
  }

  private void apply() {
    AnswerBounds.apply(response, work);
  }

  private String refusal() {
    String message = assertThrows(CostlyException.class, this::apply).getMessage();
    assertEquals(Optional.of(message), work.costly());
    return message;
  }

  private List<RRSIGRecord> metered() {
    apply();
    return response.getSection(Section.ANSWER).stream()
        .filter(RRSIGRecord.class::isInstance)
        .map(RRSIGRecord.class::cast)
        .toList();
  }

  /** A key of these lengths; nobody could sign with it. */
  private static DNSKEYRecord key(int exponentBits, int modulusBits)
      throws GeneralSecurityException {
    BigInteger exponent = BigInteger.ONE.shiftLeft(exponentBits - 1).setBit(0);
    BigInteger modulus = BigInteger.ONE.shiftLeft(modulusBits - 1).setBit(0);
    return SigningKey.ofNumbers(ZONE, modulus, exponent, BigInteger.TWO).record();
  }

  @ParameterizedTest
  @CsvSource({"2, 1024", "17, 2048", "64, 2048", "64, 4096", "17, 4096"})
  void keysOfHonestZones(int exponentBits, int modulusBits) throws Exception {
    add(key(exponentBits, modulusBits));
    assertDoesNotThrow(this::apply);
    assertEquals(
        Optional.of(new RsaSize(exponentBits, modulusBits)),
        RsaSize.of(key(exponentBits, modulusBits)));
  }

  @ParameterizedTest
  @CsvSource({
    "65, 2048, more than 64 bits in an RSA exponent",
    "3066, 3070, more than 64 bits in an RSA exponent",
    "17, 4097, more than 4096 bits in an RSA modulus",
    "17, 16384, more than 4096 bits in an RSA modulus",
  })
  void longerKeysAreRefused(int exponentBits, int modulusBits, String why) throws Exception {
    add(key(exponentBits, modulusBits));
    assertEquals(why, refusal());
  }

  /** Leading zeros are no bits. A key whose lengths fit nowhere is left to the validator. */
  @Test
  void readsLengthsFromAnyOctets() throws Exception {
    assertEquals(Optional.of(new RsaSize(0, 0)), RsaSize.of(rsa(1, 0, 0)));
    assertEquals(Optional.of(new RsaSize(2, 9)), RsaSize.of(rsa(2, 0, 3, 0, 1, 255)));
    assertEquals(Optional.of(new RsaSize(2, 1)), RsaSize.of(rsa(0, 0, 1, 3, 1)));
    assertEquals(Optional.empty(), RsaSize.of(rsa(9, 1, 1)));
    assertEquals(Optional.empty(), RsaSize.of(rsa()));
    assertEquals(Optional.empty(), RsaSize.of(SigningKey.p256(ZONE).record()));
  }

  private static DNSKEYRecord rsa(int... octets) {
    byte[] key = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      key[i] = (byte) octets[i];
    }
    return new DNSKEYRecord(ZONE, DClass.IN, 300, 257, 3, 8, key);
  }

  @Test
  void eightSignaturesOverTheSameRecordsAndNoMore() throws Exception {
    RRSIGRecord right = SigningKey.p256(ZONE).sign(new RRset(TEXT));
    add(TEXT);
    for (int i = 0; i < AnswerBounds.MAX_SIGNATURES; i++) {
      add(SigningKey.wrong(right, i));
    }
    assertDoesNotThrow(this::apply);
    add(right);
    assertEquals("more than 8 signatures over the same records", refusal());
  }

  @Test
  void sixteenRrsetsInBothSectionsAndNoMore() {
    add(TEXT);
    for (int i = 1; i < AnswerBounds.MAX_RRSETS; i++) {
      denial(i);
    }
    assertDoesNotThrow(this::apply);
    denial(AnswerBounds.MAX_RRSETS);
    assertEquals("more than 16 RRsets", refusal());
  }

  private void denial(int number) {
    Name owner = Name.fromConstantString("n" + number + ".b.example.");
    int[] types = {Type.TXT};
    response.addRecord(new NSECRecord(owner, DClass.IN, 60, owner, types), Section.AUTHORITY);
  }

  /** Of a wildcard's signature the labels count, which are fewer than the name's. */
  @Test
  void aMeteredSignatureIsTheSameSignature() throws Exception {
    Record wild = new TXTRecord(Name.fromConstantString("*.b.example."), DClass.IN, 300, "text");
    RRSIGRecord right = SigningKey.p256(ZONE).sign(new RRset(wild));
    add(TEXT);
    add(Record.newRecord(HOST, Type.RRSIG, DClass.IN, 300, right.rdataToWireCanonical()));
    RRSIGRecord metered = metered().get(0);
    assertArrayEquals(right.rdataToWireCanonical(), metered.rdataToWireCanonical());
    assertEquals(right.getLabels(), metered.getLabels());
    assertEquals(0, work.verifications());
    assertArrayEquals(right.getSignature(), metered.getSignature());
    assertEquals(1, work.verifications());
  }

  @Test
  void aFifthWrongSignatureIsNotVerified() throws Exception {
    RRSIGRecord right = SigningKey.p256(ZONE).sign(new RRset(TEXT));
    add(TEXT);
    for (int i = 0; i < 6; i++) {
      add(SigningKey.wrong(right, i));
    }
    List<RRSIGRecord> metered = metered();
    // The first, and one after each of four that failed.
    metered.subList(0, 5).forEach(RRSIGRecord::getSignature);
    RRSIGRecord sixth = metered.get(5);
    assertThrows(CostlyException.class, sixth::getSignature);
    assertEquals(Optional.of("more than 4 signatures are wrong"), work.costly());
    assertEquals(5, work.verifications());
  }

  @Test
  void soManyVerificationsAndQueriesInALookUp() {
    for (int i = 0; i < 64; i++) {
      work.beginVerification(false);
      work.beginQuery();
    }
    assertThrows(CostlyException.class, () -> work.beginVerification(false));
    assertEquals(Optional.of("more than 64 signatures to verify"), work.costly());
    assertThrows(CostlyException.class, work::beginQuery);
    assertEquals(Optional.of("more than 64 queries to send"), work.costly());
  }

  /** The look-up has failed then, and is not costly. */
  @Test
  void nothingIsVerifiedAfterTheDeadline() {
    LookupWork late = new LookupWork(Deadline.in(Duration.ZERO));
    assertThrows(CostlyException.class, () -> late.beginVerification(false));
    assertEquals(0, late.verifications());
    assertEquals(Optional.empty(), late.costly());
  }

  /** The validator takes records of a class without trust anchor for those of an unsigned zone. */
  @Test
  void additionalRecordsAndOtherClassesAreLeftOut() {
    add(TEXT);
    add(new TXTRecord(HOST, DClass.CH, 300, "text"));
    response.addRecord(TEXT, Section.ADDITIONAL);
    response.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    apply();
    assertEquals(List.of(TEXT), response.getSection(Section.ANSWER));
    assertEquals(1, response.getSection(Section.ADDITIONAL).size());
    assertTrue(response.getOPT() != null);
  }

  @Test
  void octetsAndRecordsOfAResponse() {
    byte[] octets = new byte[32 * 1024];
    octets[6] = 1;
    octets[10] = 1;
    assertDoesNotThrow(() -> BoundedClients.check(octets));
    octets[9] = 1;
    assertEquals("the answer has 513 records, more than 512", refusal(octets));
    // Where there are no octets for so many, the response is malformed.
    assertDoesNotThrow(() -> BoundedClients.check(Arrays.copyOf(octets, 11 + 513 * 11)));
    assertThrows(
        CostlyException.class, () -> BoundedClients.check(Arrays.copyOf(octets, 12 + 513 * 11)));
    assertEquals("the answer has 32769 octets, more than 32768", refusal(new byte[32 * 1024 + 1]));
    assertDoesNotThrow(() -> BoundedClients.check(new byte[11]));
  }

  private static String refusal(byte[] octets) {
    return assertThrows(CostlyException.class, () -> BoundedClients.check(octets)).getMessage();
  }
}
