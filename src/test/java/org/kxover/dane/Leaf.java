package org.kxover.dane;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The sample certificate leaf.pem. */
final class Leaf {
  private Leaf() {}

  static byte[] der() {
    try (InputStream in = Leaf.class.getResourceAsStream("leaf.pem")) {
      String pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
