package org.kxover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that runs in the background, with its output in a log file. */
public final class LabProcess implements LabRun {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

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

  @Override
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

  @Override
  public OptionalLong process() {
    return OptionalLong.of(pid());
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String end() {
    return "ended with exit code " + process.exitValue();
  }

  @Override
  public LabProcess awaitLine(String words, Duration limit) {
    LabRun.super.awaitLine(words, limit);
    return this;
  }

  /** Waits until a connection to a TCP port on loopback succeeds. */
  public LabProcess awaitPort(int port, Duration limit) {
    return awaitPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
  }

  /** Waits until a TCP connection to the address succeeds. */
  public LabProcess awaitPort(InetSocketAddress address, Duration limit) {
    return await("listens at " + address, () -> accepts(address), limit);
  }

  @Override
  public LabProcess await(String what, BooleanSupplier condition, Duration limit) {
    LabRun.super.await(what, condition, limit);
    return this;
  }

  @Override
  public void pause() {
    waitForEnd(POLL);
  }

  /** As {@link LabRun#stop}, or with SIGKILL after a time limit. */
  @Override
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

  @Override
  public void kill() {
    process.destroyForcibly();
    waitForEnd(STOP_LIMIT);
    forget();
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

  @Override
  public String toString() {
    return command;
  }
}
