package org.kxover.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jazzer, a coverage-guided fuzzer, on one of our parsers. It begins with what is in {@code
 * src/test/fuzz}, and keeps what it finds of use below {@code target/fuzz}; an input that fails
 * lands there too, as {@code TARGET-crash-…}.
 */
enum Fuzzer {
  MESSAGES("message.MessageFuzz"),
  KDC_SOCKET("kdcsocket.KdcRequestFuzz"),
  CONTROL_SOCKET("control.ControlRequestFuzz"),
  STARTTLS("tls.StartTlsFuzz"),
  CERTIFICATES("dane.CertificateFuzz"),
  KADMIN("kdb.kadmin.KadminOutputFuzz"),
  SETTINGS("config.SettingsFuzz");

  private static final Path SEEDS = Path.of("src/test/fuzz");
  private static final Path FOUND = Path.of("target/fuzz");
  private static final Path PROGRAM = Path.of("target/fuzzer");
  private static final int MAX_LENGTH = 16 * 1024;

  private final String target;

  Fuzzer(String target) {
    this.target = target;
  }

  /** Its name in folders and on the command line. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  Path seeds() {
    return SEEDS.resolve(word());
  }

  /**
   * The command that runs it.
   *
   * @param limit when to stop, in libFuzzer's words
   */
  ProcessBuilder command(String... limit) throws IOException {
    return command(List.of(), found(), seeds(), limit);
  }

  /**
   * The same for a run of some seconds, in which most code is not worth more than a quick compiler.
   */
  ProcessBuilder shortCommand(String... limit) throws IOException {
    return command(List.of("-XX:TieredStopAtLevel=1"), found(), seeds(), limit);
  }

  private Path found() throws IOException {
    return Files.createDirectories(FOUND.resolve(word()));
  }

  /** The command that adds to the seeds what was found that takes a way of its own. */
  private ProcessBuilder keep() throws IOException {
    return command(List.of(), seeds(), found(), "-merge=1");
  }

  private ProcessBuilder command(List<String> java, Path first, Path second, String... options)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(java);
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-cp", classPath()));
    words.add("com.code_intelligence.jazzer.Jazzer");
    words.add("--target_class=org.kxover." + target);
    words.add("--instrumentation_includes=org.kxover.**");
    words.add("-max_len=" + MAX_LENGTH);
    // Seconds for one input, of which each takes milliseconds: one that takes so long is a finding,
    // also on a machine that is busy with more than this.
    words.add("-timeout=60");
    words.add("-artifact_prefix=" + FOUND.resolve(word() + "-"));
    // Otherwise a test of what was found lands wherever it was run.
    words.add("--reproducer_path=" + FOUND);
    words.addAll(List.of(options));
    words.addAll(List.of(first.toString(), second.toString()));
    return new ProcessBuilder(words).redirectErrorStream(true);
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(PROGRAM)) {
      return Stream.concat(
              jars, Stream.of(Path.of("target/test-classes"), Path.of("target/kxoverd.jar")))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }

  /**
   * Runs each for some time, on a terminal, or keeps what such runs found.
   *
   * @param arguments minutes for each or {@code keep}, and if not all are to run, the name of one
   */
  public static void main(String[] arguments) throws Exception {
    boolean keep = arguments[0].equals("keep");
    int seconds = keep ? 0 : Math.multiplyExact(60, Integer.parseInt(arguments[0]));
    List<String> failed = new ArrayList<>();
    for (Fuzzer fuzzer : values()) {
      if (arguments.length > 1 && !arguments[1].equals(fuzzer.word())) {
        continue;
      }
      System.out.println("== " + fuzzer.word() + (keep ? "" : ", for " + seconds + " s"));
      ProcessBuilder command = keep ? fuzzer.keep() : fuzzer.command("-max_total_time=" + seconds);
      if (command.inheritIO().start().waitFor() != 0) {
        failed.add(fuzzer.word());
      }
    }
    if (!failed.isEmpty()) {
      System.err.println("found something: " + failed + "; the inputs are in " + FOUND);
      System.exit(1);
    }
  }
}
