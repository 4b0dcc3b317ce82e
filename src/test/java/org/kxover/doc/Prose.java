package org.kxover.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sentences of a page in Markdown. Code, headings and pictures are not prose. Each item of a
 * list and each cell of a table begins a sentence.
 */
final class Prose {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern ITEM = Pattern.compile("(?:[-*]|\\d+\\.) +(.*)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern END = Pattern.compile("(?<=[.!?])[\"')*]*\\s+");

  private final List<String> blocks = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();

  private Prose(String page) {
    for (String line : FENCED.matcher(page).replaceAll("\n").split("\n")) {
      if (!line.startsWith("    ")) {
        take(line.strip());
      }
    }
    take("");
  }

  /** The sentences, each in one line. A piece of code counts as one word. */
  static List<String> sentences(String page) {
    return new Prose(page).blocks.stream().flatMap(END::splitAsStream).toList();
  }

  static long words(String sentence) {
    return Stream.of(sentence.split("\\s+")).filter(word -> word.matches(".*\\w.*")).count();
  }

  private void take(String line) {
    var item = ITEM.matcher(line);
    boolean continues = !line.isEmpty() && !line.startsWith("#") && !line.startsWith("|");
    if (!continues || item.matches()) {
      blocks.add(plain(block.toString()).strip());
      block.setLength(0);
    }
    if (line.startsWith("|") && !line.startsWith("|--")) {
      Stream.of(plain(line).split("\\|")).map(String::strip).forEach(blocks::add);
    } else if (item.matches()) {
      block.append(item.group(1));
    } else if (continues) {
      block.append(' ').append(line);
    }
  }

  private static String plain(String text) {
    String withoutCode = CODE.matcher(text).replaceAll("code");
    return LINK.matcher(withoutCode).replaceAll("$1").replace("*", "");
  }
}
