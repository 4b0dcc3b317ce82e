package org.kxover.kdb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Crossover keys to store, between the realms A.EXAMPLE and B.EXAMPLE. */
public final class TestKeys {
  public static final Realm A = new Realm("A.EXAMPLE");
  public static final Realm B = new Realm("B.EXAMPLE");
  public static final PrincipalName A_TO_B = PrincipalName.crossover(B, A);
  public static final PrincipalName B_TO_A = PrincipalName.crossover(A, B);
  public static final Duration TICKET_LIFE = Duration.ofHours(10);
  public static final List<EncryptionType> AES_SHA1 =
      List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA1_96);

  /** Starts with a hyphen, because an option parser may take it for an option. */
  public static final String PASSWORD =
      "-A1b2C3d4E5f6G7h8I9j0K_l-M1n2O3p4Q5r6S7t8U9v0W_x-Y1z2a3B4c5D6e7F";

  public static final KerberosTime NOW = new KerberosTime(Instant.now());
  public static final InstantSource CLOCK = InstantSource.fixed(NOW.instant());

  private TestKeys() {}

  public static CrossoverKey key(PrincipalName name, Role role, int kvno) {
    return key(name, role, kvno, NOW, PASSWORD);
  }

  public static CrossoverKey key(PrincipalName name, Role role, int kvno, String password) {
    return key(name, role, kvno, NOW, password);
  }

  /** A key without a password, whose octets depend on {@code seed}; in force for thirty days. */
  public static CrossoverKey derived(PrincipalName name, Role role, int kvno, int seed) {
    return new CrossoverKey(
        name,
        role,
        kvno,
        AES_SHA1.stream().map(type -> new EncryptionKey(type, octets(type, seed))).toList(),
        NOW,
        NOW.plus(Duration.ofDays(30)),
        TICKET_LIFE,
        "kx.b.example:88",
        "X25519MLKEM768",
        OptionalInt.empty(),
        NOW);
  }

  /** A key of {@code type}, with every octet that a message could confuse. */
  public static byte[] octets(EncryptionType type, int seed) {
    byte[] octets = new byte[type.keyLength()];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (i * 17 + seed * 10 + type.number());
    }
    return octets;
  }

  /** A key in force from {@code from} for thirty days. */
  public static CrossoverKey key(
      PrincipalName name, Role role, int kvno, KerberosTime from, String password) {
    return new CrossoverKey(
        name,
        role,
        kvno,
        password.getBytes(StandardCharsets.US_ASCII),
        AES_SHA1,
        from,
        from.plus(Duration.ofDays(30)),
        TICKET_LIFE,
        "kx.b.example:88",
        "X25519MLKEM768",
        OptionalInt.empty());
  }
}
