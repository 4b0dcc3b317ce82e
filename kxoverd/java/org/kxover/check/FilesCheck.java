package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.config.CertificateSettings;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.tls.SecretFiles;

/** Whether the files that kxoverd trusts, or keeps secrets in, are closed to others. */
final class FilesCheck implements Check {
  private static final String SUBJECT = "permissions";
  private static final Set<PosixFilePermission> WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path config;
  private final RealmSettings realm;

  FilesCheck(Path config, RealmSettings realm) {
    this.config = config;
    this.realm = realm;
  }

  @Override
  public void run(Report report) {
    trusted(config, report);
    if (realm.get(CertificateSettings.PASSPHRASE_FILE).isPresent()) {
      // With the private key in it.
      secret(realm.get(CertificateSettings.CERTIFICATE), report);
      secret(realm.get(CertificateSettings.PASSPHRASE_FILE).get(), report);
    } else {
      trusted(realm.get(CertificateSettings.CERTIFICATE), report);
      secret(realm.get(CertificateSettings.PRIVATE_KEY), report);
    }
    keytab().ifPresent(file -> secret(file, report));
  }

  private Optional<Path> keytab() {
    List<String> words = realm.get(DatabaseSettings.KADMIN);
    int option = words.indexOf("-t");
    return option >= 0 && option + 1 < words.size()
        ? Optional.of(Path.of(words.get(option + 1)))
        : Optional.empty();
  }

  private static void trusted(Path file, Report report) {
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(WRITE::contains)) {
        report.error(SUBJECT, "others than its owner may write " + file, "chmod go-w " + file);
      } else {
        report.ok(SUBJECT, "none but its owner may write " + file);
      }
    } catch (IOException e) {
      unknown(file, e, report);
    }
  }

  /**
   * As kxoverd judges it. Of a file in the private folder it reads systemd's copy, whatever the
   * mode here, but only where it runs as systemd's service, and nothing tells that it will.
   */
  private void secret(Path file, Report report) {
    SecretFiles lent = SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
    try {
      if (SecretFiles.judgedByMode().isPrivate(file)) {
        report.ok(SUBJECT, "none but its owner may read or write " + file);
      } else if (lent.isPrivate(file)) {
        report.warning(
            SUBJECT,
            "others than its owner may read or write "
                + file
                + ", which kxoverd takes from systemd, and refuses in the foreground",
            "chmod 600 " + file);
      } else {
        report.error(
            SUBJECT, "others than its owner may read or write " + file, "chmod 600 " + file);
      }
    } catch (IOException e) {
      unknown(file, e, report);
    }
  }

  private static void unknown(Path file, IOException e, Report report) {
    report.error(
        SUBJECT, file + " cannot be looked at: " + e, "\"kxover init\" makes what is missing");
  }
}
