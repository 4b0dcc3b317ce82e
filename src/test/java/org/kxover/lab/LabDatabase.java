package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a realm's KDC has its principals. */
interface LabDatabase {
  /** What kdc.conf says of it in the realm's subsection. */
  String realmSettings();

  /** What it says besides. */
  String sections();

  /** Makes it, with the programs of that KDC. */
  void create(LabKdc kdc) throws IOException;

  /** A file of its own below the KDC's folder. */
  static LabDatabase file(LabRealm realm) throws IOException {
    // As Debian has it: a folder that only root enters.
    Files.createDirectory(
        realm.databaseFolder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new LabDatabase() {
      @Override
      public String realmSettings() {
        return "database_name = %1$s/principal\nkey_stash_file = %1$s/stash\n"
            .formatted(realm.databaseFolder());
      }

      @Override
      public String sections() {
        return "";
      }

      @Override
      public void create(LabKdc kdc) throws IOException {
        kdc.program("kdb5_util", "-r", realm.name(), "create", "-s", "-P", "master key of the lab")
            .run();
      }
    };
  }
}
