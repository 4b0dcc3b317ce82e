package org.kxover.doc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the folder {@code doc}.
 *
 * @param text in Markdown
 */
public record Document(String text) {
  /** Reads a document, such as {@code PROTOCOL.md}. */
  public static Document read(String name) throws IOException {
    return new Document(Files.readString(Path.of("doc", name)));
  }

  /** The contents of all fenced blocks with the info string {@code info}. */
  String fences(String info) {
    Matcher fence =
        Pattern.compile("(?ms)^```" + Pattern.quote(info) + "\n(.*?)^```$").matcher(text);
    StringBuilder inside = new StringBuilder();
    while (fence.find()) {
      inside.append(fence.group(1));
    }
    if (inside.isEmpty()) {
      throw new IllegalArgumentException("no fenced block " + info);
    }
    return inside.toString();
  }

  /** The octets in the fenced block {@code hex NAME}. */
  byte[] octets(String name) {
    return HexFormat.of().parseHex(fences("hex " + name).replaceAll("\\s", ""));
  }

  /** The rows of all tables, with stripped cells, without separator lines. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("|") && !line.startsWith("|--")) {
        rows.add(Stream.of(line.substring(1).split("\\|", -1)).map(String::strip).toList());
      }
    }
    return rows;
  }

  /** The second cell of the row whose first cell is {@code words}, as plain text or code. */
  public String beside(String words) {
    return rows().stream()
        .filter(row -> row.get(0).equals(words) || row.get(0).equals("`" + words + "`"))
        .map(row -> row.get(1).replace("`", ""))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row " + words));
  }
}
