package org.kxover.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/** Settings without a file. Tests change single settings with {@code with}. */
public final class TestSettings {
  private static final String NOWHERE = "no file";

  private TestSettings() {}

  /** Settings of a daemon without a realm; all have their defaults. */
  public static Settings daemon() {
    try {
      Values<Settings> values = Values.none();
      for (Section<Settings> section : Settings.DAEMON_SECTIONS) {
        values = values.and(section, SectionLines.absent(NOWHERE, section.name()));
      }
      return new Settings(values, List.of());
    } catch (ConfigException e) {
      throw new IllegalStateException("a default is not valid", e);
    }
  }

  /** Settings of a realm without a database and guard. All others have their defaults. */
  public static RealmSettings defaults(Realm realm) {
    SectionLines lines = new SectionLines(NOWHERE, NOWHERE, "realm", realm.name());
    try {
      lines.add(CertificateSettings.HOST.name(), "kx." + realm.dnsName(), NOWHERE);
      return RealmSettings.read(lines)
          .with(DatabaseSettings.KADMIN, List.of("false"))
          .with(DatabaseSettings.KDC_ENCTYPES, List.of())
          .with(GuardSettings.GUARD, GuardPolicy.OFF);
    } catch (ConfigException e) {
      throw new IllegalStateException("a default is not valid", e);
    }
  }

  /**
   * Settings of a realm without a database. The policy allows everything, and also loopback
   * addresses.
   */
  public static RealmSettings of(Realm realm) {
    return defaults(realm)
        .with(DatabaseSettings.KADMIN_TIMEOUT, Duration.ofSeconds(30))
        .with(
            KeySettings.ENCRYPTION_TYPES,
            List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA1_96))
        .with(PolicySettings.NEW_REALMS, 100)
        .with(PolicySettings.NEW_REALMS_PER_DOMAIN, 100)
        .with(PolicySettings.NEVER_LOOK_UP, Set.of())
        .with(PolicySettings.ALLOWED_NETWORKS, List.of(Network.of("127.0.0.0/8")));
  }
}
