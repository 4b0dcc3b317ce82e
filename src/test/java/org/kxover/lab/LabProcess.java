package org.kxover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that runs in the background, with its output in a log file. */
public final class LabProcess implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(10);

  private final String command;
  private final Path log;
  private final Process process;
  private final Thread killer;

  LabProcess(LabCommand command) throws IOException {
    this.command = command.toString();
    this.log = Files.createTempFile(command.folder(), command.name() + "-", ".log");
    this.process = command.process().redirectOutput(log.toFile()).start();
    // Kills the program if the JVM ends first.
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    process.getOutputStream().close();
  }

  /** The program's output so far. */
  public String log() {
    try {
      return LabCommand.text(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the output contains {@code words}. */
  public LabProcess awaitLine(String words, Duration limit) {
    return await("prints \"" + words + "\"", () -> log().contains(words), limit);
  }

  /** Waits until a connection to a TCP port on loopback succeeds. */
  public LabProcess awaitPort(int port, Duration limit) {
    return awaitPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
  }

  /** Waits until a TCP connection to the address succeeds. */
  public LabProcess awaitPort(InetSocketAddress address, Duration limit) {
    return await("listens at " + address, () -> accepts(address), limit);
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @param what the condition, for the error message
   * @throws IllegalStateException with the program's log, if it ends first or the limit passes
   */
  public LabProcess await(String what, BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            command
                + ": ended with exit code "
                + process.exitValue()
                + " before this: it "
                + what
                + "\n"
                + log());
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            command + ": after " + limit + " still not true: it " + what + "\n" + log());
      }
      waitForEnd(POLL);
    }
    return this;
  }

  /**
   * Ends the program with SIGTERM, or with SIGKILL after a time limit.
   *
   * @return its exit code
   */
  public int stop() {
    process.destroy();
    if (!waitForEnd(STOP_LIMIT)) {
      kill();
    }
    forget();
    return process.exitValue();
  }

  /**
   * Waits until the program has ended by itself.
   *
   * @return its exit code
   * @throws IllegalStateException with the program's log, if the limit passes
   */
  int awaitEnd(Duration limit) {
    if (!waitForEnd(limit)) {
      throw new IllegalStateException(command + ": does not end within " + limit + "\n" + log());
    }
    forget();
    return process.exitValue();
  }

  /** Kills the program with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    waitForEnd(STOP_LIMIT);
    forget();
  }

  @Override
  public void close() {
    stop();
  }

  private boolean waitForEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command + ": interrupted", e);
    }
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, so the hook runs anyway.
      return;
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
