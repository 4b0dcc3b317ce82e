package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that is deleted on close. */
public final class Scratch implements AutoCloseable {
  private final Path folder;

  public Scratch() throws IOException {
    folder = Files.createTempDirectory("kxover-bench-");
  }

  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
