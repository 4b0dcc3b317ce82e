package org.kxover.kdb.kadmin;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.kxover.kdb.StoreException;

/**
 * The free space on the database's file system. A change that runs out of space damages MIT's DB2
 * database: kadmin.local ends by a signal, and the file can no longer be read (krb5 1.20.1, on a
 * full tmpfs). So kxoverd starts no change if the space is short.
 *
 * <p>kadmin.local keeps the lock file of a DB2 database open, and the files of an LMDB database.
 * This class finds the file system by these files, whatever the configuration says. A remote kadmin
 * has no such file, and kadmind's disk cannot be seen from here.
 */
public final class DatabaseSpace {
  private static final String DB2_LOCK_FILE = ".ok";
  private static final String LMDB_FILE = ".mdb";

  private DatabaseSpace() {}

  /**
   * The free octets; empty if neither {@code kadmin} nor a process that it started has a database
   * open.
   */
  public static OptionalLong freeOctets(ProcessHandle kadmin) {
    return Stream.concat(Stream.of(kadmin), kadmin.descendants())
        .map(process -> ofDatabase(Path.of("/proc", Long.toString(process.pid()), "fd")))
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  /** The exception for a change that is not started. */
  public static StoreException shortage(String action, long freeOctets) {
    return new StoreException(
        StoreException.Reason.FAILED,
        action
            + ": the database's file system is full or nearly full: it has "
            + (freeOctets >> 20)
            + " MB left; free some space (least_free_mb sets the minimum), because a change that"
            + " runs out of space can damage the database");
  }

  private static OptionalLong ofDatabase(Path descriptors) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        String name = Files.readSymbolicLink(descriptor).toString();
        if (name.endsWith(DB2_LOCK_FILE) || name.endsWith(LMDB_FILE)) {
          // Through the descriptor, because kadmin may have another root directory.
          File file = descriptor.toFile();
          return file.getTotalSpace() == 0
              ? OptionalLong.empty()
              : OptionalLong.of(file.getUsableSpace());
        }
      }
    } catch (IOException e) {
      // The process has ended, then the next request fails; or it belongs to another user.
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
