package org.kxover.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program to run, with its arguments, in a folder. Its environment has the variables given here,
 * the C locale, UTC, and a PATH with the sbin folders. It inherits no variables.
 */
public final class LabCommand {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Duration LIMIT = Patience.LIMIT;

  private final Path folder;
  private final List<String> words;
  private final Map<String, String> environment = new TreeMap<>();
  private String input = "";
  private Duration limit = LIMIT;
  private boolean interruptedWithUs;
  private Optional<InThisProcess> inThisProcess = Optional.empty();

  /** Does what the program would do. */
  @FunctionalInterface
  interface InThisProcess {
    Output run() throws IOException;
  }

  /**
   * The result of a program that ended.
   *
   * @param text standard output and standard error, interleaved
   */
  public record Output(int exitCode, String text) {}

  /**
   * @param folder working directory, which also gets the program's log
   */
  public LabCommand(Path folder, String program, String... arguments) {
    this.folder = folder;
    this.words = new ArrayList<>(List.of(program));
    this.words.addAll(List.of(arguments));
    environment.putAll(Map.of("PATH", PATH, "LC_ALL", "C", "TZ", "UTC"));
  }

  /** Puts a program and its arguments before this command, such as {@code setpriv}. */
  public LabCommand startedBy(String... starter) {
    inThisProcess = Optional.empty();
    words.addAll(0, List.of(starter));
    return this;
  }

  /** Runs it as that user, without groups and capabilities. Needs root. */
  public LabCommand as(int uid) {
    return startedBy(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + uid,
        "--clear-groups",
        "--inh-caps=-all",
        "--no-new-privs");
  }

  public LabCommand env(String name, String value) {
    inThisProcess = Optional.empty();
    environment.put(name, value);
    return this;
  }

  public LabCommand env(Map<String, String> variables) {
    inThisProcess = Optional.empty();
    environment.putAll(variables);
    return this;
  }

  /** Sets the standard input for {@link #run}; empty by default. */
  public LabCommand input(String text) {
    inThisProcess = Optional.empty();
    input = text;
    return this;
  }

  /** Sets how long {@link #run} waits for the end; {@link Patience#LIMIT} by default. */
  public LabCommand limit(Duration newLimit) {
    inThisProcess = Optional.empty();
    limit = newLimit;
    return this;
  }

  /**
   * Lets {@link #run} send SIGINT to the program if the JVM ends first, and wait for its end. By
   * default such a program goes on.
   */
  public LabCommand interruptedWithUs() {
    interruptedWithUs = true;
    return this;
  }

  /** Lets {@link #run} do this, and start no program, if nothing is changed here afterwards. */
  LabCommand inThisProcess(InThisProcess act) {
    inThisProcess = Optional.of(act);
    return this;
  }

  /** Starts the program in the background. */
  public LabProcess start() throws IOException {
    return new LabProcess(this);
  }

  /**
   * Runs the program to its end.
   *
   * @return its output
   * @throws IOException with its output if it fails or does not end in time
   */
  public String run() throws IOException {
    Output output = runToAnyEnd();
    if (output.exitCode() != 0) {
      throw new IOException(this + ": exit code " + output.exitCode() + "\n" + output.text());
    }
    return output.text();
  }

  /** As {@link #run}, but returns every exit code. */
  public Output runToAnyEnd() throws IOException {
    if (inThisProcess.isPresent()) {
      return inThisProcess.get().run();
    }
    // A file, as a full pipe would block the program.
    Path said = Files.createTempFile(folder, name() + "-", ".out");
    Path read = Files.createTempFile(folder, name() + "-", ".in");
    Files.writeString(read, input);
    ProcessBuilder builder = process().redirectInput(read.toFile()).redirectOutput(said.toFile());
    Process process = null;
    try (Interrupter interrupter = new Interrupter(interruptedWithUs)) {
      process = interrupter.start(builder);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(this + ": did not end within " + limit + "\n" + text(said));
      }
      if (interrupter.isEnding()) {
        throw new IOException(this + ": interrupted, as the JVM ends");
      }
      return new Output(process.exitValue(), text(said));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(this + ": interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(said);
      Files.deleteIfExists(read);
    }
  }

  ProcessBuilder process() {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true);
  }

  Path folder() {
    return folder;
  }

  /** The program and its arguments. */
  List<String> words() {
    return List.copyOf(words);
  }

  /** The program's name without its folder. */
  String name() {
    return Path.of(words.get(0)).getFileName().toString();
  }

  static String text(Path file) throws IOException {
    // Output may have octets that are not UTF-8; Latin-1 can decode all of them.
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
