package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running openssl command, and its output so far. */
final class Openssl implements Closeable {
  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private volatile boolean readToTheEnd;

  Openssl(List<String> arguments) throws IOException {
    this(List.of("openssl"), arguments);
  }

  /**
   * @param openssl the command, such as that of another release
   */
  Openssl(List<String> openssl, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(openssl);
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "openssl-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs a command, which must succeed, and returns its output. */
  static String run(String... arguments) throws Exception {
    try (Openssl openssl = new Openssl(List.of(arguments))) {
      assertTrue(openssl.process.waitFor(TlsLab.LONG.toSeconds(), TimeUnit.SECONDS));
      TlsLab.await(() -> openssl.readToTheEnd);
      String output = String.join("\n", openssl.lines);
      assertTrue(openssl.process.exitValue() == 0, output);
      return output;
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("unreadable: " + e.getMessage());
    } finally {
      readToTheEnd = true;
    }
  }

  /** Waits for a line that begins like this, and returns the rest of the line. */
  String await(String beginning) throws InterruptedException {
    TlsLab.await(() -> find(beginning).isPresent() || readToTheEnd);
    return find(beginning)
        .orElseThrow(() -> new AssertionError(beginning + " is not in: " + lines));
  }

  private Optional<String> find(String beginning) {
    synchronized (lines) {
      return lines.stream()
          .filter(line -> line.strip().startsWith(beginning))
          .map(line -> line.strip().substring(beginning.length()).strip())
          .findFirst();
    }
  }

  void type(byte[] octets) throws IOException {
    process.getOutputStream().write(octets);
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
