package org.kxover.kdb.kadmin;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;

/**
 * A keytab that kadmin has just written, with the keys of one principal. MIT's file format, version
 * 0x0502, big-endian. Anything except complete entries of that principal is refused. {@link #close}
 * wipes it.
 */
final class Keytab implements AutoCloseable {
  private static final int VERSION = 0x0502;
  private static final int MAX_ENTRIES = 1000;
  private static final int MAX_TEXT = 600;

  private record Entry(int kvno, int type, int at, int length) {}

  private final byte[] octets;
  private final List<Entry> entries = new ArrayList<>();

  private Keytab(byte[] octets) {
    this.octets = octets;
  }

  /**
   * Keeps {@code octets} without a copy: {@link #close()} wipes the caller's array.
   *
   * @throws KadminSyntaxException if they are not a keytab of {@code name}; the array is then wiped
   */
  static Keytab parse(byte[] octets, PrincipalName name) throws KadminSyntaxException {
    Keytab keytab = new Keytab(octets);
    boolean whole = false;
    try {
      keytab.read(name);
      whole = true;
      return keytab;
    } catch (BufferUnderflowException e) {
      throw new KadminSyntaxException("the keytab ends within an entry");
    } finally {
      if (!whole) {
        keytab.close();
      }
    }
  }

  private void read(PrincipalName name) throws KadminSyntaxException {
    ByteBuffer in = ByteBuffer.wrap(octets);
    require(Short.toUnsignedInt(in.getShort()) == VERSION, "of another version");
    while (in.hasRemaining()) {
      require(entries.size() < MAX_ENTRIES, "of more than " + MAX_ENTRIES + " keys");
      int size = in.getInt();
      // A negative size marks a deleted entry; a new file has none.
      require(size > 0 && size <= in.remaining(), "with an entry of a wrong size");
      ByteBuffer entry = in.slice(in.position(), size);
      int start = in.position();
      in.position(start + size);
      entries.add(entry(entry, start, name));
    }
  }

  private static Entry entry(ByteBuffer in, int start, PrincipalName name)
      throws KadminSyntaxException {
    List<String> components = new ArrayList<>();
    int count = Short.toUnsignedInt(in.getShort());
    require(count == name.components().size(), "of another principal");
    String realm = text(in);
    for (int i = 0; i < count; i++) {
      components.add(text(in));
    }
    require(
        realm.equals(name.realm().name()) && components.equals(name.components()),
        "of another principal");
    in.getInt(); // The name type, which does not distinguish principals (RFC 4120 section 6.2).
    in.getInt(); // The time of writing.
    int lowKvno = Byte.toUnsignedInt(in.get());
    int type = Short.toUnsignedInt(in.getShort());
    int length = Short.toUnsignedInt(in.getShort());
    int at = start + in.position();
    require(length <= in.remaining(), "with a key of a wrong size");
    in.position(in.position() + length);
    int kvno = in.getInt();
    require(kvno > 0 && (kvno & 0xff) == lowKvno && !in.hasRemaining(), "with an invalid kvno");
    return new Entry(kvno, type, at, length);
  }

  private static String text(ByteBuffer in) throws KadminSyntaxException {
    int length = Short.toUnsignedInt(in.getShort());
    require(length <= MAX_TEXT, "with too long a name");
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * The key of that kvno and type, which the caller closes; empty if there is none.
   *
   * @throws KadminSyntaxException if there are several: krb5 before 1.14 writes the keys of all
   *     kvnos under the highest kvno
   */
  Optional<EncryptionKey> key(int kvno, EncryptionType type) throws KadminSyntaxException {
    List<Entry> found =
        entries.stream()
            .filter(entry -> entry.kvno() == kvno && entry.type() == type.number())
            .toList();
    require(found.size() <= 1, "with several keys of kvno " + kvno + " and " + type);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = found.get(0);
    require(entry.length() == type.keyLength(), "with a key of a wrong length for " + type);
    return Optional.of(
        new EncryptionKey(
            type, Arrays.copyOfRange(octets, entry.at(), entry.at() + entry.length())));
  }

  private static void require(boolean condition, String otherwise) throws KadminSyntaxException {
    if (!condition) {
      throw new KadminSyntaxException("it wrote a keytab " + otherwise);
    }
  }

  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
  }
}
