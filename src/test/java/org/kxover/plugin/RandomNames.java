package org.kxover.plugin;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Names, realms and other octets that a KDC may not expect. */
record RandomNames(Random random) {
  /** Each character of a name is one octet. */
  static final Charset OCTETS = StandardCharsets.ISO_8859_1;

  private static final List<String> WORDS =
      List.of(
          "",
          "krbtgt",
          "HTTP",
          "host",
          "kadmin",
          "changepw",
          "WELLKNOWN",
          "ANONYMOUS",
          "A.EXAMPLE",
          "B.EXAMPLE",
          "C.EXAMPLE",
          "OLD.EXAMPLE",
          "NEW.EXAMPLE",
          "WELLKNOWN:ANONYMOUS",
          "known.a.example",
          "www.b.example",
          "WWW.B.Example",
          "www.b.example.",
          "www.b.example:80",
          "-a.b.example",
          "a..b.example",
          "192.0.2.1",
          "2001:db8::1",
          "short",
          "a/b",
          "a@b",
          "a\\b",
          "a\nb=c",
          "a\0b.example",
          "j\u00c3\u00bcrgen.b.example",
          "\u00ff\u00fe",
          "\u001b[2J",
          "%s%n",
          ",",
          "X,Y.",
          "/C=NL/O=X");

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** A name type of RFC 4120, or any number. */
  int type() {
    return switch (below(4)) {
      case 0 -> random.nextInt();
      case 1 -> below(256) - 128;
      default -> below(12);
    };
  }

  String word() {
    return switch (below(8)) {
      case 0 -> new String(octets(), OCTETS);
      case 1 -> repeated(oneOf(List.of("a", "a.", ".", "\\", "\u0001", "\u00ff")));
      case 2 -> "h" + below(10_000) + ".b.example";
      default -> oneOf(WORDS);
    };
  }

  String realm() {
    return below(4) == 0 ? word() : oneOf(List.of("A.EXAMPLE", "B.EXAMPLE", "C.EXAMPLE", "", "a"));
  }

  /** The components of a principal's name: mostly two, at most some hundreds. */
  List<String> components() {
    int count =
        switch (below(8)) {
          case 0 -> 0;
          case 1 -> 1;
          case 2 -> 3 + below(4);
          case 3 -> below(300);
          default -> 2;
        };
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(count > 8 ? oneOf(WORDS) : word());
    }
    return parts;
  }

  byte[] octets() {
    byte[] octets = new byte[below(8) == 0 ? below(2000) : below(24)];
    random.nextBytes(octets);
    return octets;
  }

  /** About as long as a limit of ours or of MIT krb5, or far longer. */
  private String repeated(String part) {
    int length =
        oneOf(List.of(63, 64, 253, 254, 255, 256, 257, 511, 1023, 1024, 1025, 4096, 12_000));
    return part.repeat(length / part.length() + 1).substring(0, length);
  }
}
