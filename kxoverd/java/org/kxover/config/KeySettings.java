package org.kxover.config;

import java.time.Duration;
import java.util.List;
import org.kxover.kerberos.EncryptionType;

/** Settings in {@code [realm REALM]}: crossover keys and their lifetimes. */
public final class KeySettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  public static final Setting<RealmSettings, List<EncryptionType>> ENCRYPTION_TYPES =
      DECLARED.byDefault(
          "encryption_types",
          Lists.ENCRYPTION_TYPES,
          "aes256-cts-hmac-sha384-192 aes128-cts-hmac-sha256-128"
              + " aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96",
          """
          Encryption types of crossover keys, which are the cross-realm keys that kxoverd makes.
          Two realms use the types that both of them list. The KDC encrypts crossover tickets with
          the strongest of these. kxoverd leaves out a type that kadmin does not know, and logs
          this (krb5 before 1.15 has no aes-sha2). It also leaves out a type that permitted_enctypes
          in krb5.conf or kdc.conf excludes (see kdc_enctypes). If it may not read kdc.conf, do not
          list a type that kdc.conf excludes.""");

  public static final Setting<RealmSettings, Duration> KEY_LIFETIME =
      DECLARED.byDefault(
          "key_lifetime",
          Types.time("2m", "366d"),
          "30d",
          """
          The longest time that a crossover key is in force. If the other realm has a shorter
          time, the shorter time applies. This must be at least twice max_ticket_life.""");

  public static final Setting<RealmSettings, Duration> MAX_TICKET_LIFE =
      DECLARED.byDefault(
          "max_ticket_life",
          Types.time("10s", "7d"),
          "10h",
          """
          The longest lifetime of a crossover ticket, which is a ticket under a crossover key. The
          KDC issues no ticket that would outlive its key.""");

  public static final Setting<RealmSettings, Renewal> RENEWAL =
      DECLARED.byDefault(
          "renewal",
          Types.oneOf(Renewal.class),
          "in_use",
          """
          Which keys of our own users kxoverd renews before they end. never: none. The first
          request of the KDC after the end of a key makes the next key. in_use: keys for which the
          KDC has asked recently, or for a key before them (see unused_lifetimes). always: all
          keys. Use always if the krb5.conf of your users names hosts of other realms. For these
          users the KDC does not ask kxoverd, so their keys seem not to be in use.""");

  public static final Setting<RealmSettings, Integer> UNUSED_LIFETIMES =
      DECLARED.byDefault(
          "unused_lifetimes",
          Types.number(1, 100),
          "1",
          """
          For renewal = in_use: a key is in use if the KDC asked for it, or for a key before it,
          within this many lifetimes before its end. 1 is the lifetime of the key itself. 3 is its
          own lifetime and twice that time before it. The lifetime is that of the key, which the
          other realm may have made shorter than key_lifetime.""");

  public static final Setting<RealmSettings, PriorKeyPolicy> PRIOR_KEY =
      DECLARED.byDefault(
          "prior_key",
          Types.oneOf(PriorKeyPolicy.class),
          "if_possible",
          """
          Whether kxoverd mixes the previous key of a crossover into the next key. An attacker who
          breaks one exchange, even years later, has then not broken the exchanges after it.
          if_possible: mix it in if both realms can read the previous key and have the same one.
          Otherwise make the key without it, and log why. required: replace no key without it. If
          a realm has lost its key, administrators of both realms must then act. never: read no
          key from the database. To read keys, kadmin needs an additional right (see
          doc/INSTALL.md). kadmin.local has this right.""");

  public static final Setting<RealmSettings, Integer> NEW_KEYS_PER_DAY =
      DECLARED.byDefault(
          "new_keys_per_day",
          Types.number(1, 1_000),
          "8",
          """
          How many keys another realm may get within a day for its users who come in. Only keys that
          it has shown to have, and that are still in force, count. Whoever takes over the DNS of a
          realm for an hour gets no more. A key of 30 days needs less than one in a day.""");

  public static final Setting<RealmSettings, Duration> CLOCK_SKEW =
      DECLARED.byDefault(
          "clock_skew",
          Types.time("1s", "1h"),
          "5m",
          """
          The largest difference that kxoverd accepts between the clocks of this machine and of
          another realm's daemon.""");

  private KeySettings() {}
}
