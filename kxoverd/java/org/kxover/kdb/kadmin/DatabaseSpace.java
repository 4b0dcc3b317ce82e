package org.kxover.kdb.kadmin;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The room that is left on the database's file system. MIT's DB2 database does not survive a change
 * for which there is none: kadmin.local ends by a signal, and the file cannot be read any more
 * (krb5 1.20.1, on a full tmpfs). So it is better not to begin.
 *
 * <p>A kadmin.local has the lock files of its database open, which leads there whatever the
 * configuration says. A remote kadmin has none: kadmind's disk cannot be seen from here.
 */
final class DatabaseSpace {
  private static final String LOCK_FILE = ".ok";

  private DatabaseSpace() {}

  /** In octets; empty where {@code kadmin} and what it started have no database open. */
  static OptionalLong left(ProcessHandle kadmin) {
    return Stream.concat(Stream.of(kadmin), kadmin.descendants())
        .map(process -> ofDatabase(Path.of("/proc", Long.toString(process.pid()), "fd")))
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  private static OptionalLong ofDatabase(Path descriptors) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        if (Files.readSymbolicLink(descriptor).toString().endsWith(LOCK_FILE)) {
          // By the descriptor: so it is the file itself, whatever kadmin has for a root.
          File file = descriptor.toFile();
          return file.getTotalSpace() == 0
              ? OptionalLong.empty()
              : OptionalLong.of(file.getUsableSpace());
        }
      }
    } catch (IOException e) {
      // It has ended, which the next request tells; or it is another user's.
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
