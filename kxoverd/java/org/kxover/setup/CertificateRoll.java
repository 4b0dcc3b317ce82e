package org.kxover.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;

/**
 * The changes of files when the private key changes (RFC 7671 section 8.1). The next certificate
 * waits beside the one in use. It is put in place once every resolver has its TLSA record. The
 * state is only in files: {@code .next} beside certificate and key, {@code .published} with the
 * time when the record was first seen in DNS, and {@code .rolled} with the time of the change,
 * until the old key's record is removed.
 */
public final class CertificateRoll {
  private final List<RealmSettings> realms;
  private final Path certificate;
  private final Path key;
  private final Path nextCertificate;
  private final Path nextKey;
  private final Path published;
  private final Path rolled;
  private final Clock clock;

  /**
   * @param realms one or more realms that share the certificate; none of them has a PKCS#12 file
   */
  public CertificateRoll(List<RealmSettings> realms, Clock clock) {
    this.realms = List.copyOf(realms);
    this.certificate = realms.get(0).get(CertificateSettings.CERTIFICATE);
    this.key = realms.get(0).get(CertificateSettings.PRIVATE_KEY);
    this.nextCertificate = withSuffix(certificate, ".next");
    this.nextKey = withSuffix(key, ".next");
    this.published = withSuffix(certificate, ".published");
    this.rolled = withSuffix(certificate, ".rolled");
    this.clock = clock;
  }

  private static Path withSuffix(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** True if the next certificate or its key has been made. */
  public boolean hasBegun() {
    return Files.exists(nextCertificate) || Files.exists(nextKey);
  }

  /** Makes the next certificate and its key. */
  public void begin(Duration validity, SecureRandom random) throws IOException {
    Files.deleteIfExists(published);
    KxCertificate.create(
        realms.stream().map(RealmSettings::realm).toList(),
        realms.stream().map(realm -> realm.get(CertificateSettings.HOST)).distinct().toList(),
        validity,
        clock,
        random,
        nextCertificate,
        nextKey);
  }

  /**
   * Loads the next certificate and its key.
   *
   * @throws CredentialException if one of them is missing, or they do not belong together
   */
  public TlsCredential next() throws CredentialException {
    return TlsCredential.load(nextCertificate, nextKey);
  }

  /**
   * Records that the next TLSA record is in DNS now, unless this is recorded already.
   *
   * @return the time when the record was first seen
   */
  public Instant seenInDns() throws IOException {
    Optional<Instant> recorded = recordedTime(published);
    return recorded.isPresent() ? recorded.get() : record(published);
  }

  private Instant record(Path file) throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Files.writeString(file, now + "\n");
    return now;
  }

  /** Restarts the wait, because the record is not in DNS. */
  public void notSeenInDns() throws IOException {
    Files.deleteIfExists(published);
  }

  private Optional<Instant> recordedTime(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Instant recorded = Instant.parse(Files.readString(file, StandardCharsets.US_ASCII).strip());
      // A time in the future comes from a wrong clock. The wait then starts again.
      return Optional.of(recorded).filter(time -> !time.isAfter(clock.instant()));
    } catch (DateTimeParseException e) {
      throw new IOException(
          file + " does not contain a time; delete the file to restart the wait", e);
    }
  }

  /**
   * Puts the next certificate and key in place, and keeps copies of the old files as {@code .old}.
   * Each file is replaced atomically. If the process is killed in between, the key does not belong
   * to the certificate, and the daemon reports this when it starts. To repair it, move the {@code
   * .next} file of the certificate in place.
   */
  public void takeOver() throws IOException {
    copyToOld(certificate);
    copyToOld(key);
    record(rolled);
    move(nextKey, key);
    move(nextCertificate, certificate);
    Files.deleteIfExists(published);
  }

  private static void copyToOld(Path file) throws IOException {
    Files.copy(
        file,
        withSuffix(file, ".old"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(from + " and " + to + " must be on one file system", e);
    }
  }

  /** True from the change to the next key until {@link #finish}. */
  public boolean hasTakenOver() {
    return Files.exists(rolled) && Files.exists(withSuffix(certificate, ".old")) && !hasBegun();
  }

  /** The time of the change; now, if a clock was wrong then. */
  public Instant tookOver() throws IOException {
    Optional<Instant> recorded = recordedTime(rolled);
    return recorded.isPresent() ? recorded.get() : record(rolled);
  }

  /**
   * Loads the certificate from before the change, and its key.
   *
   * @throws CredentialException if one of them is missing, or they do not belong together
   */
  public TlsCredential old() throws CredentialException {
    return TlsCredential.load(withSuffix(certificate, ".old"), withSuffix(key, ".old"));
  }

  /** Ends the change, after the old key's record is removed: deletes the old key. */
  public void finish() throws IOException {
    Files.deleteIfExists(withSuffix(key, ".old"));
    Files.deleteIfExists(withSuffix(certificate, ".old"));
    Files.deleteIfExists(rolled);
  }

  /** The file of the next certificate. */
  public Path nextCertificate() {
    return nextCertificate;
  }

  /** The file of the next key. */
  public Path nextKey() {
    return nextKey;
  }
}
