package org.kxover.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.Printable;

/**
 * Parses the lines of a configuration file: {@code [section]} or {@code [section argument]}, then
 * {@code name = value}. {@code #} begins a comment line. A name may appear once in its section, and
 * a section once in all files. {@code include FILE} and {@code includedir FOLDER} take the sections
 * of other files, which include no further ones.
 */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern SECTION = Pattern.compile("\\[\\s*([a-z]+)(?:\\s+(\\S+))?\\s*\\]");
  private static final Pattern SETTING = Pattern.compile("([a-z0-9_]+)\\s*=\\s*(.*)");

  private static final Pattern INCLUDE = Pattern.compile("(include|includedir)\\s+(\\S+)");

  private final Map<String, SectionLines> sections = new LinkedHashMap<>();

  private ConfigFile() {}

  /** The sections of the file, and of those that it includes. */
  static List<SectionLines> read(Path file) throws ConfigException {
    ConfigFile all = new ConfigFile();
    all.add(file, true);
    return new ArrayList<>(all.sections.values());
  }

  /**
   * @param mayInclude false for a file that another one includes
   */
  private void add(Path file, boolean mayInclude) throws ConfigException {
    List<String> lines = lines(file);
    SectionLines current = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String where = file + ":" + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      requireText(line, where);
      Matcher section = SECTION.matcher(line);
      Matcher setting = SETTING.matcher(line);
      Matcher include = INCLUDE.matcher(line);
      if (section.matches()) {
        current = new SectionLines(file.toString(), where, section.group(1), section.group(2));
        add(current);
      } else if (include.matches()) {
        if (!mayInclude) {
          throw new ConfigException(where, "an included file cannot include others");
        }
        include(file, include.group(1), include.group(2), where);
        current = null;
      } else if (!setting.matches()) {
        throw new ConfigException(
            where,
            "expected [section], name = value or a comment, but found " + Printable.quote(line));
      } else if (current == null) {
        throw new ConfigException(where, setting.group(1) + " appears before the first [section]");
      } else {
        current.add(setting.group(1), setting.group(2), where);
      }
    }
  }

  /** No path can have a NUL, and no other control character is a part of a value. */
  private static void requireText(String line, String where) throws ConfigException {
    if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
      throw new ConfigException(
          where, "a control character in " + Printable.quote(line) + "; delete it");
    }
  }

  private void add(SectionLines section) throws ConfigException {
    SectionLines other = sections.putIfAbsent(section.title(), section);
    if (other != null) {
      throw new ConfigException(
          section.where(),
          "section [" + section.title() + "] appears a second time, after " + other.where());
    }
  }

  private void include(Path file, String how, String path, String where) throws ConfigException {
    List<Path> files =
        how.equals("include")
            ? List.of(IncludedFiles.file(file, path, where))
            : IncludedFiles.folder(file, path, where);
    for (Path one : files) {
      add(one, false);
    }
  }

  private static List<String> lines(Path file) throws ConfigException {
    try {
      return text(file).lines().toList();
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file.toString(),
          "this file does not exist; \"kxover init --realm REALM --host HOST\" makes"
              + " it, --config names another file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file.toString(), "this file is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file.toString(), "cannot read this file: " + e);
    }
  }

  /** Reads no more than the limit, even from a device or a file that grows. */
  private static String text(Path file) throws IOException, ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(
            file.toString(), "this file is longer than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }
}
