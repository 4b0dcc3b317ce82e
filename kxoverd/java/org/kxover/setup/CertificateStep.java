package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.tls.KxCertificate;

/** Makes the private key and self-signed certificate for realms that use the same files. */
public final class CertificateStep implements Step {
  private final List<RealmSettings> realms;
  private final Duration validity;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param realms one or more realms that share the certificate
   */
  public CertificateStep(
      List<RealmSettings> realms, Duration validity, Clock clock, SecureRandom random) {
    this.realms = List.copyOf(realms);
    this.validity = validity;
    this.clock = clock;
    this.random = random;
  }

  private Path certificate() {
    return realms.get(0).get(CertificateSettings.CERTIFICATE);
  }

  private Path key() {
    return realms.get(0).get(CertificateSettings.PRIVATE_KEY);
  }

  private boolean isPkcs12() {
    return realms.get(0).get(CertificateSettings.PASSPHRASE_FILE).isPresent();
  }

  /** The host names in the certificate. */
  public List<String> hosts() {
    return List.copyOf(
        new LinkedHashSet<>(
            realms.stream().map(realm -> realm.get(CertificateSettings.HOST)).toList()));
  }

  @Override
  public Optional<String> plan() throws IOException {
    boolean certificateExists = Files.exists(certificate(), LinkOption.NOFOLLOW_LINKS);
    if (isPkcs12()) {
      if (!certificateExists) {
        throw new IOException(
            certificate()
                + ": there is no such file, and kxover does not make PKCS#12 files; put one"
                + " there, or remove passphrase_file from the settings to have a certificate and"
                + " key in PEM made");
      }
      return Optional.empty();
    }
    boolean keyExists = Files.exists(key(), LinkOption.NOFOLLOW_LINKS);
    if (certificateExists && keyExists) {
      return Optional.empty();
    }
    if (certificateExists || keyExists) {
      throw new IOException(
          (certificateExists ? certificate() : key())
              + " exists, but not the file that belongs to it, "
              + (certificateExists ? key() : certificate())
              + "; restore that file, or move the other one away and run this again");
    }
    return Optional.of(
        "make the private key "
            + key()
            + " and its self-signed certificate "
            + certificate()
            + " for "
            + String.join(", ", hosts()));
  }

  /** A message about the existing files, if {@link #plan} has nothing to do. */
  public String existsMessage() {
    return isPkcs12()
        ? certificate() + " exists and stays as it is."
        : certificate() + " and " + key() + " exist and stay as they are.";
  }

  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    KxCertificate.create(
        realms.stream().map(RealmSettings::realm).toList(),
        hosts(),
        validity,
        clock,
        random,
        certificate(),
        key());
  }

  /** A message about the files that {@link #carryOut} has made. */
  public String madeMessage() {
    return "Made " + key() + " and " + certificate() + ".";
  }
}
