package org.kxover.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/** Section {@code [realm REALM]}: a realm that this daemon serves beside its KDC. */
public record RealmSettings(Realm realm, Values<RealmSettings> values) {
  static final Section<RealmSettings> SECTION =
      Section.ofEachRealm(
          "realm",
          "EXAMPLE.ORG",
          """
          A realm that this daemon serves, beside the realm's KDC. The name must be spelled
          exactly as in Kerberos, including upper and lower case. There may be several [realm]
          sections, one for each realm. Each realm has a database of its own. Their KDCs use the
          same socket. [realm *] has settings for all realms that do not have their own; there
          {realm} stands for the name of the realm.\
          """,
          List.of(
              CertificateSettings.DECLARED,
              DatabaseSettings.DECLARED,
              KeySettings.DECLARED,
              PolicySettings.DECLARED,
              GuardSettings.DECLARED),
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
    if (!realm.get(DatabaseSettings.KADM5).isEmpty()
        && !realm.get(DatabaseSettings.REPLICA).isEmpty()) {
      throw new ConfigException(
          lines.where(),
          "kadm5 changes the database of this machine, but replica says that this is a copy:"
              + " remove one of the two");
    }
  }

  public <T> T get(Setting<RealmSettings, T> setting) {
    return values.get(setting);
  }

  /** A copy with another value for one setting. */
  public <T> RealmSettings with(Setting<RealmSettings, T> setting, T value) {
    return new RealmSettings(realm, values.with(setting, value));
  }

  /** A copy in which {@code place} has mapped the paths of the files that may hold secrets. */
  RealmSettings withPrivateFiles(UnaryOperator<Path> place) {
    return with(CertificateSettings.CERTIFICATE, place.apply(get(CertificateSettings.CERTIFICATE)))
        .with(CertificateSettings.PRIVATE_KEY, place.apply(get(CertificateSettings.PRIVATE_KEY)))
        .with(
            CertificateSettings.PASSPHRASE_FILE,
            get(CertificateSettings.PASSPHRASE_FILE).map(place));
  }

  /** The files that the values name, also as words of a command. */
  public Set<Path> files() {
    Set<Path> files = new TreeSet<>();
    values.all().forEach(value -> addFiles(value, files));
    return files;
  }

  private static void addFiles(Object value, Set<Path> files) {
    if (value instanceof Path path) {
      files.add(path);
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(one -> addFiles(one, files));
    } else if (value instanceof Collection<?> several) {
      several.forEach(one -> addFiles(one, files));
    } else if (value instanceof String word && word.startsWith("/")) {
      files.add(Path.of(word));
    }
  }

  /** The environment variables that kadmin needs, in addition to a fixed locale and time zone. */
  public Map<String, String> kadminEnvironment() {
    Map<String, String> environment = new HashMap<>();
    get(DatabaseSettings.KRB5_CONFIG)
        .ifPresent(path -> environment.put("KRB5_CONFIG", path.toString()));
    get(DatabaseSettings.KDC_PROFILE)
        .ifPresent(path -> environment.put("KRB5_KDC_PROFILE", path.toString()));
    return Map.copyOf(environment);
  }

  /**
   * Octets that must be free on the file system of the database before a change; 0 for no limit.
   */
  public long leastFree() {
    return (long) get(DatabaseSettings.LEAST_FREE_MB) << 20;
  }

  /** The period in which new realms are counted, as written in the file. */
  public String newRealmsWindow() {
    return Durations.format(get(PolicySettings.NEW_REALMS_WINDOW));
  }

  public boolean isReplica() {
    return !get(DatabaseSettings.REPLICA).isEmpty();
  }

  /** True if other daemons also write keys into the database. */
  public boolean sharesDatabase() {
    // A replica shares the database with the daemon of the primary, which renews the keys.
    return get(DatabaseSettings.SHARED_DATABASE) || isReplica();
  }

  public boolean sharesCertificate(RealmSettings other) {
    Optional<Path> passphrase = get(CertificateSettings.PASSPHRASE_FILE);
    // A PKCS#12 file also holds the private key, so private_key is not used.
    return hasSame(CertificateSettings.CERTIFICATE, other)
        && hasSame(CertificateSettings.PASSPHRASE_FILE, other)
        && (passphrase.isPresent() || hasSame(CertificateSettings.PRIVATE_KEY, other));
  }

  private boolean hasSame(Setting<RealmSettings, ?> setting, RealmSettings other) {
    return get(setting).equals(other.get(setting));
  }

  /** The reason why one daemon cannot serve both realms; empty if it can. */
  Optional<String> conflict(RealmSettings other) {
    if (realm.sameDomain(other.realm)) {
      return Optional.of(
          "[realm "
              + other.realm
              + "] is the same realm in DNS, where upper and lower case make no difference");
    }
    if (hasSame(CertificateSettings.HOST, other) && !sharesCertificate(other)) {
      return Optional.of(
          "[realm "
              + other.realm
              + "] has the same host, "
              + get(CertificateSettings.HOST)
              + ". A host has only one certificate: give both realms the same certificate and"
              + " private_key, or each realm its own host");
    }
    return Optional.empty();
  }
}
