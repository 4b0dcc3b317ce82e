package org.kxover.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kxover.bench.Scratch;

/**
 * A copy of the daemon's jars with a class-data sharing archive, as {@code make install} and {@code
 * share-classes} make for an installed daemon. A short test run starts hundreds of daemons, which
 * spend two thirds of their start loading classes.
 */
public final class ClassArchive {
  private static final Path FOLDER = Path.of("target/quick-start").toAbsolutePath();
  private static final Path JAR = FOLDER.resolve("kxoverd.jar");
  private static final Path ARCHIVE = FOLDER.resolve("kxover.jsa");

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private ClassArchive() {}

  /** The copy of {@code kxoverd.jar}. */
  static Path jar() {
    return JAR;
  }

  /** The Java option that uses the archive. */
  static String archive() {
    return "-XX:SharedArchiveFile=" + ARCHIVE;
  }

  /** True if the archive was made from this version of the jar. */
  static boolean isFor(Path jar) throws IOException {
    return Files.exists(ARCHIVE) && Files.mismatch(jar, JAR) < 0;
  }

  /** Makes the copy and the archive, if they are not up to date. */
  public static void main(String[] args) throws Exception {
    if (isFor(KxoverPrograms.JAR)) {
      return;
    }
    Files.createDirectories(FOLDER.resolve("lib"));
    Files.deleteIfExists(ARCHIVE);
    Files.copy(KxoverPrograms.JAR, JAR, StandardCopyOption.REPLACE_EXISTING);
    try (DirectoryStream<Path> libraries = Files.newDirectoryStream(KxoverPrograms.LIBRARIES)) {
      for (Path library : libraries) {
        copy(library);
      }
    }
    Path list = FOLDER.resolve("kxover.classlist");
    listClasses(list);
    dump(list);
  }

  /** Copies a jar, without signatures: Java cannot archive classes of signed jars. */
  private static void copy(Path library) throws IOException {
    Path copy = FOLDER.resolve("lib").resolve(library.getFileName());
    Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
    if (library.getFileName().toString().startsWith("bc")) {
      new LabCommand(FOLDER, "zip", "-q", "-d", copy.toString(), "META-INF/*.SF", "META-INF/*.RSA")
          .run();
    }
  }

  private static void listClasses(Path list) throws IOException {
    try (Scratch scratch = new Scratch()) {
      new LabCommand(
              FOLDER,
              KxoverPrograms.JAVA,
              "-XX:+UseSerialGC",
              "-XX:DumpLoadedClassList=" + list,
              "-cp",
              JAR.toString(),
              "org.kxover.daemon.DryStart",
              scratch.folder().toString())
          .limit(LIMIT)
          .run();
    }
  }

  private static void dump(Path list) throws IOException {
    List<String> words = new ArrayList<>(List.of("-Xshare:dump", "-XX:+UseG1GC", "-Xmx256m"));
    // Silences the warnings about classes that the archive skips.
    words.addAll(List.of("-Xlog:disable", "-Xlog:all=error"));
    words.add("-XX:SharedClassListFile=" + list);
    words.add("-XX:SharedArchiveFile=" + ARCHIVE);
    words.addAll(List.of("-cp", JAR.toString()));
    new LabCommand(FOLDER, KxoverPrograms.JAVA, words.toArray(String[]::new)).limit(LIMIT).run();
  }
}
