package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.DaneVerdict.Status;

/** The digests of leaf.pem were computed with the openssl command. */
class DaneTest {
  private static final String CERTIFICATE_SHA256 =
      "2954f62fabcf85cf4f8afdc1a3f4c60d36754a160a817eced3745622b3dd22df";
  private static final String KEY_SHA256 =
      "42b37d5fb48a06af1cb76d4cc05c11c17c8d5777795c10701a41108fa1a8a66c";
  private static final String CERTIFICATE_SHA512 =
      "97c333d87c9bd332c55738c0118a5a6e2fd9600c3ed2b7f6577be001a08de359"
          + "269192978e4df8a672158937c8a4e7c2b34cce6f5593b72d3c5d8faee8a6775e";
  private static final String KEY_SHA512 =
      "d37ac3d766e044c5d48de31408e97e544d9750e646571918bb7c50be07aacb34"
          + "2aa3ab2c2f9f67b479ed6926d4049102e071cfc69b9c8655336f2bd2917baa72";
  private static final String WRONG_SHA512 = "00".repeat(64);

  private final byte[] leaf = Leaf.der();
  private final List<byte[]> chain = List.of(leaf);

  @ParameterizedTest
  @CsvSource({
    "0,1," + CERTIFICATE_SHA256,
    "1,1," + KEY_SHA256,
    "0,2," + CERTIFICATE_SHA512,
    "1,2," + KEY_SHA512
  })
  void matchesDigestsThatOpensslComputed(int selector, int matchingType, String digest) {
    TlsaRecord record = record(3, selector, matchingType, digest);
    DaneVerdict verdict = Dane.verify(chain, List.of(record), Contexts.PLAIN);

    assertTrue(verdict.ok());
    assertEquals(Optional.of(record), verdict.matched());
    assertEquals(
        "matched by TLSA 3 " + selector + " " + matchingType + " at depth 0", verdict.reason());
    assertEquals(OptionalInt.of(0), verdict.depth());
  }

  @ParameterizedTest
  @CsvSource({
    "0,1," + KEY_SHA256,
    "1,1," + CERTIFICATE_SHA256,
    "0,2," + KEY_SHA512,
    "1,2," + CERTIFICATE_SHA512
  })
  void doesNotConfuseCertificateAndKey(int selector, int matchingType, String digest) {
    DaneVerdict verdict =
        Dane.verify(chain, List.of(record(3, selector, matchingType, digest)), Contexts.PLAIN);

    assertEquals(Status.NO_MATCH, verdict.status());
    assertFalse(verdict.ok());
    assertTrue(verdict.reason().contains("3 1 1 " + KEY_SHA256), verdict.reason());
  }

  @Test
  void matchesFullData() throws Exception {
    byte[] key = CertificateDer.subjectPublicKeyInfo(leaf);

    assertTrue(Dane.verify(chain, List.of(new TlsaRecord(3, 0, 0, leaf)), Contexts.PLAIN).ok());
    assertTrue(Dane.verify(chain, List.of(new TlsaRecord(3, 1, 0, key)), Contexts.PLAIN).ok());

    byte[] otherKey = key.clone();
    otherKey[key.length - 1] ^= 1;
    assertEquals(
        Status.NO_MATCH,
        Dane.verify(chain, List.of(new TlsaRecord(3, 1, 0, otherKey)), Contexts.PLAIN).status());
  }

