package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeytabTest {
  private static final String ADMIN = "kxover/admin@A.EXAMPLE";

  @TempDir Path folder;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final DataOutputStream file = new DataOutputStream(octets);

  @BeforeEach
  void format() throws IOException {
    file.writeShort(0x502);
  }

  private static void counted(DataOutputStream to, byte[] what) throws IOException {
    to.writeShort(what.length);
    to.write(what);
  }

  private void entry(String service, int kvno, String key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream entry = new DataOutputStream(bytes);
    entry.writeShort(2);
    counted(entry, "A.EXAMPLE".getBytes(StandardCharsets.UTF_8));
    counted(entry, service.getBytes(StandardCharsets.UTF_8));
    counted(entry, "admin".getBytes(StandardCharsets.UTF_8));
    entry.writeInt(1);
    entry.writeInt(0);
    entry.writeByte(kvno);
    entry.writeShort(18);
    counted(entry, key.getBytes(StandardCharsets.UTF_8));
    entry.writeInt(kvno);
    file.writeInt(bytes.size());
    bytes.writeTo(file);
  }

  private void hole(int size) throws IOException {
    file.writeInt(-size);
    file.write(new byte[size]);
  }

  private Keytab read() throws IOException {
    return Keytab.read(Files.write(folder.resolve("keytab"), octets.toByteArray()));
  }

  private void assertRefused(String words) {
    IOException refused = assertThrows(IOException.class, this::read);
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
    assertTrue(refused.getMessage().endsWith("move it away, and run this again"));
  }

  @Test
  void readsEntriesBetweenHoles() throws Exception {
    hole(17);
    entry("kxover", 300, "one key");
    hole(0);
    entry("other", 2, "another key");
    Set<Keytab.Entry> keys = read().of(ADMIN);
    assertEquals(1, keys.size());
    Keytab.Entry key = keys.iterator().next();
    assertEquals(300, key.kvno(), "not the octet that the short form has");
    assertEquals(18, key.enctype());
    assertFalse(read().toString().contains("one key"));
  }

  @Test
  void keysOfTheSameNumberDifferByWhatTheyAre() throws Exception {
    entry("kxover", 2, "one key");
    Set<Keytab.Entry> first = read().of(ADMIN);
    octets.reset();
    format();
    entry("kxover", 2, "another key");
    assertNotEquals(first, read().of(ADMIN));
    octets.reset();
    format();
    entry("kxover", 2, "one key");
    assertEquals(first, read().of(ADMIN));
  }

  @Test
  void refusesWhatIsNoKeytab() throws Exception {
    file.writeInt(1000);
    assertRefused("an entry is longer than the file");
    octets.reset();
    format();
    file.writeInt(4);
    file.writeInt(0x7fff_7fff);
    assertRefused("components");
    octets.reset();
    format();
    file.writeInt(2);
    file.writeShort(2);
    assertRefused("it is cut off");
    octets.reset();
    file.writeShort(0x501);
    assertRefused("05 02");
    octets.reset();
    assertRefused("it is cut off");
  }
}
