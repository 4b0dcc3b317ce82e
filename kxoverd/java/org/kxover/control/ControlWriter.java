package org.kxover.control;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.kxover.kerberos.Printable;

/** Writes the messages of an answer, within the limits of the reader. */
final class ControlWriter {
  /** Leaves room in a line for the name. */
  private static final int MAX_VALUE = 900;

  private final OutputStream out;
  private final StringBuilder message = new StringBuilder();

  /**
   * @param out buffered
   */
  ControlWriter(OutputStream out) {
    this.out = out;
  }

  ControlWriter item(String item) {
    message.setLength(0);
    return add("item", item);
  }

  /** Adds a value, escaped to one line of printable ASCII and shortened. */
  ControlWriter add(String name, Object value) {
    String line = Printable.line(value.toString(), MAX_VALUE);
    message.append(name).append('=');
    // Escaping makes a character up to six times as long.
    message.append(line.length() > MAX_VALUE ? line.substring(0, MAX_VALUE) : line);
    message.append('\n');
    return this;
  }

  ControlWriter add(String name, Instant time) {
    return add(name, (Object) time.truncatedTo(ChronoUnit.SECONDS));
  }

  void send() throws IOException {
    message.append('\n');
    out.write(message.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes the last message. */
  void end(String result, String text) throws IOException {
    item("end").add("result", result).add("text", text).send();
    out.flush();
  }
}
