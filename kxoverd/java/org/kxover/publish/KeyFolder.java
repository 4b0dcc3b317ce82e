package org.kxover.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * The folder {@code dns} beside the settings: the keys that may change DNS, and the list of what we
 * published. It is its owner's only, and no part of the daemon's unit: the daemon cannot read it.
 */
public final class KeyFolder {
  private final Path folder;

  /**
   * @param settings the settings file
   */
  public KeyFolder(Path settings) {
    this.folder = settings.toAbsolutePath().resolveSibling("dns");
  }

  /** The key for a zone, in the form of BIND's tsig-keygen. */
  Path key(Name zone) {
    return folder.resolve(zone.toString(true).toLowerCase(java.util.Locale.ROOT) + ".key");
  }

  /** The keytab of the principal that may change DNS by GSS-TSIG (RFC 3645). */
  Path clientKeytab() {
    return folder.resolve("client.keytab");
  }

  /** The list of the records that we published. */
  Path list() {
    return folder.resolve("published");
  }

  /**
   * Makes the folder if it is missing.
   *
   * @throws IOException if others than its owner have access to it
   */
  void prepare() throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    requirePrivate(folder, "0700");
  }

  /**
   * @throws IOException if others than its owner have access to {@code file}
   */
  static void requirePrivate(Path file, String mode) throws IOException {
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
    if (!PosixFilePermissions.fromString("rwx------").containsAll(granted)) {
      throw new IOException(
          file + " is open to its group or to others; its mode must be " + mode + " or less");
    }
  }
}
