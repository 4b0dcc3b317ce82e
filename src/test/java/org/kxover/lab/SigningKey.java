package org.kxover.lab;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/**
 * The key of a zone that a Java program signs, honestly or not.
 *
 * @param record for the zone's DNSKEY RRset
 */
public record SigningKey(DNSKEYRecord record, PrivateKey privateKey) {
  private static final int TTL = 300;
  private static final int FLAGS = DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY;

  /** An ECDSA key on P-256, as most zones have. */
  public static SigningKey p256(Name zone) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    try {
      return new SigningKey(
          new DNSKEYRecord(
              zone,
              DClass.IN,
              TTL,
              FLAGS,
              DNSKEYRecord.Protocol.DNSSEC,
              Algorithm.ECDSAP256SHA256,
              pair.getPublic()),
          pair.getPrivate());
    } catch (DNSSEC.DNSSECException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * An RSA key for SHA-256.
   *
   * @param longExponent true for a public exponent of nearly the length of the modulus, false for
   *     65537
   */
  public static SigningKey rsa(Name zone, int modulusBits, boolean longExponent)
      throws GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    BigInteger small = BigInteger.valueOf(65537);
    while (true) {
      BigInteger p = BigInteger.probablePrime(modulusBits / 2, random);
      BigInteger q = BigInteger.probablePrime(modulusBits - modulusBits / 2, random);
      BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
      BigInteger modulus = p.multiply(q);
      if (!phi.gcd(small).equals(BigInteger.ONE) || modulus.bitLength() != modulusBits) {
        continue;
      }
      BigInteger inverse = small.modInverse(phi);
      return ofNumbers(
          zone, modulus, longExponent ? inverse : small, longExponent ? small : inverse);
    }
  }

  /** An RSA key of these numbers, whether or not they are a key. */
  public static SigningKey ofNumbers(
      Name zone, BigInteger modulus, BigInteger publicExponent, BigInteger privateExponent)
      throws GeneralSecurityException {
    byte[] exponent = unsigned(publicExponent);
    DNSOutput key = new DNSOutput();
    if (exponent.length < 256) {
      key.writeU8(exponent.length);
    } else {
      key.writeU8(0);
      key.writeU16(exponent.length);
    }
    key.writeByteArray(exponent);
    key.writeByteArray(unsigned(modulus));
    return new SigningKey(
        new DNSKEYRecord(
            zone,
            DClass.IN,
            TTL,
            FLAGS,
            DNSKEYRecord.Protocol.DNSSEC,
            Algorithm.RSASHA256,
            key.toByteArray()),
        KeyFactory.getInstance("RSA")
            .generatePrivate(new RSAPrivateKeySpec(modulus, privateExponent)));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] octets = number.toByteArray();
    return octets[0] == 0 ? java.util.Arrays.copyOfRange(octets, 1, octets.length) : octets;
  }

  public Name zone() {
    return record.getName();
  }

  /** A signature that is valid from an hour ago to a month from now. */
  public RRSIGRecord sign(RRset set) {
    Instant now = Instant.now();
    try {
      return DNSSEC.sign(
          set, record, privateKey, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)));
    } catch (DNSSEC.DNSSECException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * A signature as another one, that verifies nothing.
   *
   * @param number makes signatures differ
   */
  public static RRSIGRecord wrong(RRSIGRecord right, int number) {
    byte[] octets = right.getSignature().clone();
    octets[octets.length - 1 - number % octets.length] ^= 1;
    return copy(right, right.getSigner(), octets);
  }

  /** A signature as another one, that names another signer. */
  public static RRSIGRecord bySigner(RRSIGRecord right, Name signer) {
    return copy(right, signer, right.getSignature());
  }

  private static RRSIGRecord copy(RRSIGRecord right, Name signer, byte[] octets) {
    return new RRSIGRecord(
        right.getName(),
        right.getDClass(),
        right.getTTL(),
        right.getTypeCovered(),
        right.getAlgorithm(),
        right.getOrigTTL(),
        right.getExpire(),
        right.getTimeSigned(),
        right.getFootprint(),
        signer,
        octets);
  }
}
