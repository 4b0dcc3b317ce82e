package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Another version of kxoverd's programs than that of the build. */
public final class KxoverVersion {
  public static final String NONE_IS_BUILT =
      "no earlier version is built: run \"make earlier-versions\", in a clone with its history";

  private static final Path LIST = Path.of("src/test/sh/earlier-versions.txt");
  private static final Path NEXT = Path.of("src/test/next-version").toAbsolutePath();
  private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache/kxover");

  private final String name;
  private final Path jar;
  private final List<String> options;
  private final Optional<Path> files;

  private KxoverVersion(String name, Path jar, List<String> options, Optional<Path> files) {
    this.name = name;
    this.jar = jar;
    this.options = options;
    this.files = files;
  }

  /**
   * The earlier versions that {@code src/test/sh/earlier-version.sh} has built, the newest first.
   */
  private static List<KxoverVersion> earlier() throws IOException {
    List<KxoverVersion> versions = new ArrayList<>();
    for (String line : Files.readAllLines(LIST)) {
      String[] words = line.split(" ");
      Path folder = CACHE.resolve("earlier-" + String.join("-", words));
      if (!line.startsWith("#") && Files.exists(folder.resolve("complete"))) {
        Path files = folder.resolve("files/usr");
        Path jar = files.resolve("share/kxover/kxoverd.jar");
        versions.add(
            new KxoverVersion(words[0], jar, List.of("-cp", jar.toString()), Optional.of(files)));
      }
    }
    return versions;
  }

  /** The earlier versions that this run tries; one that is empty if none is built. */
  public static List<Optional<KxoverVersion>> tried() throws IOException {
    List<KxoverVersion> built = earlier();
    return built.isEmpty()
        ? List.of(Optional.empty())
        : ShortForm.VERSIONS.of(built).stream().map(Optional::of).toList();
  }

  /**
   * A version that does not exist yet. Each of its offers has the extension 1.3.6.1.4.1.99999.1.
   *
   * @param folder for its classes
   */
  public static KxoverVersion next(Path folder, boolean critical) throws IOException {
    Path classes = Files.createTempDirectory(folder, "next-version-");
    Path source = NEXT.resolve("org/kxover/exchange/OfferedExtensions.java");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                List.of(
                        "-d",
                        classes.toString(),
                        "-cp",
                        KxoverPrograms.JAR.toString(),
                        source.toString())
                    .toArray(String[]::new));
    if (result != 0) {
      throw new IOException("javac does not compile " + source);
    }
    return new KxoverVersion(
        "next",
        KxoverPrograms.JAR,
        List.of("-Dkxover.next.critical=" + critical, "-cp", classes + ":" + KxoverPrograms.JAR),
        Optional.empty());
  }

  /** Options of Java that find the classes. */
  List<String> options() {
    return options;
  }

  /** True if kxoverd.conf of this version has a setting of that name. */
  boolean knows(String setting) {
    if (files.isEmpty()) {
      return true;
    }
    try {
      String example =
          Files.readString(files.get().resolve("share/doc/kxover/examples/kxoverd.conf"));
      return Pattern.compile("(?m)^#?" + Pattern.quote(setting) + " = ").matcher(example).find();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its program for the setting {@code kadm5}, if it has one. */
  public Optional<Path> kadm5() {
    return files.map(usr -> usr.resolve("lib/kxover/kxover-kadm5-local")).filter(Files::exists);
  }

  Path jar() {
    return jar;
  }

  @Override
  public String toString() {
    return name;
  }
}
