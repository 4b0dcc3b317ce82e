package org.kxover.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of {@code src/test/resources/vectors}. The README there describes the format.
 *
 * @param lines the header lines with the fields of an accepted message
 */
record Vector(
    String name, String type, String expect, String encodedAgain, List<String> lines, byte[] der) {
  private static final Path FOLDER = Path.of("src/test/resources/vectors");

  static List<Vector> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".txt")).sorted().map(Vector::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Vector> accepted() {
    return all().stream().filter(Vector::isAccepted).toList();
  }

  boolean isAccepted() {
    return expect.equals("ok");
  }

  Message parse() throws MessageException {
    return Message.parse(type, der);
  }

  private static Vector read(Path file) {
    try {
      String[] headAndHex = Files.readString(file).split("\n\n", 2);
      List<String> lines = new ArrayList<>(List.of(headAndHex[0].split("\n")));
      String type = take(lines, "type");
      String expect = take(lines, "expect");
      String encodedAgain = expect.equals("ok") ? take(lines, "encoded-again") : "";
      byte[] der = HexFormat.of().parseHex(headAndHex[1].replaceAll("\\s", ""));
      return new Vector(
          file.getFileName().toString(), type, expect, encodedAgain, List.copyOf(lines), der);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String take(List<String> lines, String name) {
    String line = lines.remove(0);
    if (!line.startsWith(name + ": ")) {
      throw new IllegalArgumentException("found " + line + " instead of " + name);
    }
    return line.substring(name.length() + 2);
  }

  /** For the names of parameterized tests. */
  @Override
  public String toString() {
    return name;
  }
}
