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
 * The local half of changing to a new key (RFC 7671 section 8.1): the next certificate waits beside
 * the one in use until its TLSA record is everywhere, and only then takes its place. All that is
 * known of a roll is in its files: {@code .next} beside certificate and key, and {@code .published}
 * with the time when its record was first seen in DNS.
 */
public final class CertificateRoll {
  private final List<RealmSettings> realms;
  private final Path certificate;
  private final Path key;
  private final Path nextCertificate;
  private final Path nextKey;
  private final Path published;
  private final Clock clock;

  /**
   * @param realms those that share the certificate, one or more; none of them has a PKCS#12 file
   */
  public CertificateRoll(List<RealmSettings> realms, Clock clock) {
    this.realms = List.copyOf(realms);
    this.certificate = realms.get(0).get(CertificateSettings.CERTIFICATE);
    this.key = realms.get(0).get(CertificateSettings.PRIVATE_KEY);
    this.nextCertificate = beside(certificate, ".next");
    this.nextKey = beside(key, ".next");
    this.published = beside(certificate, ".published");
    this.clock = clock;
  }

  private static Path beside(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  /** Whether there is a next certificate. */
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
   * The next certificate with its key, which must fit.
   *
   * @throws CredentialException where they do not, or one of them is missing
   */
  public TlsCredential next() throws CredentialException {
    return TlsCredential.load(nextCertificate, nextKey);
  }

  /**
   * Notes that the next certificate's record is in DNS now, where that is not noted already.
   *
   * @return since when it is known to be
   */
  public Instant seenInDns() throws IOException {
    Optional<Instant> noted = noted();
    if (noted.isPresent()) {
      return noted.get();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Files.writeString(published, now + "\n");
    return now;
  }

  /** Begins the wait anew: the record is not there, or not any more. */
  public void notSeenInDns() throws IOException {
    Files.deleteIfExists(published);
  }

  private Optional<Instant> noted() throws IOException {
    if (!Files.exists(published)) {
      return Optional.empty();
    }
    try {
      Instant noted = Instant.parse(Files.readString(published, StandardCharsets.US_ASCII).strip());
      // A time to come would be a clock that was wrong, and is no reason to switch sooner.
      return Optional.of(noted).filter(time -> !time.isAfter(clock.instant()));
    } catch (DateTimeParseException e) {
      throw new IOException(published + " is no time; delete it to begin the wait anew", e);
    }
  }

  /**
   * Puts the next certificate and key in the place of those in use, of which copies stay as {@code
   * .old}. Each file is replaced at once; a stop between the two leaves a key that is not the
   * certificate's, which the daemon says at its start, and moving the certificate's .next mends.
   */
  public void takeOver() throws IOException {
    keep(certificate);
    keep(key);
    move(nextKey, key);
    move(nextCertificate, certificate);
    Files.deleteIfExists(published);
  }

  private static void keep(Path file) throws IOException {
    Files.copy(
        file,
        beside(file, ".old"),
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

  /** Where the next certificate waits. */
  public Path nextCertificate() {
    return nextCertificate;
  }

  /** Where the next key waits. */
  public Path nextKey() {
    return nextKey;
  }
}
