package org.kxover.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.kerberos.Printable;

/** Runs a program to its end, with limits on its time and its output. */
public final class LocalCommand {
  private static final int MAX_OCTETS = 1 << 24;
  private static final int TIMEOUT_SECONDS = 60;

  private final List<String> command;
  private final Map<String, String> environment;

  /**
   * @param command the program and its first arguments
   */
  public LocalCommand(List<String> command) {
    this(command, Map.of());
  }

  /**
   * @param command the program and its first arguments
   * @param environment variables in addition to those of this process
   */
  public LocalCommand(List<String> command, Map<String, String> environment) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
  }

  /** The exit code, and the text on standard output and standard error. */
  public record Output(int exitCode, String text) {
    public Optional<String> line(String start) {
      return text.lines().filter(line -> line.startsWith(start)).findFirst();
    }

    /** The last line that is not empty, for an error message. */
    public String lastLine() {
      List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "nothing" : Printable.line(lines.get(lines.size() - 1).strip(), 300);
    }
  }

  /** Runs the command with additional arguments, and without input. */
  public Output run(String... arguments) throws IOException {
    return run(List.of(arguments), "");
  }

  /** Runs the command without additional arguments, and gives it these lines to read. */
  public Output read(List<String> lines) throws IOException {
    return run(List.of(), String.join("\n", lines) + "\n");
  }

  /** Runs the command with additional arguments, and gives it this input. */
  public Output runWith(String input, String... arguments) throws IOException {
    return run(List.of(arguments), input);
  }

  private Output run(List<String> arguments, String input) throws IOException {
    List<String> commandLine = new ArrayList<>(command);
    commandLine.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(commandLine).redirectErrorStream(true);
    builder.environment().putAll(environment);
    // English messages, as in MIT's source, and dates in UTC.
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          "cannot run "
              + command.get(0)
              + "; see that it is installed and on the PATH: "
              + e.getMessage(),
          e);
    }
    try {
      // Reading begins before writing: otherwise both processes could wait for each other.
      CompletableFuture<byte[]> output = startReading(process);
      write(process, input);
      String text = finishReading(output);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            command.get(0)
                + " closed its output, but did not end within "
                + TIMEOUT_SECONDS
                + " s");
      }
      return new Output(process.exitValue(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.get(0) + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<byte[]> startReading(Process process) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream in = process.getInputStream()) {
            return in.readNBytes(MAX_OCTETS + 1);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static void write(Process process, String input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended before it read everything. Its output and its exit code say why.
      return;
    }
  }

  private String finishReading(CompletableFuture<byte[]> output)
      throws IOException, InterruptedException {
    try {
      byte[] octets = output.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (octets.length > MAX_OCTETS) {
        throw new IOException(command.get(0) + " printed more than " + MAX_OCTETS + " octets");
      }
      return new String(octets, StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new IOException(command.get(0) + " took longer than " + TIMEOUT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot read the output of " + command.get(0) + ": " + e.getMessage(), e);
    }
  }
}
