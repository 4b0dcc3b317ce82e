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
 * A folder of this daemon's only, through which kadmin hands out a key: it can write one to a file
 * and nowhere else. A file is there for a moment, and is overwritten before it is deleted, which is
 * worth something in memory (tmpfs), where this folder should be.
 */
public final class KeyFolder {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);
  private static final String PREFIX = "key.";
  private static final String MODE = "rwx------";

  /** A principal has no more keys than the store lets it, of which each takes about 100 octets. */
  private static final int MAX_SIZE = 1 << 18;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Path folder;

  /**
   * @param folder made when it is first needed; the one above it must be there, and keep others out
   */
  public KeyFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Wipes what a daemon that crashed has left; to be called once, before the first use. */
  public void clear() {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : left) {
        LOG.warn("{} was left by a crash; wiping it", file);
        wipe(file);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be cleared: {}", folder, e.toString());
    }
  }

  /** The name of a file that is not there, of which this daemon has not spoken before. */
  Path newFile() throws IOException {
    try {
      Files.createDirectory(
          folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
    } catch (FileAlreadyExistsException e) {
      requireOurs();
    }
    Path file =
        folder.resolve(PREFIX + ProcessHandle.current().pid() + "." + NUMBERS.incrementAndGet());
    if (!KadminRequest.isWord(file.toString())) {
      throw new IOException("kadmin takes no file of that name");
    }
    // Of a process before us that had the same number.
    wipe(file);
    return file;
  }

  /** Whose it is, the one above it decides. */
  private void requireOurs() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)).equals(MODE)) {
      throw new IOException(folder + " is no folder with mode 0700; move it away");
    }
  }

  /** All of that file, which is then overwritten and deleted; the caller wipes what it gets. */
  static byte[] take(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length > MAX_SIZE) {
        throw new IOException("it wrote " + length + " octets");
      }
      byte[] octets = new byte[(int) length];
      in.readFully(octets);
      return octets;
    } finally {
      wipe(file);
    }
  }

  /** Overwrites and deletes that file, where it is there. */
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
