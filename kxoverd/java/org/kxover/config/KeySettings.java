package org.kxover.config;

import java.time.Duration;
import java.util.List;
import org.kxover.kerberos.EncryptionType;

/** Of {@code [realm REALM]}: crossover keys, and their life. */
public final class KeySettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  public static final Setting<RealmSettings, List<EncryptionType>> ENCRYPTION_TYPES =
      DECLARED.byDefault(
          "encryption_types",
          Lists.ENCRYPTION_TYPES,
          "aes256-cts-hmac-sha384-192 aes128-cts-hmac-sha256-128"
              + " aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96",
          """
          Encryption types of crossover keys. Two realms use the types that both of them list, and
          the KDC encrypts crossover tickets with the strongest. A type that kadmin does not know
          is left out, and the log says so (krb5 before 1.15 has no aes-sha2). A type that
          permitted_enctypes in krb5.conf leaves out should not be here.""");

  public static final Setting<RealmSettings, Duration> KEY_LIFETIME =
      DECLARED.byDefault(
          "key_lifetime",
          Types.time("2m", "366d"),
          "30d",
          """
          How long a crossover key is in force at most; the shorter time of the two realms holds.
          It must be at least twice max_ticket_life.""");

  public static final Setting<RealmSettings, Duration> MAX_TICKET_LIFE =
      DECLARED.byDefault(
          "max_ticket_life",
          Types.time("10s", "7d"),
          "10h",
          """
          How long a crossover ticket lives at most. The KDC issues no ticket that would outlive
          its key.""");

  public static final Setting<RealmSettings, Renewal> RENEWAL =
      DECLARED.byDefault(
          "renewal",
          Types.oneOf(Renewal.class),
          "in_use",
          """
          Which keys of our own users are renewed ahead of their end: never, in_use or always. A
          key is in use where the KDC asked for it, or for a key before it, within
          unused_lifetimes lifetimes before its end. A key that is not in use is let end, and the
          first question after its end makes a new one. (Users whose krb5.conf names the other
          realm's hosts go there without a question of the KDC: such realms want always.)""");

  public static final Setting<RealmSettings, Integer> UNUSED_LIFETIMES =
      DECLARED.byDefault(
          "unused_lifetimes",
          Types.number(1, 100),
          "1",
          """
          How many lifetimes count for whether a key is in use (see renewal). 1 is the key's own
          lifetime, 3 is its own and the time of two more before it. The lifetime is the key's
          own, which the other realm may have made shorter than key_lifetime.""");

  public static final Setting<RealmSettings, PriorKeyPolicy> PRIOR_KEY =
      DECLARED.byDefault(
          "prior_key",
          Types.oneOf(PriorKeyPolicy.class),
          "if_possible",
          """
          Whether the key before a new one is mixed into it. Whoever breaks one exchange, if only
          years from now, has then not broken the exchanges after it. if_possible: where both
          realms can read the key before and have the same; where they do not, the log says why.
          required: no key follows another without it, so a realm that has lost its key needs both
          administrators. never: no key is read from the database. To read keys, kadmin needs a
          right of its own (see README.md); kadmin.local has it.""");

  public static final Setting<RealmSettings, Duration> CLOCK_SKEW =
      DECLARED.byDefault(
          "clock_skew", Types.time("1s", "1h"), "5m", "How far a peer's clock may be off.");

  private KeySettings() {}
}
