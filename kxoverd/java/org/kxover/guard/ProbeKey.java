package org.kxover.guard;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.crypto.TicketCipher;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;

/**
 * A key of the probe's crossover. It is in the database and in the memory of this process. Keys of
 * other daemons of the realm stay beside it.
 *
 * @param till its end in the database
 */
record ProbeKey(int kvno, EncryptionKey key, Instant till) implements AutoCloseable {
  static final Duration LIFETIME = Duration.ofDays(1);

  /** Longer than a database takes to reach the realm's replicas. */
  static final Duration PROPAGATION = LIFETIME.dividedBy(4);

  private static final Duration TICKET_LIFE = Duration.ofMinutes(5);
  private static final int PASSWORD_OCTETS = 48;

  /**
   * Writes a new key into the database, and removes expired ones.
   *
   * @param store of the realm, which does not tell key maintenance about it
   */
  static ProbeKey make(LocalRealm realm, CrossoverStore store, SecureRandom random)
      throws StoreException {
    PrincipalName name = ProbeNames.crossover(realm.name());
    store.removeExpired(name);
    Optional<StoredCrossover> before = store.find(name);
    if (before.isPresent() && before.get().highestKvno() >= CrossoverKey.MAX_KVNO) {
      store.delete(name);
      before = Optional.empty();
    }
    int kvno = before.map(StoredCrossover::highestKvno).orElse(0) + 1;
    List<EncryptionType> types =
        store.possible(realm.settings().get(KeySettings.ENCRYPTION_TYPES)).stream()
            .sorted()
            .toList();
    // The KDC looks for a key of the type that the ticket names.
    EncryptionType type = EncryptionType.strongestFirst(types).get(0);
    KerberosTime now = new KerberosTime(realm.clock().instant());
    byte[] password = password(random);
    char[] characters = characters(password);
    try (CrossoverKey key =
        new CrossoverKey(
            name,
            Role.SERVICE,
            kvno,
            password,
            types,
            now,
            now.plus(LIFETIME),
            TICKET_LIFE,
            "kxover-probe.invalid:1",
            "none",
            OptionalInt.empty())) {
      ProbeKey made =
          new ProbeKey(
              kvno,
              new EncryptionKey(type, TicketCipher.of(type).stringToKey(characters, salt(name))),
              key.till().instant());
      boolean written = false;
      try {
        store.write(key, before);
        written = true;
        return made;
      } finally {
        if (!written) {
          made.close();
        }
      }
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private static byte[] password(SecureRandom random) {
    byte[] secret = new byte[PASSWORD_OCTETS];
    random.nextBytes(secret);
    byte[] password = Base64.getUrlEncoder().withoutPadding().encode(secret);
    Arrays.fill(secret, (byte) 0);
    return password;
  }

  private static char[] characters(byte[] ascii) {
    CharBuffer decoded = StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(ascii));
    char[] characters = new char[decoded.remaining()];
    decoded.duplicate().get(characters);
    Arrays.fill(decoded.array(), '\0');
    return characters;
  }

  /** The default salt (RFC 4120 section 4): the realm and the components, without separators. */
  private static byte[] salt(PrincipalName name) {
    return (name.realm() + String.join("", name.components())).getBytes(StandardCharsets.US_ASCII);
  }

  /** True if it is time to make the next key. */
  boolean isOld(Instant now) {
    return now.isAfter(till.minus(LIFETIME.dividedBy(2)));
  }

  /** True if replicas have had the time to get this key. */
  boolean isEverywhere(Instant now) {
    return now.isAfter(till.minus(LIFETIME).plus(PROPAGATION));
  }

  /** True if a ticket under this key could not serve one more request. */
  boolean isOver(Instant now) {
    return now.isAfter(till.minus(TICKET_LIFE));
  }

  ProbeKey copy() {
    return new ProbeKey(kvno, new EncryptionKey(key.type(), key.octets()), till);
  }

  /** Wipes the key. */
  @Override
  public void close() {
    key.close();
  }
}
