package org.kxover.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.kxover.kerberos.Printable;

/** The files that an {@code include} or {@code includedir} line names. */
final class IncludedFiles {
  private static final int MAX_FILES = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*\\.conf");

  /** What editors and dpkg leave. Any other name may be a mistake. */
  private static final Pattern LEFT_OVER = Pattern.compile("\\..*|.*~|.*\\.dpkg-[a-z]+");

  private IncludedFiles() {}

  /**
   * @param file the file with the line; other paths are relative to its folder
   * @param where the line, for errors
   */
  static Path file(Path file, String path, String where) throws ConfigException {
    Path included = file.toAbsolutePath().resolveSibling(path);
    if (!Files.isRegularFile(included)) {
      throw new ConfigException(where, "include " + path + ": there is no such file");
    }
    return included;
  }

  /** The files of a folder, in the order of their names. */
  static List<Path> folder(Path file, String path, String where) throws ConfigException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(file.toAbsolutePath().resolveSibling(path))) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (LEFT_OVER.matcher(name).matches()) {
          continue;
        }
        if (!NAME.matcher(name).matches() || !Files.isRegularFile(entry)) {
          throw new ConfigException(
              where,
              "includedir "
                  + path
                  + " has "
                  + Printable.quote(name)
                  + ", which is no file with a name such as example.conf");
        }
        files.add(entry);
        if (files.size() > MAX_FILES) {
          throw new ConfigException(
              where, "includedir " + path + " has more than " + MAX_FILES + " files");
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new ConfigException(where, "includedir " + path + ": there is no such folder");
    } catch (IOException e) {
      throw new ConfigException(where, "includedir " + path + ": cannot read this folder: " + e);
    }
    Collections.sort(files);
    return files;
  }
}
