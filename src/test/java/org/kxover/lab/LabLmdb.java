package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A realm's database in files of LMDB: {@code db_library = klmdb}. */
public final class LabLmdb implements LabDatabase {
  /** The relation of the realm in kdc.conf that goes with {@link #section}. */
  public static final String MODULE = "database_module = files\n";

  private final KdcPrograms programs;
  private final Path database;

  LabLmdb(KdcPrograms programs, LabRealm realm) {
    this.programs = programs;
    this.database = realm.databaseFolder().resolve("principal");
  }

  /**
   * The section of kdc.conf about a database.
   *
   * @param folder gets a copy of the library's module, as not all users may read a build's folder
   * @param database the value of database_name: the files' path without their suffixes
   */
  public static String section(KdcPrograms programs, Path folder, Path database)
      throws IOException {
    Path module = folder.resolve("klmdb.so");
    if (!Files.exists(module)) {
      Files.copy(programs.lmdb(), module);
      Files.setPosixFilePermissions(module, PosixFilePermissions.fromString("rw-r--r--"));
    }
    return """
    [dbmodules]
        db_module_dir = %s
        files = {
            db_library = klmdb
            mapsize = 8192
            database_name = %s
        }
    """
        .formatted(folder, database);
  }

  /** The file with the principals of the database of that name. */
  public static Path file(Path database) {
    return database.resolveSibling(database.getFileName() + ".mdb");
  }

  @Override
  public String realmSettings() {
    return MODULE + "key_stash_file = %s\n".formatted(database.resolveSibling("stash"));
  }

  @Override
  public String sections() throws IOException {
    return section(programs, database.getParent().getParent(), database);
  }

  @Override
  public Path file() {
    return file(database);
  }

  /** Readers never wait. */
  @Override
  public AutoCloseable lock(LabKdc kdc, boolean shared) throws IOException {
    return new EndlessLoad(
        kdc.realm().folder(),
        Files.readAllBytes(kdc.dump()),
        pipe -> kdc.program("kdb5_util", "-r", kdc.realm().name(), "load", pipe.toString()));
  }
}
