package org.kxover.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A replay file of unbound: its settings, what servers answer, and questions with the wanted
 * answer.
 */
final class Replay {
  private static final Pattern SETTING = Pattern.compile("([a-z-]+):\\s*\"?([^\"]*)\"?");
  private static final Pattern DS_ALGORITHM =
      Pattern.compile("(\\bDS\\s+\\d+\\s+)([A-Z][A-Z0-9-]+)");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  final List<Record> trustAnchors = new ArrayList<>();

  /** The time at which signatures are judged; empty if dates do not count. */
  Optional<Instant> time = Optional.empty();

  /** The addresses with which resolution begins, for each zone. */
  final Map<Name, Set<String>> servers = new LinkedHashMap<>();

  final List<Entry> answers = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();

  private final Deque<String> lines;

  private Replay(List<String> lines) {
    this.lines = new ArrayDeque<>(lines);
  }

  enum Section {
    QUESTION,
    ANSWER,
    AUTHORITY,
    ADDITIONAL
  }

  /**
   * A message and the questions that it answers.
   *
   * @param first the first step at which it is given
   * @param last the last such step
   * @param addresses of the servers that give it; empty for all
   */
  record Entry(
      int first,
      int last,
      Set<String> addresses,
      Set<String> match,
      Set<String> reply,
      String question,
      Map<Section, List<Record>> sections) {}

  /** A question to the resolver, or the answer that the suite wants. */
  record Step(int number, String kind, Entry message) {}

  static Replay read(Path file) throws IOException {
    Replay replay = new Replay(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    replay.settings();
    replay.scenario();
    return replay;
  }

  private void settings() throws IOException {
    Name zone = Name.root;
    for (String line = next(); !line.equals("CONFIG_END"); line = next()) {
      Matcher setting = SETTING.matcher(line);
      if (setting.lookingAt()) {
        String value = setting.group(2).strip();
        switch (setting.group(1)) {
          case "trust-anchor" -> trustAnchors.addAll(records(value + "\n"));
          case "val-override-date" -> time = date(value);
          case "name" -> zone = Name.fromString(value, Name.root);
          case "stub-addr", "forward-addr" ->
              servers.computeIfAbsent(zone, any -> new HashSet<>()).add(value.split("[@#\\s]")[0]);
          default -> {
            // Nothing that a replay of one question needs.
          }
        }
      }
    }
  }

  private static Optional<Instant> date(String value) {
    return value.length() == 14
        ? Optional.of(LocalDateTime.parse(value, DATE).toInstant(ZoneOffset.UTC))
        : Optional.empty();
  }

  private void scenario() throws IOException {
    int first = 0;
    int last = 0;
    Set<String> addresses = new HashSet<>();
    String[] step = {};
    while (!lines.isEmpty()) {
      String[] words = next().split("\\s+");
      switch (words[0]) {
        case "RANGE_BEGIN" -> {
          first = Integer.parseInt(words[1]);
          last = Integer.parseInt(words[2]);
          addresses = new HashSet<>();
        }
        case "ADDRESS" -> addresses.add(words[1]);
        case "STEP" -> step = words;
        case "ENTRY_BEGIN" -> {
          Entry entry = entry(first, last, addresses);
          if (step.length == 0) {
            answers.add(entry);
          } else {
            steps.add(new Step(Integer.parseInt(step[1]), step[2], entry));
          }
        }
        default -> {
          // RANGE_END, SCENARIO_BEGIN and SCENARIO_END tell nothing more.
        }
      }
    }
  }

  private Entry entry(int first, int last, Set<String> addresses) throws IOException {
    Set<String> match = Set.of();
    Set<String> reply = Set.of();
    Section section = Section.QUESTION;
    Map<Section, StringBuilder> texts = new EnumMap<>(Section.class);
    for (String line = next(); !line.equals("ENTRY_END"); line = next()) {
      String[] words = line.split("\\s+");
      switch (words[0]) {
        case "MATCH" -> match = words(words);
        case "REPLY" -> reply = words(words);
        case "ADJUST" -> {
          // The identifier of the message, which the player sets anyway.
        }
        case "SECTION" -> section = Section.valueOf(words[1]);
        default ->
            texts.computeIfAbsent(section, any -> new StringBuilder()).append(line).append('\n');
      }
    }
    Map<Section, List<Record>> sections = new EnumMap<>(Section.class);
    for (Section one : List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)) {
      sections.put(one, records(texts.getOrDefault(one, new StringBuilder()).toString()));
    }
    String question = texts.getOrDefault(Section.QUESTION, new StringBuilder()).toString().strip();
    return new Entry(first, last, Set.copyOf(addresses), match, reply, question, sections);
  }

  private static Set<String> words(String[] line) {
    return Set.copyOf(new HashSet<>(Arrays.asList(line).subList(1, line.length)));
  }

  private static List<Record> records(String text) throws IOException {
    List<Record> records = new ArrayList<>();
    byte[] octets = withNumbers(text).getBytes(StandardCharsets.ISO_8859_1);
    try (Master master = new Master(new ByteArrayInputStream(octets), Name.root, 3600)) {
      for (Record one = master.nextRecord(); one != null; one = master.nextRecord()) {
        records.add(one);
      }
    }
    return records;
  }

  /** The library reads algorithms of DS records as numbers only. */
  private static String withNumbers(String text) {
    return DS_ALGORITHM
        .matcher(text)
        .replaceAll(found -> found.group(1) + Algorithm.value(found.group(2)));
  }

  /** The next line without comments; empty lines are skipped. The end is like the end of all. */
  private String next() {
    while (!lines.isEmpty()) {
      String line = lines.remove().strip();
      if (!line.isEmpty() && !line.startsWith(";") && !line.startsWith("#")) {
        return line;
      }
    }
    return "";
  }
}
