package org.kxover.plugin;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process with libkrb5 and the module, which looks up one host at a time. */
final class Driver implements AutoCloseable {
  /** The result for a host whose realm no module knows. */
  static final String STOCK = "-";

  /**
   * In seconds. Less than the largest time_budget, so that tests fail if the module waits for it.
   */
  private static final long LIMIT = 25;

  private final Process process;
  private final Path errors;
  private final BufferedWriter commands;
  private final BufferedReader results;

  /**
   * Starts {@code command} with {@code configuration} as its only krb5.conf; its standard error
   * goes to {@code errors}.
   */
  Driver(List<String> command, Path configuration, Path errors) throws IOException {
    this.errors = errors;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("KRB5_CONFIG", configuration.toString());
    builder.environment().put("LC_ALL", "C");
    process = builder.start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    results = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The realm of a host; {@link #STOCK} if no module knows it. */
  String realmOf(String host) throws Exception {
    return ask("host " + host);
  }

  /** As {@link #realmOf}, in a forked child process. */
  String realmInChild(String host) throws Exception {
    return ask("fork " + host);
  }

  void setDefaultRealm(String realm) throws Exception {
    ask("realm " + realm);
  }

  /** The module's log so far. */
  String log() throws IOException {
    return Files.readString(errors, StandardCharsets.ISO_8859_1);
  }

  /** Ends the process; fails if a sanitizer found an error. */
  @Override
  public void close() throws Exception {
    try {
      commands.close();
      if (!process.waitFor(LIMIT, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the driver failed: " + process + "\n" + log());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private String ask(String command) throws Exception {
    commands.write(command + "\n");
    commands.flush();
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return results.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    String result = line.get(LIMIT, TimeUnit.SECONDS);
    if (result == null) {
      throw new IOException("the driver ended early: " + log());
    }
    return result;
  }
}
