package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that only this daemon may use. kadmin can export keys only to a file, and writes them
 * here. Each file exists for a moment and is overwritten before it is deleted. Overwriting is
 * effective on a file system in memory (tmpfs), where this folder should be.
 */
public final class KeyFolder {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);
  private static final String PREFIX = "key.";
  private static final String MODE = "rwx------";

  /**
   * The largest keytab in octets. A key takes about 100, and the store limits the keys of a
   * principal.
   */
  private static final int MAX_SIZE = 1 << 18;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Path folder;

  /**
   * @param folder created when it is first needed; its parent must exist and keep other users out
   */
  public KeyFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Wipes files that a crashed daemon left. Call it once, before the first use. */
  public void clear() {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : left) {
        LOG.warn("wiping {}, which a crash left", file);
        wipe(file);
      }
    } catch (IOException e) {
      LOG.warn(
          "cannot remove files with keys that a crash may have left in {}: {}",
          folder,
          e.toString());
    }
  }

  /** A name that no file has and that this daemon has not used before. */
  Path newFile() throws IOException {
    try {
      Files.createDirectory(
          folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
    } catch (FileAlreadyExistsException e) {
      requirePrivate();
    }
    Path file =
        folder.resolve(PREFIX + ProcessHandle.current().pid() + "." + NUMBERS.incrementAndGet());
    if (!KadminRequest.isWord(file.toString())) {
      throw new IOException("kadmin cannot take the file name " + file);
    }
    // An earlier process with the same number may have left it.
    wipe(file);
    return file;
  }

  /** Does not check the owner: the parent folder keeps other users out. */
  private void requirePrivate() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)).equals(MODE)) {
      throw new IOException(folder + " is not a folder with mode 0700; move it away");
    }
  }

  /** Reads the file, then overwrites and deletes it. The caller wipes the result. */
  static byte[] readAndWipe(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length > MAX_SIZE) {
        throw new IOException("kadmin wrote " + length + " octets, more than " + MAX_SIZE);
      }
      byte[] octets = new byte[(int) length];
      in.readFully(octets);
      return octets;
    } finally {
      wipe(file);
    }
  }

  /** Overwrites and deletes the file, if it exists. */
  static void wipe(Path file) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        byte[] zeros = new byte[4096];
        for (long left = out.length(); left > 0; left -= zeros.length) {
          out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
        out.getFD().sync();
      } finally {
        Files.delete(file);
      }
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
