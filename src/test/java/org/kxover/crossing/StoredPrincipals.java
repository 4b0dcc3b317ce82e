package org.kxover.crossing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Crossover principals of {@link TwoRealms} as a database may have them. */
abstract class StoredPrincipals {
  /** {@code krbtgt/B.EXAMPLE@A.EXAMPLE}. */
  public static final PrincipalName A_TO_B =
      PrincipalName.crossover(new Realm("B.EXAMPLE"), new Realm("A.EXAMPLE"));

  abstract Instant now();

  /** {@code krbtgt/B.EXAMPLE@A.EXAMPLE} with these kvnos and the time that each has left. */
  public StoredCrossover stored(Role role, TreeMap<Integer, Duration> keys) {
    return stored(role, keys, Duration.ofDays(1));
  }

  /** A crossover principal with one key of this age. */
  public StoredCrossover stored(Role role, int kvno, Duration left, Duration age) {
    return stored(role, new TreeMap<>(Map.of(kvno, left)), age);
  }

  private StoredCrossover stored(Role role, TreeMap<Integer, Duration> keys, Duration age) {
    TreeMap<Integer, KeyValidity> validities = new TreeMap<>();
    KerberosTime from = new KerberosTime(now()).minus(age);
    keys.forEach(
        (kvno, left) ->
            validities.put(
                kvno,
                new KeyValidity(
                    from,
                    new KerberosTime(now()).plus(left),
                    List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
                    "kx.b.example:4088",
                    "x25519")));
    return new StoredCrossover(A_TO_B, true, Optional.ofNullable(role), keys.lastKey(), validities);
  }

  public StoredCrossover stored(Role role, int kvno, Duration left) {
    return stored(role, new TreeMap<>(Map.of(kvno, left)));
  }

  public static StoredCrossover handMade() {
    return new StoredCrossover(A_TO_B, false, Optional.empty(), 3, new TreeMap<>());
  }
}
