package org.kxover.systemd;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One entry in the journal's native protocol. A field is a line {@code FIELD=value}. A value with
 * newlines has another form: the field's name, a newline, the value's length in eight little-endian
 * octets, and the value.
 */
final class JournalEntry {
  /** Octets. Longer values are cut, because a datagram must fit into the socket's buffer. */
  static final int MAX_VALUE = 32 * 1024;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  JournalEntry field(String name, String value) {
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(octets.length, MAX_VALUE);
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    if (value.indexOf('\n') < 0) {
      out.write('=');
    } else {
      out.write('\n');
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    }
    out.write(octets, 0, length);
    out.write('\n');
    return this;
  }

  byte[] encoded() {
    return out.toByteArray();
  }
}
