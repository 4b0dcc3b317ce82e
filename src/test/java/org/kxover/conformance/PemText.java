package org.kxover.conformance;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates in PEM between other lines, of any size and content. */
final class PemText {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private PemText() {}

  /** The DER of the first {@code most} certificates in the lines. */
  static List<byte[]> certificates(List<String> lines, int most) {
    List<byte[]> all = new ArrayList<>();
    StringBuilder base64 = new StringBuilder();
    boolean inside = false;
    for (String line : lines) {
      if (line.equals(BEGIN)) {
        inside = true;
        base64.setLength(0);
      } else if (line.equals(END)) {
        inside = false;
        all.add(Base64.getDecoder().decode(base64.toString()));
      } else if (inside) {
        base64.append(line.strip());
      }
      if (all.size() == most) {
        break;
      }
    }
    return all;
  }
}
