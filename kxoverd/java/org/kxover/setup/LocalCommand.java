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

/** Runs one of MIT's programs to its end, with a limit on its time and on what it prints. */
final class LocalCommand {
  private static final int MOST_OCTETS = 1 << 20;
  private static final int SECONDS = 60;

  private final List<String> words;

  LocalCommand(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** What it printed, on both outputs. */
  record Output(int exitCode, String text) {
    Optional<String> line(String start) {
      return text.lines().filter(line -> line.startsWith(start)).findFirst();
    }

    /** Its last words, for an error message. */
    String said() {
      List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "nothing" : Printable.line(lines.get(lines.size() - 1).strip(), 300);
    }
  }

  /** Runs it with these words after its own. */
  Output run(String... more) throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    // Messages as they stand in MIT's source, and dates in UTC.
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          "cannot run " + words.get(0) + "; is it installed, and on the PATH? " + e.getMessage(),
          e);
    }
    try {
      process.getOutputStream().close();
      String text = read(process);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(words.get(0) + " has printed its last, and does not end");
      }
      return new Output(process.exitValue(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + words.get(0) + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private String read(Process process) throws IOException, InterruptedException {
    CompletableFuture<byte[]> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try (InputStream in = process.getInputStream()) {
                return in.readNBytes(MOST_OCTETS + 1);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try {
      byte[] octets = reading.get(SECONDS, TimeUnit.SECONDS);
      if (octets.length > MOST_OCTETS) {
        throw new IOException(words.get(0) + " prints more than " + MOST_OCTETS + " octets");
      }
      return new String(octets, StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new IOException(words.get(0) + " takes longer than " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("reading what " + words.get(0) + " prints: " + e.getMessage(), e);
    }
  }
}
