package org.kxover.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer, a coverage-guided fuzzer, on one of our parsers, or on the validator of zones.
 * Jazzer starts with the inputs in {@code src/test/fuzz}, and writes useful new inputs below {@code
 * target/fuzz}. It writes an input that fails there too, as {@code TARGET-crash-…}.
 */
enum Fuzzer {
  MESSAGES("message.MessageFuzz"),
  KDC_SOCKET("kdcsocket.KdcRequestFuzz"),
  CONTROL_SOCKET("control.ControlRequestFuzz"),
  STARTTLS("tls.StartTlsFuzz"),
  CERTIFICATES("dane.CertificateFuzz"),
  KADMIN("kdb.kadmin.KadminOutputFuzz"),
  SETTINGS("config.SettingsFuzz"),
  ZONES("dns.ZoneFuzz");

  private static final Path SEEDS = Path.of("src/test/fuzz");
  private static final Path FOUND = Path.of("target/fuzz");
  private static final Path PROGRAM = Path.of("target/fuzzer");
  private static final int MAX_LENGTH = 16 * 1024;

  private final String target;

  Fuzzer(String target) {
    this.target = target;
  }

  /** The fuzzer's name in folders and on the command line. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  Path seeds() {
    return SEEDS.resolve(word());
  }

  /**
   * The command that runs the fuzzer.
   *
   * @param limit libFuzzer options that say when to stop
   */
  ProcessBuilder command(String... limit) throws IOException {
    return command(List.of(), found(), seeds(), limit);
  }

  /**
   * The command for a run of some seconds, in which Java's optimizing compiler would not pay off.
   */
  ProcessBuilder shortCommand(String... limit) throws IOException {
    return command(List.of("-XX:TieredStopAtLevel=1"), found(), seeds(), limit);
  }

  private Path found() throws IOException {
    return Files.createDirectories(FOUND.resolve(word()));
  }

  /** The command that adds inputs with new coverage to the seeds. */
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
    // The validator is dnsjava's.
    words.add("--instrumentation_includes=org.kxover.**:org.xbill.DNS.dnssec.**");
    words.add("-max_len=" + MAX_LENGTH);
    // Seconds for one input. An input normally takes milliseconds, so this is a finding even on a
    // busy machine.
    words.add("-timeout=60");
    words.add("-artifact_prefix=" + FOUND.resolve(word() + "-"));
    // Otherwise Jazzer writes its reproducers to the current folder.
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
   * Runs the fuzzers for some time, or adds the inputs that such runs found to the seeds.
   *
   * @param arguments minutes for each fuzzer, or {@code keep}; then optionally the name of the only
   *     fuzzer to run
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
