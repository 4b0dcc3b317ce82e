package org.kxover.daemon;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Loads all classes of the jar or folder that contains a class. */
final class ClassPreloader {
  private static final String SUFFIX = ".class";

  private ClassPreloader() {}

  /**
   * Loads the classes without initialising them.
   *
   * @return the number of classes
   */
  static int load(Class<?> member)
      throws IOException, URISyntaxException, ReflectiveOperationException {
    List<String> names =
        names(Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI()));
    for (String name : names) {
      Class.forName(name, false, member.getClassLoader());
    }
    return names.size();
  }

  private static List<String> names(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      return namesBelow(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return namesBelow(jar.getPath("/"));
    }
  }

  private static List<String> namesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("-info" + SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .collect(Collectors.toList());
    }
  }
}
