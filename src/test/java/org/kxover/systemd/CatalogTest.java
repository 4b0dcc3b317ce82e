package org.kxover.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kxover.event.EventType;

/** The journal's catalog has one entry for each type of event, and no other entries. */
class CatalogTest {
  private static final Pattern ENTRY =
      Pattern.compile(
          "Subject: (?<subject>[^\\n]+)\\n"
              + "Defined-By: kxoverd\\n"
              + "Documentation: file:@DOCDIR@/doc/OPERATE.md\\n"
              + "\\n"
              + "(?<text>.{40,}\\n)",
          Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("@([A-Z_]+)@");

  private static Map<String, String> entries() throws Exception {
    String catalog = Files.readString(Path.of("systemd/kxoverd.catalog"));
    Map<String, String> entries = new LinkedHashMap<>();
    for (String part : catalog.split("(?m)^-- ", -1)) {
      if (!part.startsWith("#")) {
        String id = part.substring(0, part.indexOf('\n'));
        assertEquals(
            null, entries.put(id, part.substring(id.length() + 1)), id + " has two entries");
      }
    }
    return entries;
  }

  @Test
  void everyEventTypeHasAnEntryAndEveryEntryAType() throws Exception {
    assertEquals(
        Stream.of(EventType.values())
            .map(EventType::id)
            .collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(entries().keySet()));
  }

  private static List<String> firstCells(String row) throws Exception {
    return Pattern.compile("(?m)^\\| `(" + row + ")` \\|.*$")
        .matcher(Files.readString(Path.of("doc/MONITORING.md")))
        .results()
        .map(cells -> cells.group(1) + (cells.group().endsWith("| yes |") ? " audit" : ""))
        .sorted()
        .toList();
  }

  @Test
  void theDocumentHasEveryEventTypeAndField() throws Exception {
    assertEquals(
        Stream.of(EventType.values())
            .map(type -> type + (type.isAudit() ? " audit" : ""))
            .sorted()
            .toList(),
        firstCells("[a-z-]+"));
    assertEquals(EventFields.NAMES.stream().sorted().toList(), firstCells("KXOVER_[A-Z_]+"));
  }

  @Test
  void everyEntryIsCompleteAndQuotesOnlyKnownFields() throws Exception {
    for (Map.Entry<String, String> one : entries().entrySet()) {
      Matcher entry = ENTRY.matcher(one.getValue());
      assertTrue(
          entry.lookingAt(), one.getKey() + " does not have the required form: " + one.getValue());
      assertTrue(entry.group("subject").length() <= 80, entry.group("subject"));
      List<String> fields =
          FIELD
              .matcher(entry.group("subject") + entry.group("text"))
              .results()
              .map(match -> match.group(1))
              .toList();
      assertTrue(EventFields.NAMES.containsAll(fields), one.getKey() + " quotes " + fields);
    }
  }
}
