package org.kxover.kerberos;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The encryption types that a crossover key may have. */
public enum EncryptionType {
  /** RFC 3962. */
  AES128_CTS_HMAC_SHA1_96(17, 16, 1, "aes128-cts-hmac-sha1-96"),
  /** RFC 3962. */
  AES256_CTS_HMAC_SHA1_96(18, 32, 3, "aes256-cts-hmac-sha1-96"),
  /** RFC 8009; MIT krb5 1.15 and later. */
  AES128_CTS_HMAC_SHA256_128(19, 16, 2, "aes128-cts-hmac-sha256-128"),
  /** RFC 8009; MIT krb5 1.15 and later. */
  AES256_CTS_HMAC_SHA384_192(20, 32, 4, "aes256-cts-hmac-sha384-192");

  /** By strength. */
  public static final Comparator<EncryptionType> WEAKEST_FIRST =
      Comparator.comparing(type -> type.strength);

  private final int number;
  private final int keyLength;
  private final int strength;
  private final String mitName;

  EncryptionType(int number, int keyLength, int strength, String mitName) {
    this.number = number;
    this.keyLength = keyLength;
    this.strength = strength;
    this.mitName = mitName;
  }

  /** The number in the IANA registry "Kerberos Encryption Type Numbers". */
  public int number() {
    return number;
  }

  /** The length of a protocol key in octets (RFC 3961 section 3). */
  public int keyLength() {
    return keyLength;
  }

  /** The name in MIT's configuration files and kadmin. */
  public String mitName() {
    return mitName;
  }

  /** Sorts the strongest first, because a KDC issues tickets under a principal's first key. */
  public static List<EncryptionType> strongestFirst(List<EncryptionType> types) {
    return types.stream().sorted(WEAKEST_FIRST.reversed()).toList();
  }

  /** The type with {@code number}; empty if it is unknown or too weak. */
  public static Optional<EncryptionType> ofNumber(int number) {
    for (EncryptionType type : values()) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type with {@link #mitName} {@code name}; empty if it is unknown or too weak. */
  public static Optional<EncryptionType> ofMitName(String name) {
    for (EncryptionType type : values()) {
      if (type.mitName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The names of {@code types} for a text. */
  public static String names(List<EncryptionType> types) {
    return types.stream().map(EncryptionType::mitName).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return mitName;
  }
}
