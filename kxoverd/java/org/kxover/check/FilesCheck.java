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

/**
 * Checks that other users cannot write the files that kxoverd trusts, and cannot read those with
 * secrets.
 */
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
    checkTrusted(config, report);
    if (realm.get(CertificateSettings.PASSPHRASE_FILE).isPresent()) {
      // The PKCS#12 file contains the private key.
      checkSecret(realm.get(CertificateSettings.CERTIFICATE), report);
      checkSecret(realm.get(CertificateSettings.PASSPHRASE_FILE).get(), report);
    } else {
      checkTrusted(realm.get(CertificateSettings.CERTIFICATE), report);
      checkSecret(realm.get(CertificateSettings.PRIVATE_KEY), report);
    }
    keytab().ifPresent(file -> checkSecret(file, report));
  }

  private Optional<Path> keytab() {
    List<String> command = realm.get(DatabaseSettings.KADMIN);
    int option = command.indexOf("-t");
    return option >= 0 && option + 1 < command.size()
        ? Optional.of(Path.of(command.get(option + 1)))
        : Optional.empty();
  }

  private static void checkTrusted(Path file, Report report) {
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(WRITE::contains)) {
        report.error(SUBJECT, "users other than the owner can write " + file, "chmod go-w " + file);
      } else {
        report.ok(SUBJECT, "only the owner can write " + file);
      }
    } catch (IOException e) {
      reportUnknown(file, e, report);
    }
  }

  /**
   * Applies the same rules as kxoverd. As a systemd service, kxoverd reads copies of the files in
   * the private folder, and their mode here does not matter. Whether it will run as a service is
   * not known here.
   */
  private void checkSecret(Path file, Report report) {
    SecretFiles passedBySystemd =
        SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
    try {
      if (SecretFiles.judgedByMode().isPrivate(file)) {
        report.ok(SUBJECT, "only the owner can read or write " + file);
      } else if (passedBySystemd.isPrivate(file)) {
        report.warning(
            SUBJECT,
            "users other than the owner can read or write "
                + file
                + "; kxoverd gets this file from systemd as a service, but refuses it in the"
                + " foreground",
            "chmod 600 " + file);
      } else {
        report.error(
            SUBJECT, "users other than the owner can read or write " + file, "chmod 600 " + file);
      }
    } catch (IOException e) {
      reportUnknown(file, e, report);
    }
  }

  private static void reportUnknown(Path file, IOException e, Report report) {
    report.error(
        SUBJECT, file + " cannot be checked: " + e, "run \"kxover init\" to make missing files");
  }
}
