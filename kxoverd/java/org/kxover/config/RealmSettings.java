package org.kxover.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/** Section {@code [realm REALM]}: a realm beside whose KDC this daemon stands. */
public record RealmSettings(Realm realm, Values<RealmSettings> values) {
  static final Section<RealmSettings> SECTION =
      Section.ofEachRealm(
          "realm",
          "EXAMPLE.ORG",
          """
          The realm of a KDC beside this daemon, in its own spelling. There may be several such
          sections, each for a realm with a database of its own; their KDCs ask on the same socket.""",
          List.of(
              CertificateSettings.DECLARED,
              DatabaseSettings.DECLARED,
              KeySettings.DECLARED,
              PolicySettings.DECLARED),
          RealmSettings::check);

  static RealmSettings read(SectionLines lines) throws ConfigException {
    Realm realm;
    try {
      realm = Realm.parse(lines.argument().orElseThrow());
    } catch (KerberosSyntaxException e) {
      throw new ConfigException(lines.where(), e.getMessage());
    }
    return new RealmSettings(realm, Values.<RealmSettings>none().and(SECTION, lines));
  }

  private static void check(Values<RealmSettings> realm, SectionLines lines)
      throws ConfigException {
    if (realm
            .get(KeySettings.KEY_LIFETIME)
            .compareTo(realm.get(KeySettings.MAX_TICKET_LIFE).multipliedBy(2))
        < 0) {
      throw new ConfigException(
          lines.where(), "key_lifetime must be at least twice max_ticket_life");
    }
  }

  /** The value of a setting of this realm. */
  public <T> T get(Setting<RealmSettings, T> setting) {
    return values.get(setting);
  }

  /** These settings with another value of one. */
  public <T> RealmSettings with(Setting<RealmSettings, T> setting, T value) {
    return new RealmSettings(realm, values.with(setting, value));
  }

  /** These settings with the files that may hold secrets where {@code place} says. */
  RealmSettings withPrivateFiles(UnaryOperator<Path> place) {
    return with(CertificateSettings.CERTIFICATE, place.apply(get(CertificateSettings.CERTIFICATE)))
        .with(CertificateSettings.PRIVATE_KEY, place.apply(get(CertificateSettings.PRIVATE_KEY)))
        .with(
            CertificateSettings.PASSPHRASE_FILE,
            get(CertificateSettings.PASSPHRASE_FILE).map(place));
  }

  /** What kadmin needs in its environment beside a fixed locale and time zone. */
  public Map<String, String> kadminEnvironment() {
    Map<String, String> environment = new HashMap<>();
    get(DatabaseSettings.KRB5_CONFIG)
        .ifPresent(path -> environment.put("KRB5_CONFIG", path.toString()));
    get(DatabaseSettings.KDC_PROFILE)
        .ifPresent(path -> environment.put("KRB5_KDC_PROFILE", path.toString()));
    return Map.copyOf(environment);
  }

  /** Octets that must be free on the database's file system for a change; 0: no limit. */
  public long leastFree() {
    return (long) get(DatabaseSettings.LEAST_FREE_MB) << 20;
  }

  /** The time for which new realms are counted, as a file writes it. */
  public String newRealmsWindow() {
    return Durations.format(get(PolicySettings.NEW_REALMS_WINDOW));
  }

  /** Whether the KDC beside this daemon is a replica. */
  public boolean isReplica() {
    return !get(DatabaseSettings.REPLICA).isEmpty();
  }

  /** Whether other daemons write keys into the database too. */
  public boolean sharesDatabase() {
    // The primary of a replica has a daemon of its own, which renews the keys.
    return get(DatabaseSettings.SHARED_DATABASE) || isReplica();
  }

  /** Whether both show the same certificate. */
  public boolean sharesCertificate(RealmSettings other) {
    Optional<Path> passphrase = get(CertificateSettings.PASSPHRASE_FILE);
    // In a PKCS#12 file the key is beside the certificate, and private_key means nothing.
    return isAlike(CertificateSettings.CERTIFICATE, other)
        && isAlike(CertificateSettings.PASSPHRASE_FILE, other)
        && (passphrase.isPresent() || isAlike(CertificateSettings.PRIVATE_KEY, other));
  }

  private boolean isAlike(Setting<RealmSettings, ?> setting, RealmSettings other) {
    return get(setting).equals(other.get(setting));
  }

  /** Why one daemon cannot serve both, if it cannot. */
  Optional<String> conflict(RealmSettings other) {
    if (realm.sameDomain(other.realm)) {
      return Optional.of("[realm " + other.realm + "] is the same realm in DNS");
    }
    if (isAlike(CertificateSettings.HOST, other) && !sharesCertificate(other)) {
      return Optional.of(
          "[realm "
              + other.realm
              + "] has the same host, "
              + get(CertificateSettings.HOST)
              + ", which can show one certificate only: give both the same certificate and"
              + " private_key, or each a host of its own");
    }
    return Optional.empty();
  }
}
