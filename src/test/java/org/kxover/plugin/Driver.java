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

/** A running process of libkrb5 with the module in it, asked one host at a time. */
final class Driver implements AutoCloseable {
  /** What a host has where no module knows its realm. */
  static final String STOCK = "-";

  /**
   * Below the time budget of the tests that want an answer without waiting for it to run out, in
   * seconds.
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

  /** The realm of a host, or {@link #STOCK}. */
  String realmOf(String host) throws Exception {
    return ask("host " + host);
  }

  /** The same, asked by a child process. */
  String realmInChild(String host) throws Exception {
    return ask("fork " + host);
  }

  void setDefaultRealm(String realm) throws Exception {
    ask("realm " + realm);
  }

  /** What the module has logged so far. */
  String log() throws IOException {
    return Files.readString(errors, StandardCharsets.ISO_8859_1);
  }

  /** Ends the process, which must have had no complaint from a sanitizer. */
  @Override
  public void close() throws Exception {
    try {
      commands.close();
      if (!process.waitFor(LIMIT, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("driver did not end well: " + process + "\n" + log());
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
      throw new IOException("driver ended: " + log());
    }
    return result;
  }
}
