package org.kxover.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** STARTTLS as server and as client: either TLS gets its first octet, or the connection ends. */
public final class StartTlsFuzz {
  private static final int MAX_ANSWER = 8;

  private StartTlsFuzz() {}

  public static void fuzzerTestOneInput(byte[] octets) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (InputStream rest = StartTls.await(new ByteArrayInputStream(octets), answer)) {
      int left = rest.readAllBytes().length;
      int prefix = octets.length - left;
      if (prefix != 0 && prefix != 4 && prefix != 8) {
        throw new AssertionError(prefix + " octets came before TLS");
      }
    } catch (IOException e) {
      // Ends the connection.
    }
    if (answer.size() > MAX_ANSWER) {
      throw new AssertionError("an answer of " + answer.size() + " octets");
    }
    try {
      StartTls.request(new ByteArrayInputStream(octets), new ByteArrayOutputStream());
    } catch (IOException e) {
      // Ends the connection.
    }
  }
}
