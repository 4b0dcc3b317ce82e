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
 * A page of the folder {@code doc}, as tests look at it.
 *
 * @param text in Markdown
 */
public record Document(String text) {
  /** The page of that name. */
  public static Document read(String name) throws IOException {
    return new Document(Files.readString(Path.of("doc", name)));
  }

  /** What stands in all fences with these words behind their backticks. */
  String fences(String words) {
    Matcher fence =
        Pattern.compile("(?ms)^```" + Pattern.quote(words) + "\n(.*?)^```$").matcher(text);
    StringBuilder inside = new StringBuilder();
    while (fence.find()) {
      inside.append(fence.group(1));
    }
    if (inside.isEmpty()) {
      throw new IllegalArgumentException("no fence " + words);
    }
    return inside.toString();
  }

  /** The octets in a fence of {@code hex} and that name. */
  byte[] octets(String name) {
    return HexFormat.of().parseHex(fences("hex " + name).replaceAll("\\s", ""));
  }

  /** The rows of all tables, cells stripped, without headings and rules. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("|") && !line.startsWith("|--")) {
        rows.add(Stream.of(line.substring(1).split("\\|", -1)).map(String::strip).toList());
      }
    }
    return rows;
  }

  /** The cell beside the one that begins a row in these words, or in these words as code. */
  public String beside(String words) {
    return rows().stream()
        .filter(row -> row.get(0).equals(words) || row.get(0).equals("`" + words + "`"))
        .map(row -> row.get(1).replace("`", ""))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row " + words));
  }
}
