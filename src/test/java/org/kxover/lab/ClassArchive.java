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
 * A second copy of the daemon's jars, with an archive of their classes as they are in memory: what
 * {@code make install} and {@code share-classes} make of an installed daemon. A short run of the
 * tests starts hundreds of daemons, and two thirds of their work is to load and check classes.
 */
public final class ClassArchive {
  private static final Path FOLDER = Path.of("target/quick-start").toAbsolutePath();
  private static final Path JAR = FOLDER.resolve("kxoverd.jar");
  private static final Path ARCHIVE = FOLDER.resolve("kxover.jsa");

  /** A busy machine takes its time. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private ClassArchive() {}

  /** The copy of {@code kxoverd.jar}. */
  static Path jar() {
    return JAR;
  }

  /** The option that has Java start with the archive. */
  static String archive() {
    return "-XX:SharedArchiveFile=" + ARCHIVE;
  }

  /** Whether there is an archive for that jar as it is now. */
  static boolean isFor(Path jar) throws IOException {
    return Files.exists(ARCHIVE) && Files.mismatch(jar, JAR) < 0;
  }

  /** Makes both, where they are not those of the jar that the build made last. */
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

  /** Java shares classes of unsigned jars only. */
  private static void copy(Path library) throws IOException {
    Path copy = FOLDER.resolve("lib").resolve(library.getFileName());
    Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
    if (library.getFileName().toString().startsWith("bc")) {
      new LabCommand(FOLDER, "zip", "-q", "-d", copy.toString(), "META-INF/*.SF", "META-INF/*.RSA")
          .run();
    }
  }

  private static void listClasses(Path list) throws IOException {
    try (Scratch dry = new Scratch()) {
      new LabCommand(
              FOLDER,
              KxoverPrograms.JAVA,
              "-XX:+UseSerialGC",
              "-XX:DumpLoadedClassList=" + list,
              "-cp",
              JAR.toString(),
              "org.kxover.daemon.DryStart",
              dry.folder().toString())
          .limit(LIMIT)
          .run();
    }
  }

  private static void dump(Path list) throws IOException {
    List<String> words = new ArrayList<>(List.of("-Xshare:dump", "-XX:+UseG1GC", "-Xmx256m"));
    // It tells of each class that the list has and it does not take.
    words.addAll(List.of("-Xlog:disable", "-Xlog:all=error"));
    words.add("-XX:SharedClassListFile=" + list);
    words.add("-XX:SharedArchiveFile=" + ARCHIVE);
    words.addAll(List.of("-cp", JAR.toString()));
    new LabCommand(FOLDER, KxoverPrograms.JAVA, words.toArray(String[]::new)).limit(LIMIT).run();
  }
}
