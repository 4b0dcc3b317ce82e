package org.kxover.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The records that we added to DNS, and may therefore remove. Whoever has it open has it alone. */
public final class PublishedList implements AutoCloseable {
  private static final int MAX_RECORDS = 1000;
  private static final Set<Integer> TYPES = Set.of(Type.TXT, Type.SRV, Type.TLSA);

  private final Path file;
  private final FileChannel channel;
  private final Set<OwnRecord> records;

  private PublishedList(Path file, FileChannel channel, Set<OwnRecord> records) {
    this.file = file;
    this.channel = channel;
    this.records = records;
  }

  /**
   * @throws IOException if it cannot be read, or another program has it open
   */
  public static PublishedList open(KeyFolder folder) throws IOException {
    folder.prepare();
    Path file = folder.list();
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another \"kxover\" publishes records at this moment; try again");
      }
      return new PublishedList(file, channel, read(file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What is in the list now, without opening it; nothing if it is not there. */
  public static List<OwnRecord> peek(KeyFolder folder) throws IOException {
    return List.copyOf(read(folder.list()));
  }

  private static Set<OwnRecord> read(Path file) throws IOException {
    Set<OwnRecord> records = new LinkedHashSet<>();
    if (!Files.exists(file)) {
      return records;
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() > MAX_RECORDS) {
      throw new IOException(file + " has more than " + MAX_RECORDS + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      records.add(parse(lines.get(i), file + ":" + (i + 1)));
    }
    return records;
  }

  private static OwnRecord parse(String line, String where) throws IOException {
    String[] words = line.split(" ", 3);
    if (words.length != 3 || !TYPES.contains(Type.value(words[1]))) {
      throw new IOException(where + ": not a record: NAME TYPE DATA");
    }
    try {
      OwnRecord record =
          new OwnRecord(Name.fromString(words[0], Name.root), Type.value(words[1]), words[2]);
      record.toDns(0);
      return record;
    } catch (IOException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /** Adds and removes records, and writes the list. */
  void change(Collection<OwnRecord> added, Collection<OwnRecord> removed) throws IOException {
    records.addAll(added);
    records.removeAll(removed);
    List<String> lines = new ArrayList<>();
    records.forEach(record -> lines.add(record.toString()));
    Path next = file.resolveSibling("published.next");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The records that are ours to remove. */
  public List<OwnRecord> records() {
    return List.copyOf(records);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
