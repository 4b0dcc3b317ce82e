package org.kxover.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.kxover.config.RealmSettings;

/**
 * All that a realm is made from: its settings, and what is in the files that they name. If a reload
 * finds both as before, the realm goes on.
 *
 * @param digests of the files' contents, so that no secret is kept
 */
record RealmInputs(RealmSettings settings, Map<Path, String> digests) {
  /** A larger file is not compared: its realm is made anew. */
  private static final int MAX_OCTETS = 16 << 20;

  private static final int CHUNK = 8192;

  /** Reads the files as they are now. Call this before anything else reads them. */
  static RealmInputs of(RealmSettings settings) {
    Map<Path, String> digests = new TreeMap<>();
    settings.files().forEach(file -> digests.put(file, digest(file)));
    return new RealmInputs(settings, digests);
  }

  private static String digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return "no file";
    }
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int length = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        length += count;
        if (length > MAX_OCTETS) {
          return "too long, looked at " + System.nanoTime();
        }
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } finally {
      // The file may be a private key.
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
