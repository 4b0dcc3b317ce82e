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

  /**
   * A database in files below the realm's folder: DB2, or with the environment variable {@code
   * KRB5_DATABASE} another library, such as {@code klmdb}.
   */
  static LabDatabase file(LabRealm realm) throws IOException {
    String library = System.getenv().getOrDefault("KRB5_DATABASE", "");
    // As on Debian, only the owner can enter the folder.
    Files.createDirectory(
        realm.databaseFolder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new LabDatabase() {
      @Override
      public String realmSettings() {
        String module = library.isEmpty() ? "" : "database_module = files\n";
        return "%2$sdatabase_name = %1$s/principal\nkey_stash_file = %1$s/stash\n"
            .formatted(realm.databaseFolder(), module);
      }

      @Override
      public String sections() {
        return library.isEmpty()
            ? ""
            : """
            [dbmodules]
                files = {
                    db_library = %s
                    database_name = %s/principal
                }
            """
                .formatted(library, realm.databaseFolder());
      }

      @Override
      public void create(LabKdc kdc) throws IOException {
        kdc.program("kdb5_util", "-r", realm.name(), "create", "-s", "-P", "master key of the lab")
            .run();
      }
    };
  }
}
