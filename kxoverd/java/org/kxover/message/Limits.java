package org.kxover.message;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The limits that KX-OFFER and KXOVER-KEY-INFO share. Each method throws {@link
 * IllegalArgumentException} with the text {@code field: problem}, which a parser appends to its
 * path.
 */
final class Limits {
  private static final int MIN_SALT = 16;
  private static final int MAX_SALT = 64;
  private static final int MAX_ETYPES = 32;
  private static final int MAX_EXTENSIONS = 16;

  /**
   * The limit for all extension values in total, so that a message stays below its maximum size.
   */
  private static final int MAX_EXTENSION_OCTETS = 32768;

  private static final long MAX_UINT32 = 0xffff_ffffL;

  private Limits() {}

  /** Checks and copies {@code salt}, of at least 128 bits. */
  static byte[] salt(String field, byte[] salt) {
    require(
        salt.length >= MIN_SALT && salt.length <= MAX_SALT,
        field,
        "not " + MIN_SALT + " to " + MAX_SALT + " octets");
    return salt.clone();
  }

  static void uint32(String field, long value) {
    require(value >= 0 && value <= MAX_UINT32, field, "not a UInt32");
  }

  static void uint32(String field, OptionalLong value) {
    value.ifPresent(number -> uint32(field, number));
  }

  /** Checks and copies {@code etypes}. They must ascend, so that each set has only one encoding. */
  static List<Integer> etypes(String field, List<Integer> etypes) {
    List<Integer> copy = List.copyOf(etypes);
    require(!copy.isEmpty() && copy.size() <= MAX_ETYPES, field, "not 1 to " + MAX_ETYPES);
    for (int i = 1; i < copy.size(); i++) {
      require(copy.get(i - 1) < copy.get(i), field, "not rising");
    }
    return copy;
  }

  /** Checks and copies {@code extensions}, and keeps their order. */
  static List<KxExtension> extensions(String field, List<KxExtension> extensions) {
    List<KxExtension> copy = List.copyOf(extensions);
    require(copy.size() <= MAX_EXTENSIONS, field, "more than " + MAX_EXTENSIONS);
    Set<String> oids = new HashSet<>();
    int octets = 0;
    for (KxExtension extension : copy) {
      require(oids.add(extension.oid()), field, extension.oid() + " twice");
      octets += extension.value().length;
    }
    require(
        octets <= MAX_EXTENSION_OCTETS,
        field,
        "together more than " + MAX_EXTENSION_OCTETS + " octets");
    return copy;
  }

  static void require(boolean holds, String field, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + problem);
    }
  }
}
