package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kxover.event.FailureReason;

/** Compares the table of log lines in doc/OPERATE.md with what the source logs. */
class LogTableTest {
  private static final Path DAEMON = Path.of("kxoverd/java/org/kxover");
  private static final Path KDC = Path.of("krb5-patch");

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final String STRINGS = "((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)";
  private static final Pattern LOGGED =
      Pattern.compile("(?i:log|requests)\\s*\\.(?:info|warn|error)\\(\\s*" + STRINGS);
  private static final Pattern LOGGED_BY_KDC =
      Pattern.compile("(?:krb5_klog_syslog|report|com_err)\\([^;\"]*" + STRINGS);
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Only when the package is installed: the archive of classes. */
  private static final List<String> NOT_OF_THE_DAEMON =
      List.of("classes left out of the archive: {}", "the daemon cannot start");

  private final List<List<String>> rows;

  LogTableTest() throws IOException {
    String page = Document.read("OPERATE.md").text();
    String table = page.substring(page.indexOf("| word or line |"));
    rows = new Document(table).rows().stream().skip(1).toList();
  }

  /** The words and lines in the rows about one log. */
  private List<String> lines(String log) {
    return rows.stream()
        .filter(row -> row.get(1).contains(log))
        .flatMap(row -> QUOTED.matcher(row.get(0)).results())
        .map(quoted -> quoted.group(1))
        .toList();
  }

  private static String sources(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|c)")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** The pattern of a line: an ellipsis matches any text up to {@code most} characters. */
  private static Pattern pattern(String line, int most) {
    return Pattern.compile(
        Stream.of(line.split("…"))
            .filter(words -> !words.isBlank())
            .map(Pattern::quote)
            .collect(Collectors.joining("[^\\n]{0," + most + "}?")));
  }

  /** The texts that the source logs, with their placeholders. */
  private static List<String> logged(Pattern call, Path folder) throws IOException {
    return call.matcher(sources(folder))
        .results()
        .map(found -> joined(found.group(1)))
        .filter(text -> text.contains(" ") || text.startsWith("stop"))
        .filter(text -> !NOT_OF_THE_DAEMON.contains(text))
        .distinct()
        .toList();
  }

  private static String joined(String strings) {
    return STRING
        .matcher(strings)
        .results()
        .map((MatchResult string) -> string.group(1))
        .collect(Collectors.joining());
  }

  /** The texts that none of the lines matches. */
  private static List<String> unexplained(List<String> texts, List<String> lines) {
    List<Pattern> patterns = lines.stream().map(line -> pattern(line, 200)).toList();
    return texts.stream()
        .filter(text -> patterns.stream().noneMatch(line -> line.matcher(text).find()))
        .toList();
  }

  /** The lines that no source contains. */
  private static List<String> invented(List<String> lines) throws IOException {
    String sources = sources(DAEMON) + sources(KDC);
    return lines.stream().filter(line -> !pattern(line, 60).matcher(sources).find()).toList();
  }

  @Test
  void everyFailureReasonIsExplainedInOrder() {
    List<String> words = Stream.of(FailureReason.values()).map(FailureReason::toString).toList();
    assertEquals(words, lines("kxoverd").subList(0, words.size()));
  }

  @Test
  void everyLineOfTheDaemonIsExplained() throws IOException {
    List<String> texts = logged(LOGGED, DAEMON);
    assertTrue(texts.size() > 50, texts.size() + " lines");
    assertEquals(List.of(), unexplained(texts, lines("kxoverd")));
  }

  @Test
  void everyLineOfTheKdcIsExplained() throws IOException {
    List<String> texts = logged(LOGGED_BY_KDC, KDC);
    assertTrue(texts.size() > 5, texts.size() + " lines");
    assertEquals(List.of(), unexplained(texts, lines("KDC")));
  }

  @Test
  void noLineIsInvented() throws IOException {
    assertEquals(List.of(), invented(lines("")));
  }

  @Test
  void everyRowSaysWhatToDo() {
    for (List<String> row : rows) {
      assertEquals(5, row.size(), row::toString);
      assertTrue(row.subList(0, 4).stream().noneMatch(String::isEmpty), row::toString);
    }
  }
}
