package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A realm's principal database. */
interface LabDatabase {
  /** Its relations in the realm's subsection of kdc.conf. */
  String realmSettings();

  /** Its other sections of kdc.conf. */
  String sections() throws IOException;

  /** Creates the database with the programs of that KDC. */
  default void create(LabKdc kdc) throws IOException {
    kdc.program(
            "kdb5_util", "-r", kdc.realm().name(), "create", "-s", "-P", "master key of the lab")
        .run();
  }

  /** The file with the principals, if it is in files. */
  default Path file() {
    throw new UnsupportedOperationException("the database is not in files");
  }

  /**
   * Locks it as kdb5_util does.
   *
   * @param shared false to stop readers too, where the library can do that
   */
  default AutoCloseable lock(LabKdc kdc, boolean shared) throws IOException {
    throw new UnsupportedOperationException("kdb5_util does not lock it");
  }

  /** A database in files below the realm's folder. */
  static LabDatabase file(Lab lab, LabRealm realm) throws IOException {
    // As on Debian, only the owner can enter the folder.
    Files.createDirectory(
        realm.databaseFolder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return lab.isLmdb() ? new LabLmdb(lab.programs(), realm) : new LabDb2(realm);
  }
}
