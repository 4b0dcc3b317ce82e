package org.kxover.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A realm's database in a file of DB2, MIT's usual library. */
final class LabDb2 implements LabDatabase {
  private final Path database;

  LabDb2(LabRealm realm) {
    database = realm.databaseFolder().resolve("principal");
  }

  @Override
  public String realmSettings() {
    return "database_name = %s\nkey_stash_file = %s\n"
        .formatted(database, database.resolveSibling("stash"));
  }

  @Override
  public String sections() {
    return "";
  }

  @Override
  public Path file() {
    return database;
  }

  @Override
  public AutoCloseable lock(LabKdc kdc, boolean shared) throws IOException {
    FileChannel lock =
        FileChannel.open(
            database.resolveSibling("principal.ok"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    lock.lock(0, Long.MAX_VALUE, shared);
    return lock;
  }
}
