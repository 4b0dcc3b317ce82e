package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/** A realm's principal database. */
interface LabDatabase {
  /** Its relations in the realm's subsection of kdc.conf. */
  String realmSettings();

  /** Its other sections of kdc.conf. */
  String sections();

  /** Creates the database with the programs of that KDC. */
  void create(LabKdc kdc) throws IOException;

  /** A database in files below the realm's folder. */
  static LabDatabase file(LabRealm realm) throws IOException {
    // As on Debian, only the owner can enter the folder.
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
