package org.kxover.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** How one realm runs kxoverd and kxover: which files, which user, which options. */
final class KxoverPrograms {
  static final Path JAR = Path.of("target/kxoverd.jar").toAbsolutePath();
  static final Path LIBRARIES = JAR.resolveSibling("lib");
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** As in the installed start script of {@code kxover}. */
  private static final String C1_COMPILER = "-XX:TieredStopAtLevel=1";

  /** Shell commands that pass the socket to one daemon, and after its end to a second. */
  private static final String TWO_DAEMONS =
      "setpriv --pdeathsig TERM sh -c 'export LISTEN_PID=$$; exec \"$@\"' sh \"$@\"\n"
          + "export LISTEN_PID=$$; exec \"$@\"";

  private final Path folder;
  private final Path config;
  private final List<String> options =
      new ArrayList<>(
          List.of("-XX:+UseSerialGC", "-Xms8m", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError"));
  private final List<String> ownOptions = new ArrayList<>();
  private final List<String> archive = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Map<String, String> firstEnvironment;
  private Path jar = JAR;
  private Optional<Path> installed = Optional.empty();
  private Optional<KxoverVersion> version = Optional.empty();
  private OptionalInt uid = OptionalInt.empty();

  /**
   * @param folder to run in
   * @param config the settings
   */
  KxoverPrograms(Path folder, Path config) throws IOException {
    if (!Files.exists(JAR)) {
      throw new IOException(JAR + " is not built; run make first");
    }
    this.folder = folder;
    this.config = config;
    if (TestMode.isShort()) {
      options.add(C1_COMPILER);
    }
    if (TestMode.isShort() && ClassArchive.isFor(JAR)) {
      jar = ClassArchive.jar();
      archive.add(ClassArchive.archive());
    }
  }

  /** Adds a Java option for the daemon. */
  void java(String option) {
    ownOptions.add(option);
  }

  void env(String name, String value) {
    environment.put(name, value);
  }

  /** Saves the environment, on the first call only. */
  void rememberFirst() {
    if (firstEnvironment == null) {
      firstEnvironment = Map.copyOf(environment);
    }
  }

  /**
   * Restores the saved environment.
   *
   * @return true if the environment had changed
   */
  boolean restoreFirst() {
    if (environment.equals(firstEnvironment)) {
      return false;
    }
    environment.clear();
    environment.putAll(firstEnvironment);
    return true;
  }

  /** Uses the programs that {@code make install} put below that prefix. */
  void installed(Path prefix) {
    installed = Optional.of(prefix);
  }

  /** Uses another version; empty for that of the build. */
  void version(Optional<KxoverVersion> other) {
    version = other;
  }

  /** Runs as that user, from copies that the user can read. */
  void runAs(int user) throws IOException {
    Path copies = Files.createDirectories(folder.resolve("programs/lib")).getParent();
    jar = Files.copy(JAR, copies.resolve("kxoverd.jar"));
    try (DirectoryStream<Path> libraries = Files.newDirectoryStream(LIBRARIES)) {
      for (Path library : libraries) {
        Files.copy(library, copies.resolve("lib").resolve(library.getFileName()));
      }
    }
    uid = OptionalInt.of(user);
    // The archive is valid for the jars at their original path only.
    archive.clear();
  }

  /** The user that the programs run as; empty for the tests' user. */
  OptionalInt uid() {
    return uid;
  }

  LabCommand kxoverd(String... arguments) {
    if (installed.isPresent()) {
      return command(installed.get().resolve("sbin/kxoverd").toString(), List.of(arguments));
    }
    List<String> all = new ArrayList<>(options);
    all.addAll(ownOptions);
    return java(all, "org.kxover.daemon.Kxoverd", arguments);
  }

  /** True if a program may run in the process of the tests, as nothing sets it apart from there. */
  boolean mayRunHere() {
    return TestMode.isShort()
        && ownOptions.isEmpty()
        && installed.isEmpty()
        && version.isEmpty()
        && uid.isEmpty()
        && environment.isEmpty();
  }

  /** Runs that daemon, and after its end once more, with the socket that systemd passes. */
  static LabCommand twice(LabCommand daemon) {
    return daemon.startedBy("sh", "-c", TWO_DAEMONS, "sh");
  }

  LabCommand kxover(String... arguments) {
    if (installed.isPresent()) {
      return command(installed.get().resolve("sbin/kxover").toString(), List.of(arguments));
    }
    LabCommand command =
        java(List.of("-XX:+UseSerialGC", C1_COMPILER), "org.kxover.daemon.Kxover", arguments);
    return mayRunHere() && InProcessKxover.maySuit(arguments)
        ? command.inThisProcess(() -> InProcessKxover.runToAnyEnd(config, arguments))
        : command;
  }

  private LabCommand java(List<String> own, String main, String... arguments) {
    List<String> words = new ArrayList<>(own);
    if (version.isPresent()) {
      // The archive is valid for the classes of the build only.
      words.addAll(version.get().options());
    } else {
      words.addAll(archive);
      words.addAll(List.of("-cp", jar.toString()));
    }
    words.add(main);
    words.addAll(List.of(arguments));
    return command(JAVA, words);
  }

  private LabCommand command(String program, List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    words.addAll(List.of("--config", config.toString()));
    LabCommand command =
        new LabCommand(folder, program, words.toArray(String[]::new)).env(environment);
    return uid.isPresent() ? command.as(uid.getAsInt()) : command;
  }
}