  @Test
  void bindsTheLeafOnly() {
    byte[] other = leaf.clone();
    other[other.length - 1] ^= 1;
    TlsaRecord record = record(3, 0, 1, CERTIFICATE_SHA256);

    assertEquals(
        Status.NO_MATCH,
        Dane.verify(List.of(other, leaf), List.of(record), Contexts.PLAIN).status());
    assertTrue(Dane.verify(List.of(leaf, other), List.of(record), Contexts.PLAIN).ok());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0;PKIX-TA needs root certificates, and none are set",
        "1;PKIX-EE needs root certificates, and none are set",
        "4;usage 4 is unknown",
        "255;usage 255 is unknown"
      })
  void unusableUsagesNeverMatch(int usage, String why) {
    DaneVerdict verdict =
        Dane.verify(chain, List.of(record(usage, 1, 1, KEY_SHA256)), Contexts.PLAIN);

    assertEquals(Status.ALL_UNUSABLE, verdict.status());
    assertEquals("no TLSA record can be used: " + usage + " 1 1: " + why, verdict.reason());
    assertEquals(Optional.empty(), verdict.matched());
  }

  @ParameterizedTest
  @CsvSource({
    "2,1,selector 2 is unknown",
    "255,1,selector 255 is unknown",
    "1,3,matching type 3 is unknown",
    "1,255,matching type 255 is unknown",
    "1,2,SHA-512 of 32 octets instead of 64",
    "1,0,its data is not a public key",
    "0,0,its data is not a certificate"
  })
  void unusableParametersAreNamed(int selector, int matchingType, String why) {
    DaneVerdict verdict =
        Dane.verify(chain, List.of(record(3, selector, matchingType, KEY_SHA256)), Contexts.PLAIN);

    assertEquals(Status.ALL_UNUSABLE, verdict.status());
    assertTrue(verdict.reason().endsWith(why), verdict.reason());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 64})
  void digestsOfAnotherLengthAreUnusable(int length) {
    byte[] data = Arrays.copyOf(HexFormat.of().parseHex(KEY_SHA256), length);

    assertEquals(
        Status.ALL_UNUSABLE,
        Dane.verify(chain, List.of(new TlsaRecord(3, 1, 1, data)), Contexts.PLAIN).status());
  }

  @Test
  void unusableRecordsAreSkippedNotFatal() {
    List<TlsaRecord> records =
        List.of(
            record(2, 0, 1, CERTIFICATE_SHA256),
            record(3, 1, 2, "00"),
            record(3, 1, 1, KEY_SHA256));

    assertEquals(
        Optional.of(records.get(2)), Dane.verify(chain, records, Contexts.PLAIN).matched());
  }

  /** RFC 7671 section 9: only the SHA-512 record counts, and it is for another key. */
  @Test
  void aStrongerDigestOverridesAWeaker() {
    TlsaRecord sha256 = record(3, 1, 1, KEY_SHA256);
    TlsaRecord wrongSha512 = record(3, 1, 2, WRONG_SHA512);

    assertTrue(Dane.verify(chain, List.of(sha256), Contexts.PLAIN).ok());
    assertEquals(
        Status.NO_MATCH, Dane.verify(chain, List.of(sha256, wrongSha512), Contexts.PLAIN).status());
  }

  @Test
  void agilityStaysWithinASelectorAndLeavesFullDataAlone() {
    TlsaRecord wrongSha512 = record(3, 0, 2, WRONG_SHA512);

    assertTrue(
        Dane.verify(chain, List.of(wrongSha512, record(3, 1, 1, KEY_SHA256)), Contexts.PLAIN).ok());
    assertTrue(
        Dane.verify(chain, List.of(wrongSha512, new TlsaRecord(3, 0, 0, leaf)), Contexts.PLAIN)
            .ok());
  }

  @Test
  void noRecordsAndNoMatchAreDistinct() {
    TlsaRecord good = record(3, 1, 1, KEY_SHA256);

    assertEquals(Status.NO_RECORDS, Dane.verify(chain, List.of(), Contexts.PLAIN).status());
    assertEquals(Status.NO_RECORDS, Dane.verify(List.of(), List.of(), Contexts.PLAIN).status());
    assertEquals(Status.NO_MATCH, Dane.verify(List.of(), List.of(good), Contexts.PLAIN).status());
    assertEquals(
        Status.NO_MATCH,
        Dane.verify(List.of(new byte[] {0x30}), List.of(good), Contexts.PLAIN).status());
  }

  @Test
  void aReasonIsShort() {
    List<TlsaRecord> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(record(200, 1, 1, KEY_SHA256));
    }
    String reason = Dane.verify(chain, many, Contexts.PLAIN).reason();

    assertTrue(reason.endsWith("; and 496 more"), reason);
    assertTrue(reason.length() < 300, reason);
  }

  private static TlsaRecord record(int usage, int selector, int matchingType, String hex) {
    return new TlsaRecord(usage, selector, matchingType, HexFormat.of().parseHex(hex));
  }
}
