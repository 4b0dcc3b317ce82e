package org.kxover.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kxover.kerberos.Printable;

/** Runs a program of MIT Kerberos to its end, with limits on its time and its output. */
final class LocalCommand {
  private static final int MAX_OCTETS = 1 << 20;
  private static final int TIMEOUT_SECONDS = 60;

  private final List<String> command;

  LocalCommand(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** The exit code, and the text on standard output and standard error. */
  record Output(int exitCode, String text) {
    Optional<String> line(String start) {
      return text.lines().filter(line -> line.startsWith(start)).findFirst();
    }

    /** The last line that is not empty, for an error message. */
    String lastLine() {
      List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "nothing" : Printable.line(lines.get(lines.size() - 1).strip(), 300);
    }
  }

  /** Runs the command with additional arguments. */
  Output run(String... arguments) throws IOException {
    List<String> commandLine = new ArrayList<>(command);
    commandLine.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(commandLine).redirectErrorStream(true);
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
      process.getOutputStream().close();
      String text = read(process);
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

  private String read(Process process) throws IOException, InterruptedException {
    CompletableFuture<byte[]> output =
        CompletableFuture.supplyAsync(
            () -> {
              try (InputStream in = process.getInputStream()) {
                return in.readNBytes(MAX_OCTETS + 1);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
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
