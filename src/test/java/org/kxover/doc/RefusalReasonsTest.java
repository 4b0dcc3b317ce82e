package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guard sends the reasons that PROTOCOL.md section 7.1 lists, and no others. */
class RefusalReasonsTest {
  private static final Pattern WORD =
      Pattern.compile("(?s)\\[KXOVER_WHY_\\w+] = \\{\\s*\"([^\"]+)\"");

  @Test
  void theGuardHasTheWordsOfTheDocument() throws Exception {
    String code = Files.readString(Path.of("krb5-patch", "kxover_reason.c"));
    Set<String> sent =
        WORD.matcher(code).results().map(found -> found.group(1)).collect(Collectors.toSet());
    assertTrue(sent.remove("none"), "a reason for no refusal");
    assertTrue(sent.stream().allMatch(word -> word.matches("[a-z0-9-]{1,32}")), sent.toString());
    assertEquals(listed(), new TreeSet<>(sent));
  }

  private static Set<String> listed() throws Exception {
    String section =
        Document.read("PROTOCOL.md")
            .text()
            .replaceAll("(?s).*\n(\\| reason \\| \\|\n.*?)\n\n.*", "$1");
    List<List<String>> rows = new Document(section).rows();
    return rows.subList(1, rows.size()).stream()
        .map(row -> row.get(0).replace("`", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
