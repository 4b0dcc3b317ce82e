package org.kxover.control;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.kxover.kerberos.Printable;

/** Writes the messages of an answer, each within the bounds that its reader has. */
final class ControlWriter {
  /** With the name before it, less than a line may have. */
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

  /** A value in one line, whatever is in it. */
  ControlWriter add(String name, Object value) {
    String line = Printable.line(value.toString(), MAX_VALUE);
    message.append(name).append('=');
    // What Printable escapes grows by up to six times.
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

  /** The last message. */
  void end(String result, String text) throws IOException {
    item("end").add("result", result).add("text", text).send();
    out.flush();
  }
}
