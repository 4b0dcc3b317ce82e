package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;

/** Makes the private key and certificate of a realm whose settings may not be written yet. */
public final class RealmCertificateStep implements ReversibleStep {
  private final Path settings;
  private final Realm realm;
  private final Duration validity;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param settings the settings file
   */
  public RealmCertificateStep(
      Path settings, Realm realm, Duration validity, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.realm = realm;
    this.validity = validity;
    this.clock = clock;
    this.random = random;
  }

  private List<RealmSettings> all() throws IOException {
    if (!Files.exists(settings)) {
      return List.of();
    }
    try {
      return Settings.loadUnfinished(settings).realms();
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<RealmSettings> own() throws IOException {
    return all().stream().filter(one -> one.realm().equals(realm)).findFirst();
  }

  private CertificateStep step(RealmSettings own) throws IOException {
    return new CertificateStep(
        all().stream().filter(own::sharesCertificate).toList(), validity, clock, random);
  }

  @Override
  public Optional<String> plan() throws IOException {
    Optional<RealmSettings> own = own();
    return own.isPresent()
        ? step(own.get()).plan()
        : Optional.of("make a private key and a self-signed certificate, unless they exist");
  }

  @Override
  public void carryOut() throws IOException {
    RealmSettings own =
        own().orElseThrow(() -> new IOException(settings + " has no [realm " + realm + "]"));
    Path folder = own.get(CertificateSettings.PRIVATE_KEY).toAbsolutePath().getParent();
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    step(own).carryOut();
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    Optional<RealmSettings> own = own();
    if (own.isEmpty() || all().stream().filter(own.get()::sharesCertificate).count() > 1) {
      return Optional.empty();
    }
    Path key = own.get().get(CertificateSettings.PRIVATE_KEY);
    Path certificate = own.get().get(CertificateSettings.CERTIFICATE);
    return Files.exists(key) || Files.exists(certificate)
        ? Optional.of("delete " + key + " and " + certificate)
        : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    Optional<RealmSettings> own = own();
    if (own.isPresent() && takeBackPlan().isPresent()) {
      Files.deleteIfExists(own.get().get(CertificateSettings.PRIVATE_KEY));
      Files.deleteIfExists(own.get().get(CertificateSettings.CERTIFICATE));
    }
  }
}
