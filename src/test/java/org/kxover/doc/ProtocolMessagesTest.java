package org.kxover.doc;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.event.FailureReason;
import org.kxover.message.ErrorCode;

/** Checks the messages, error codes and defaults in doc/PROTOCOL.md against those of kxoverd. */
class ProtocolMessagesTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors");

  private final Document document;
  private final Asn1Module module;

  ProtocolMessagesTest() throws IOException {
    document = Document.read("PROTOCOL.md");
    module = new Asn1Module(document.fences("asn1"));
  }

  static List<Path> vectors() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  static List<Path> accepted() throws IOException {
    return vectors().stream()
        .filter(file -> text(file).contains("\nexpect: ok\n"))
        .filter(file -> !text(file).startsWith("type: KRB-ERROR"))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void theModuleAcceptsValidMessages(Path vector) throws Exception {
    String[] headAndHex = text(vector).split("\n\n", 2);
    String type = headAndHex[0].replaceAll("(?s)type: (\\S+).*", "$1");
    module.check(type, HexFormat.of().parseHex(headAndHex[1].replaceAll("\\s", "")));
  }

  /** Shows that {@link Asn1Module} refuses invalid messages. */
  @ParameterizedTest
  @MethodSource
  void theModuleRefusesInvalidMessages(String vector) {
    String hex = text(VECTORS.resolve(vector)).split("\n\n", 2)[1].replaceAll("\\s", "");
    assertThrows(
        Exception.class, () -> module.check("KX-REQ", HexFormat.of().parseHex(hex)), vector);
  }

  static Stream<String> theModuleRefusesInvalidMessages() {
    return Stream.of(
        "kx-req-salt-15.txt",
        "kx-req-salt-65.txt",
        "kx-req-etypes-none.txt",
        "kx-req-etypes-33.txt",
        "kx-req-extensions-17.txt",
        "kx-req-extension-value-4097.txt",
        "kx-req-fields-swapped.txt",
        "kx-req-field-unknown.txt",
        "kx-req-from-utctime.txt",
        "kx-req-kvno-negative.txt",
        "kx-req-name-string-none.txt",
        "kx-req-pvno-4.txt",
        "kx-req-till-missing.txt");
  }

  @Test
  void theVectorsAreCounted() throws Exception {
    assertTrue(document.text().contains(" has " + vectors().size() + " vectors "));
  }

  /** Checks each error code in the document and its number. */
  @Test
  void errorCodes() throws Exception {
    Matcher named = Pattern.compile("(K(?:DC|RB)_[A-Z_]+) \\((\\d+)\\)").matcher(document.text());
    int count = 0;
    for (; named.find(); count++) {
      Field code = ErrorCode.class.getField(named.group(1));
      assertEquals(code.getInt(null), Integer.parseInt(named.group(2)), named.group());
    }
    assertTrue(count > 15, count + " codes");
  }

  @Test
  void wordsOfOutcomes() {
    String section = document.text().replaceAll("(?s).*\n## 8\\. Words[^\n]*\n(.*?)\n## 9.*", "$1");
    String words =
        Stream.of(FailureReason.values()).map(FailureReason::toString).collect(joining(", "));
    assertEquals(
        words + ".",
        section.replace("`", "").replaceAll("\\s+", " ").replaceAll("[^:]*: ", "").strip());
  }

  /** The defaults in the table of limits are those of conf/kxoverd.conf. */
  @Test
  void defaults() throws Exception {
    String settings = Files.readString(Path.of("conf/kxoverd.conf"));
    String listen = settings.substring(settings.indexOf("\n[listen]"));
    int count = 0;
    for (List<String> row : document.rows()) {
      if (row.size() > 3 && row.get(1).matches("`[a-z_]+`")) {
        String line = "\n#" + row.get(1).replace("`", "") + " = " + row.get(2) + "\n";
        assertTrue(listen.contains(line), line);
        count++;
      }
    }
    assertEquals(11, count);
  }
}
