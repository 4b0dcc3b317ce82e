package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One signature of Wycheproof, in the text form that BoringSSL has: lines {@code [name = value]}
 * for all vectors that follow, then blocks of lines {@code name = value} with one vector each.
 */
record SignatureVector(Map<String, String> fields) {
  private static final HexFormat HEX = HexFormat.of();

  static List<SignatureVector> read(Path file) throws IOException {
    List<SignatureVector> vectors = new ArrayList<>();
    Map<String, String> group = new HashMap<>();
    Map<String, String> one = new HashMap<>();
    boolean inGroup = false;
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.startsWith("[")) {
        if (!inGroup) {
          group.clear();
        }
        inGroup = true;
        put(group, text.substring(1, text.length() - 1));
      } else if (text.startsWith("# tcId = ") || text.matches("[A-Za-z]+ = ?.*")) {
        inGroup = false;
        put(one, text.startsWith("#") ? text.substring(2) : text);
      } else if (text.isEmpty() && one.containsKey("sig")) {
        Map<String, String> fields = new HashMap<>(group);
        fields.putAll(one);
        vectors.add(new SignatureVector(Map.copyOf(fields)));
        one.clear();
      }
    }
    return vectors;
  }

  private static void put(Map<String, String> fields, String line) {
    String[] nameAndValue = line.split(" = ?", 2);
    fields.put(nameAndValue[0], nameAndValue[1]);
  }

  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  byte[] octets(String name) {
    return HEX.parseHex(fields.get(name));
  }
}
