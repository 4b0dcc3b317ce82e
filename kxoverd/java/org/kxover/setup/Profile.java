package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The relations in files of the form of krb5.conf and kdc.conf, and in the files that these include
 * (krb5.conf(5), "Structure").
 */
public final class Profile {
  private static final Pattern INCLUDE = Pattern.compile("(include|includedir)\\s+(\\S.*)");
  private static final Pattern SECTION = Pattern.compile("\\[([^\\]]+)\\]\\*?");
  private static final Pattern RELATION = Pattern.compile("([^\\s=]+?)\\*?\\s*=\\s*(.*)");
  private static final Pattern INCLUDED = Pattern.compile("[A-Za-z0-9_-]+|[^.].*\\.conf");
  private static final int MAX_OCTETS = 1 << 20;
  private static final int MAX_FILES = 256;
  private static final int MAX_DEPTH = 8;

  private final List<Relation> relations = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private int files;

  /**
   * A relation.
   *
   * @param path the section, the subsections, and the name
   * @param value without quotation marks
   * @param file in which it is
   */
  public record Relation(List<String> path, String value, Path file) {
    public Relation {
      path = List.copyOf(path);
    }
  }

  private Profile() {}

  /**
   * Reads the files, one after the other.
   *
   * @throws IOException if one of them, or an included one, cannot be read or is too large
   */
  public static Profile read(List<Path> files) throws IOException {
    Profile profile = new Profile();
    for (Path file : files) {
      profile.add(file, 0);
    }
    return profile;
  }

  private void add(Path file, int depth) throws IOException {
    if (++files > MAX_FILES || depth > MAX_DEPTH) {
      throw new IOException(file + " is one included file too many");
    }
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException(file + " is too large for a file of krb5");
    }
    Deque<String> path = new ArrayDeque<>();
    String pending = "";
    for (String raw : Files.readAllLines(file)) {
      if (raw.indexOf('\0') >= 0) {
        throw new IOException(file + " has a NUL character; delete it");
      }
      String line = raw.strip();
      // MIT krb5 takes these words at the beginning of a line only.
      Matcher include = INCLUDE.matcher(raw.stripTrailing());
      Matcher section = SECTION.matcher(line);
      Matcher relation = RELATION.matcher(line);
      if (include.matches()) {
        include(include.group(1), Path.of(include.group(2)), depth);
      } else if (line.startsWith("#") || line.startsWith(";")) {
        continue;
      } else if (section.matches()) {
        path.clear();
        path.addLast(section.group(1));
      } else if (line.startsWith("}") && path.size() > 1) {
        path.removeLast();
      } else if (line.equals("{") && !pending.isEmpty()) {
        path.addLast(pending);
      } else if (relation.matches() && relation.group(2).equals("{")) {
        path.addLast(relation.group(1));
      } else if (relation.matches() && !relation.group(2).isEmpty()) {
        List<String> full = new ArrayList<>(path);
        full.add(relation.group(1));
        relations.add(new Relation(full, unquoted(relation.group(2)), file));
      }
      // The brace of a subsection may be on the next line.
      pending = relation.matches() && relation.group(2).isEmpty() ? relation.group(1) : "";
    }
  }

  private void include(String word, Path what, int depth) throws IOException {
    if (word.equals("include")) {
      add(what, depth + 1);
      return;
    }
    folders.add(what);
    List<Path> inside;
    try (Stream<Path> all = Files.list(what)) {
      inside =
          all.filter(file -> INCLUDED.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    for (Path file : inside) {
      add(file, depth + 1);
    }
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** All relations, in the order of the files. */
  public List<Relation> relations() {
    return List.copyOf(relations);
  }

  /**
   * The values of a relation, in the order of the files.
   *
   * @param path the section, the subsections, and the name
   */
  public List<String> values(String... path) {
    List<String> wanted = Arrays.asList(path);
    return relations.stream()
        .filter(one -> one.path().equals(wanted))
        .map(Relation::value)
        .toList();
  }

  /** The folders of which every file is read ({@code includedir}). */
  public List<Path> folders() {
    return List.copyOf(folders);
  }
}
