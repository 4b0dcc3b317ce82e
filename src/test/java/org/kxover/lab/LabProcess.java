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

/** A program that runs in the background, with what it says in a log file beside its work. */
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
    // A program never outlives the tests that started it, however they end.
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    process.getOutputStream().close();
  }

  /** What the program said so far. */
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

  /** Waits until the program has said {@code words}. */
  public LabProcess awaitLine(String words, Duration limit) {
    return await("says \"" + words + "\"", () -> log().contains(words), limit);
  }

  /** Waits until a connection to a TCP port on loopback succeeds. */
  public LabProcess awaitPort(int port, Duration limit) {
    return awaitPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
  }

  /** The same for any address. */
  public LabProcess awaitPort(InetSocketAddress address, Duration limit) {
    return await("listens at " + address, () -> accepts(address), limit);
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @param what the condition, for the message
   * @throws IllegalStateException with the program's log, where it ends before, or the limit is
   *     over
   */
  public LabProcess await(String what, BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            command + ": ended with " + process.exitValue() + " before it " + what + "\n" + log());
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            command + ": after " + limit + " still not: " + what + "\n" + log());
      }
      waitForEnd(POLL);
    }
    return this;
  }

  /**
   * Ends the program: TERM, and KILL where that does not help.
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

  /** Ends the program as a crash would. */
  public void kill() {
    process.destroyForcibly();
    waitForEnd(STOP_LIMIT);
    forget();
  }

  /** As {@link #stop}. */
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
      // The machine shuts down already, and the hook does its work.
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
