package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of Debian's packages that are unpacked into a folder and not installed: of another
 * release, or because they would change this machine.
 */
public final class LabPrograms {
  private static final Duration DOWNLOAD = Duration.ofMinutes(8);

  private final Path folder;

  private LabPrograms(Path folder) {
    this.folder = folder;
  }

  /** Packages of that release of Debian, with the libraries that they depend on. */
  public static LabPrograms ofRelease(String release, String... packages) throws IOException {
    return unpacked(release, packages);
  }

  /** Packages of this machine's release of Debian, with the libraries that they depend on. */
  public static LabPrograms ofThisRelease(String... packages) throws IOException {
    return unpacked(thisRelease(), packages);
  }

  /** A package of this machine's release of Debian, whose libraries are installed. */
  public static LabPrograms alone(String packageName) throws IOException {
    return unpacked("--alone", thisRelease(), packageName);
  }

  private static String thisRelease() throws IOException {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.replaceAll(".*=", ""))
        .findFirst()
        .orElseThrow();
  }

  private static LabPrograms unpacked(String first, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of(first));
    words.addAll(List.of(more));
    Path script = Path.of("src/test/sh/debian-programs.sh").toAbsolutePath();
    String said =
        new LabCommand(
                Path.of(System.getProperty("java.io.tmpdir")),
                script.toString(),
                words.toArray(String[]::new))
            .env("HOME", System.getProperty("user.home"))
            .limit(DOWNLOAD)
            .run();
    return new LabPrograms(Path.of(said.strip()));
  }

  /** The folder, in which the packages' files are as below {@code /}. */
  public Path folder() {
    return folder;
  }

  /**
   * These files once more, in the lab's folder, for services that run as a user who cannot read the
   * cache. They are links where the file system is the same.
   */
  public LabPrograms within(Lab lab) throws IOException {
    Path copy = lab.folder().resolve(folder.getFileName());
    if (!Files.exists(copy)) {
      String from = folder.toString();
      if (new LabCommand(lab.folder(), "cp", "-al", from, copy.toString()).runToAnyEnd().exitCode()
          != 0) {
        new LabCommand(lab.folder(), "cp", "-a", "--remove-destination", from + "/.", copy + "/")
            .run();
      }
    }
    return new LabPrograms(copy);
  }

  /** The file with that name. */
  public Path file(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name))
          .findFirst()
          .orElseThrow(() -> new IOException(folder + " has no " + name));
    }
  }

  /** The program with that path's end, with the C library and libraries of its release. */
  public List<String> command(String path) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path program =
          files
              .filter(file -> file.endsWith(path))
              .findFirst()
              .orElseThrow(() -> new IOException(folder + " has no " + path));
      return List.of(folder.resolve("run").toString(), folder.relativize(program).toString());
    }
  }

  /** The folder of the libraries. */
  public Path libraries() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("usr/lib"))) {
      return folders
          .filter(one -> one.getFileName().toString().contains("-linux-gnu"))
          .findFirst()
          .orElseThrow(() -> new IOException(folder + " has no libraries"));
    }
  }
}
