package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/**
 * Section {@code [realm REALM]}: a realm beside whose KDC this daemon stands.
 *
 * @param host the name of this machine in the realm's SRV record and in the certificate
 * @param passphraseFile where this is there, {@code certificate} is a PKCS#12 file with both under
 *     the passphrase in it, and {@code privateKey} is not used
 * @param pkixRoots certificates in PEM of authorities that TLSA usages 0 and 1 may rest on; absent:
 *     records of these usages are unusable
 * @param federationRoots certificates in PEM, in one of which every peer's chain must end; absent:
 *     there is no such limit
 * @param kadmin the command that administers the realm's database, in words
 * @param kadminSession how long one kadmin serves before the next is logged in
 * @param leastFree octets that must be free on the database's file system for a change
 * @param encryptionTypes that crossover keys may have
 * @param keyLifetime of a crossover key, at most
 * @param maxTicketLife of a crossover ticket; no ticket outlives its key
 * @param clockSkew how far a peer's clock may be off
 * @param policy with whom to cross over
 * @param offerOtherDirection whether to ask a realm that was served for a key of our own users
 * @param priorKey whether a key that follows another has that one mixed in
 * @param replication who else reads or writes the database
 */
public record RealmSettings(
    Realm realm,
    String host,
    Path certificate,
    Path privateKey,
    Optional<Path> passphraseFile,
    Optional<Path> pkixRoots,
    Optional<Path> federationRoots,
    List<String> kadmin,
    Optional<Path> krb5Config,
    Optional<Path> kdcProfile,
    Duration kadminTimeout,
    Duration kadminSession,
    long leastFree,
    List<EncryptionType> encryptionTypes,
    Duration keyLifetime,
    Duration maxTicketLife,
    Duration clockSkew,
    PolicySettings policy,
    RenewalSettings renewal,
    boolean offerOtherDirection,
    PriorKeyPolicy priorKey,
    ReplicationSettings replication) {
  private static final int MAX_MEGABYTES = 100_000_000;

  static RealmSettings from(Section section) throws ConfigException {
    Realm realm;
    try {
      realm = Realm.parse(section.argument().orElseThrow());
    } catch (KerberosSyntaxException e) {
      throw new ConfigException(section.where(), e.getMessage());
    }
    RealmSettings settings =
        new RealmSettings(
            realm,
            section.hostName("host"),
            section.path("certificate", "/etc/kxover/" + realm + ".crt"),
            section.path("private_key", "/etc/kxover/private/" + realm + ".key"),
            section.path("passphrase_file"),
            section.path("pkix_roots"),
            section.path("federation_roots"),
            section.words("kadmin", "kadmin.local -r " + realm),
            section.path("krb5_config"),
            section.path("kdc_profile"),
            section.duration(
                "kadmin_timeout", "10s", Duration.ofMillis(100), Duration.ofMinutes(2)),
            section.duration("kadmin_session", "1h", Duration.ofSeconds(5), Duration.ofDays(1)),
            (long) section.integer("least_free_mb", 16, 0, MAX_MEGABYTES) << 20,
            section.encryptionTypes(
                "encryption_types",
                "aes256-cts-hmac-sha384-192 aes128-cts-hmac-sha256-128"
                    + " aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96"),
            section.duration("key_lifetime", "30d", Duration.ofMinutes(2), Duration.ofDays(366)),
            section.duration("max_ticket_life", "10h", Duration.ofSeconds(10), Duration.ofDays(7)),
            section.duration("clock_skew", "5m", Duration.ofSeconds(1), Duration.ofHours(1)),
            PolicySettings.from(section),
            RenewalSettings.from(section),
            section.flag("offer_other_direction", false),
            PriorKeyPolicy.from(section),
            ReplicationSettings.from(section));
    if (settings.keyLifetime().compareTo(settings.maxTicketLife().multipliedBy(2)) < 0) {
      throw new ConfigException(
          section.where(), "key_lifetime must be at least twice max_ticket_life");
    }
    return settings;
  }

  /** What kadmin needs in its environment beside a fixed locale and time zone. */
  public Map<String, String> kadminEnvironment() {
    Map<String, String> environment = new HashMap<>();
    krb5Config.ifPresent(path -> environment.put("KRB5_CONFIG", path.toString()));
    kdcProfile.ifPresent(path -> environment.put("KRB5_KDC_PROFILE", path.toString()));
    return Map.copyOf(environment);
  }

  /** The same with the files that may hold secrets where {@code place} says. */
  RealmSettings withPrivateFiles(UnaryOperator<Path> place) {
    return new RealmSettings(
        realm,
        host,
        place.apply(certificate),
        place.apply(privateKey),
        passphraseFile.map(place),
        pkixRoots,
        federationRoots,
        kadmin,
        krb5Config,
        kdcProfile,
        kadminTimeout,
        kadminSession,
        leastFree,
        encryptionTypes,
        keyLifetime,
        maxTicketLife,
        clockSkew,
        policy,
        renewal,
        offerOtherDirection,
        priorKey,
        replication);
  }

  /** Whether both show the same certificate. */
  public boolean sharesCertificate(RealmSettings other) {
    // In a PKCS#12 file the key is beside the certificate, and private_key means nothing.
    return certificate.equals(other.certificate)
        && passphraseFile.equals(other.passphraseFile)
        && (passphraseFile.isPresent() || privateKey.equals(other.privateKey));
  }

  /** Why one daemon cannot serve both, if it cannot. */
  Optional<String> conflict(RealmSettings other) {
    if (realm.sameDomain(other.realm)) {
      return Optional.of("[realm " + other.realm + "] is the same realm in DNS");
    }
    if (host.equals(other.host) && !sharesCertificate(other)) {
      return Optional.of(
          "[realm "
              + other.realm
              + "] has the same host, "
              + host
              + ", which can show one certificate only: give both the same certificate and"
              + " private_key, or each a host of its own");
    }
    return Optional.empty();
  }
}
