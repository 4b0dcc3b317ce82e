package org.kxover.setup;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entries of a keytab in MIT's format 0x502 ("Keytab file format" in MIT's documentation of
 * file formats). It keeps a digest of each key, not the key.
 */
record Keytab(Set<Entry> entries) {
  private static final int MAX_OCTETS = 1 << 20;
  private static final int MAX_COMPONENTS = 32;
  private static final int FORMAT = 0x502;

  /**
   * A key.
   *
   * @param keyDigest in hexadecimal
   */
  record Entry(String principal, long kvno, int enctype, String keyDigest) {}

  /**
   * Reads a file.
   *
   * @throws IOException if it is no such file; the message names it
   */
  static Keytab read(Path file) throws IOException {
    byte[] octets;
    try (InputStream in = Files.newInputStream(file)) {
      octets = in.readNBytes(MAX_OCTETS + 1);
    }
    try {
      if (octets.length > MAX_OCTETS) {
        throw new IOException("it is longer than " + MAX_OCTETS + " octets");
      }
      return parse(octets);
    } catch (IOException e) {
      String why = e instanceof java.io.EOFException ? "it is cut off" : e.getMessage();
      throw new IOException(
          file + " is not a keytab: " + why + "; move it away, and run this again", e);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static Keytab parse(byte[] octets) throws IOException {
    Set<Entry> entries = new LinkedHashSet<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
    if (in.readUnsignedShort() != FORMAT) {
      throw new IOException("it does not begin with the octets 05 02");
    }
    while (in.available() > 0) {
      int length = in.readInt();
      int size = length < 0 ? -length : length;
      if (size < 0 || size > in.available()) {
        throw new IOException("an entry is longer than the file");
      }
      if (length <= 0) {
        // A hole, which a deleted entry left.
        in.skipNBytes(size);
        continue;
      }
      byte[] entry = in.readNBytes(size);
      try {
        entries.add(entry(new DataInputStream(new ByteArrayInputStream(entry))));
      } finally {
        Arrays.fill(entry, (byte) 0);
      }
    }
    return new Keytab(entries);
  }

  private static Entry entry(DataInputStream in) throws IOException {
    int components = in.readUnsignedShort();
    if (components > MAX_COMPONENTS) {
      throw new IOException("a name has " + components + " components");
    }
    String realm = text(in);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < components; i++) {
      name.append(i == 0 ? "" : "/").append(text(in));
    }
    in.readInt(); // the type of the name
    in.readInt(); // the time when it was written
    long kvno = in.readUnsignedByte();
    int enctype = in.readUnsignedShort();
    byte[] key = in.readNBytes(in.readUnsignedShort());
    String digest = digest(key);
    Arrays.fill(key, (byte) 0);
    // The long form of the kvno, which may be missing.
    if (in.available() >= Integer.BYTES) {
      long longer = Integer.toUnsignedLong(in.readInt());
      kvno = longer == 0 ? kvno : longer;
    }
    return new Entry(name + "@" + realm, kvno, enctype, digest);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
  }

  private static String digest(byte[] key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The keys of one principal. */
  Set<Entry> of(String principal) {
    return entries.stream()
        .filter(entry -> entry.principal().equals(principal))
        .collect(Collectors.toSet());
  }
}
