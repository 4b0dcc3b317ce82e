package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.setup.KdcProfile;

/**
 * The environment variables by which libkrb5 finds the configuration of the realm's KDC.
 *
 * @param profile the realm's kdc.conf; empty if there is none on this machine
 * @param variables those that differ from libkrb5's defaults
 */
record KdcEnvironment(Optional<Path> profile, Map<String, String> variables) {
  static final String PROFILE = "KRB5_KDC_PROFILE";
  static final String CONFIG = "KRB5_CONFIG";

  KdcEnvironment {
    variables = Map.copyOf(variables);
  }

  /**
   * Each realm may have a kdc.conf of its own ({@code kdc_profile}).
   *
   * @param environment of this process
   */
  static KdcEnvironment of(RealmSettings realm, Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>();
    Optional<Path> own = realm.get(DatabaseSettings.KDC_PROFILE).filter(Files::exists);
    own.map(Path::toString)
        .or(() -> Optional.ofNullable(environment.get(PROFILE)))
        .ifPresent(path -> variables.put(PROFILE, path));
    realm
        .get(DatabaseSettings.KRB5_CONFIG)
        .map(Path::toString)
        .or(() -> Optional.ofNullable(environment.get(CONFIG)))
        .ifPresent(path -> variables.put(CONFIG, path));
    return new KdcEnvironment(find(variables), variables);
  }

  /** The kdc.conf of a program with these variables; empty if there is none. */
  static Optional<Path> find(Map<String, String> variables) {
    try {
      return Optional.of(KdcProfile.find(variables).file());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The files of krb5.conf, as in KRB5_CONFIG. */
  String config() {
    return variables.getOrDefault(CONFIG, "/etc/krb5.conf");
  }
}
