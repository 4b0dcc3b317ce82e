package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** A text file of another program, which is read in full and replaced at once. */
final class TextFile {
  private static final int MAX_OCTETS = 1 << 20;

  private TextFile() {}

  /**
   * The lines of a file; none if there is no such file.
   *
   * @throws IOException if it cannot be read, or is too large
   */
  static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException(file + " is larger than " + MAX_OCTETS + " octets");
    }
    return Files.readAllLines(file);
  }

  /**
   * Replaces a file in one move, or makes it. It keeps its owner and mode, and a symbolic link to
   * it stays. A new file is for all to read.
   */
  static void replace(Path file, List<String> lines) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Set<PosixFilePermission> mode =
        Files.exists(target)
            ? Files.getPosixFilePermissions(target)
            : PosixFilePermissions.fromString("rw-r--r--");
    // krb5 includes no file whose name begins with a dot.
    Path temporary = Files.createTempFile(target.getParent(), ".kxover-", null);
    try {
      Files.write(temporary, lines);
      Files.setPosixFilePermissions(temporary, mode);
      if (Files.exists(target)) {
        Files.setOwner(temporary, Files.getOwner(target));
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
