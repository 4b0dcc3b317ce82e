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

/** Whether the files that kxoverd trusts, or keeps secrets in, are closed to others. */
final class FilesCheck implements Check {
  private static final Set<PosixFilePermission> WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> ANY =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final Path config;
  private final RealmSettings realm;

  FilesCheck(Path config, RealmSettings realm) {
    this.config = config;
    this.realm = realm;
  }

  @Override
  public void run(Report report) {
    look(config, WRITE, "write", "chmod go-w ", report);
    look(realm.get(CertificateSettings.CERTIFICATE), WRITE, "write", "chmod go-w ", report);
    if (realm.get(CertificateSettings.PASSPHRASE_FILE).isEmpty()) {
      look(realm.get(CertificateSettings.PRIVATE_KEY), ANY, "read or write", "chmod 600 ", report);
    }
    keytab().ifPresent(file -> look(file, ANY, "read or write", "chmod 600 ", report));
  }

  private Optional<Path> keytab() {
    List<String> words = realm.get(DatabaseSettings.KADMIN);
    int option = words.indexOf("-t");
    return option >= 0 && option + 1 < words.size()
        ? Optional.of(Path.of(words.get(option + 1)))
        : Optional.empty();
  }

  private static void look(
      Path file, Set<PosixFilePermission> wrong, String what, String mend, Report report) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.stream().anyMatch(wrong::contains)) {
        report.error("permissions", "others than its owner may " + what + " " + file, mend + file);
      } else {
        report.ok("permissions", "none but its owner may " + what + " " + file);
      }
    } catch (IOException e) {
      report.error(
          "permissions",
          file + " cannot be looked at: " + e,
          "\"kxover init\" makes what is missing");
    }
  }
}
